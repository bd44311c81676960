"""Forms about blocks."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput

from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.leaders.tenure.models import BLOCK_KINDS


def _name():
    return TrimmedField(_l("叫什么"), [required(_l("请填名字")), short_text(40)],
                        description=_l("大家平时怎么叫就怎么写，例如：1 号楼、祠堂边"),
                        render_kw={"autocomplete": "off"})


class BlockForm(Form):
    """A new block."""

    kind = RadioField(_l("哪一种"), [required(_l("请选一种"))], choices=options(BLOCK_KINDS))
    name = _name()


class RenameForm(Form):
    """Another name; `was` is the one that was read."""

    name = _name()
    was = HiddenField()


class HouseholdsForm(Form):
    """Some of the households that the page shows."""

    households = SelectMultipleField(_l("住户"), [required(_l("请至少选一户"))], coerce=int,
                                     option_widget=CheckboxInput())

    def offer(self, households, village):
        """Take the choices: these, each with the block it lives in where that was read too."""
        self.households.choices = options((each.id, _said(each, village)) for each in households)


def _said(household, village):
    words = f"{household.number} · {household.address.removeprefix(village.short_name)}"
    lives = "block" in household.__rel__ and household.block
    return _l("%(household)s（在%(block)s）", household=words, block=lives.name) if lives else words
