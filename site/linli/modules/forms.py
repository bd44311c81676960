"""The form of a module's settings in a place, made from their declarations."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, options, short_text


def settings_form(module, values):
    """A form with one field for each setting of `module`, showing `values`."""
    fields = {setting.name: _field(setting) for setting in module.settings}
    return type("SettingsForm", (Form,), fields)(obj=values)


def _field(setting):
    help_text = _l("%(unit)s（默认 %(default)s，依据：%(source)s）", unit=setting.unit,
                   default=setting.default, source=setting.source)
    if isinstance(setting.default, bool):
        return BooleanField(setting.label)
    if setting.words:
        return SelectField(setting.label, choices=options(setting.words))
    if isinstance(setting.default, int):
        bounds = _l("请填 %(least)d 到 %(most)d 之间的整数", least=setting.least, most=setting.most)
        return IntegerField(setting.label, [InputRequired(bounds),
                                            NumberRange(setting.least, setting.most, bounds)],
                            description=help_text, render_kw={"inputmode": "numeric"})
    return TrimmedField(setting.label, [short_text(200)], description=help_text)
