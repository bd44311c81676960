"""Forms of rooms and of the roster. Hours are Shanghai's."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from linli.toolkit.editing import EditForm
from linli.toolkit.fields import ClockField, CountField, PhoneField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.mediation.rooms.models import KINDS

WEEKDAYS = {"1": _l("周一"), "2": _l("周二"), "3": _l("周三"), "4": _l("周四"), "5": _l("周五"),
            "6": _l("周六"), "7": _l("周日")}


def _boxes(label, validators, **more):
    return SelectMultipleField(label, validators, option_widget=CheckboxInput(), **more)


class RoomForm(EditForm):
    """A room: where, when, and for whom."""

    title = TrimmedField(_l("叫什么"), [required(_l("请填名字")), short_text(60)])
    place = TrimmedField(_l("在哪里"), [required(_l("请填地点，村民照着找")), short_text(120)])
    weekdays = _boxes(_l("周几开门"), [required(_l("请至少选一天"))], choices=options(WEEKDAYS))
    opens = ClockField(_l("几点开门"), [required(_l("请填几点开门"))])
    closes = ClockField(_l("几点关门"), [required(_l("请填几点关门"))])
    seats = CountField(_l("坐几个人（可以不填）"), most=500)
    note = TrimmedField(_l("怎么去、找谁拿钥匙（可以不填）"), [short_text(200)])
    villages = _boxes(_l("还给哪些村用"), [])

    def offer(self, villages):
        """Take the villages that may share it; without any the question is left out."""
        self.villages.choices = options((each.code, each.short_name) for each in villages)
        if not villages:
            del self.villages

    def validate_closes(self, field):
        """Later than it opens."""
        if field.data and self.opens.data and field.data <= self.opens.data:
            raise ValidationError(_l("关门要比开门晚"))

    def columns(self):
        """The columns of a Room, and the codes of the villages that share it."""
        columns = self.values()
        columns["seats"] = columns["seats"] or 0
        return columns.pop("villages", []), columns


class EnlistForm(Form):
    """Somebody new on the roster."""

    kind = RadioField(_l("是什么人"), [required(_l("请选一项"))], choices=options(KINDS))
    name = TrimmedField(_l("姓名"), [required(_l("请填姓名")), short_text(40)],
                        render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("手机号"), [required(_l("请填手机号"))],
                       render_kw={"inputmode": "tel", "autocomplete": "off"}, description=_l("不公开"))
    woman = BooleanField(_l("女"))
    good_at = TrimmedField(_l("擅长什么（可以不填）"), [short_text(120)],
                           description=_l("公开，比如：邻里、分家"))


class ListedForm(EditForm):
    """What the roster says of somebody."""

    woman = BooleanField(_l("女"))
    good_at = TrimmedField(_l("擅长什么（可以不填）"), [short_text(120)],
                           description=_l("公开，比如：邻里、分家"))


class SureForm(EditForm):
    """Something that cannot be undone, of a record that was read."""
