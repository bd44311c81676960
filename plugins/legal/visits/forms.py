"""The form of a day of duty."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import CountField, DayField, TrimmedField, WordsField
from linli.toolkit.forms import options, required, short_text
from plugins.legal.advisers.fields import AdviserField
from plugins.legal.advisers.models import KINDS
from plugins.legal.visits.models import DAY, HALF_DAY

OTHER = "other"
LENGTHS = {str(HALF_DAY): _l("半天"), str(DAY): _l("一天"), OTHER: _l("自己填")}


class VisitForm(EditForm):
    """Who was here, on which day, how long, and what was done.

    `advisers` are those whom village staff may choose, beside any other visitor by name; None
    where an adviser writes about themself.
    """

    adviser = AdviserField(_l("谁来了"))
    visitor = TrimmedField(_l("别的来访人姓名（上面没有的才填）"), [short_text(40)],
                           description=_l("不用有账号；例如人社、检察院、法律援助处来的人"),
                           render_kw={"autocomplete": "off"})
    visitor_kind = SelectField(_l("他的身份"), default="",
                               choices=options({"": _l("请选"), **KINDS}))
    day = DayField(_l("哪一天"), [required(_l("请填哪一天"))], default=today)
    length = RadioField(_l("在村里多久"), [required(_l("请选多久"))], choices=options(LENGTHS),
                        description=_l("半天算 4 小时，一天算 8 小时"))
    minutes = CountField(_l("多少分钟（选“自己填”才用填）"), least=15, most=1440)
    done = WordsField(_l("做了什么"), [required(_l("请写几句做了什么")), short_text(2000)],
                         description=_l("接待几位、调解什么事、走访哪里；不写当事人姓名"),
                         render_kw={"rows": 5})

    def __init__(self, advisers=None, visit=None):
        super().__init__(obj=visit, data={
            "length": visit and _length(visit.minutes),
            **({"adviser": advisers[0]} if advisers and len(advisers) == 1 and not visit else {})})
        if advisers is None:
            del self.adviser, self.visitor, self.visitor_kind
        else:
            self.adviser.offer(advisers, _l("别的来访人，在下面填"))
        if visit and not self.is_submitted() and self.length.data != OTHER:
            self.minutes.data = None

    def values(self):
        """The columns of a Visit."""
        columns = {name: value for name, value in super().values().items() if name != "length"}
        return {**columns, "visitor_kind": ""} if columns.get("adviser") else columns

    def validate_visitor(self, field):
        """One of those to choose, or somebody by name."""
        if not self.adviser.data and not field.data:
            raise ValidationError(_l("请在上面选一位，或者填来访人的姓名"))
        if self.adviser.data and field.data:
            raise ValidationError(_l("上面已经选了一位，这里请清空；不然上面请选“别的来访人”"))

    def validate_visitor_kind(self, field):
        """Asked of who is named here."""
        if self.visitor.data and not self.adviser.data and not field.data:
            raise ValidationError(_l("请选他的身份"))

    def validate_day(self, field):
        """Not in the future."""
        if field.data and field.data > today():
            raise ValidationError(_l("这一天还没到，来过了再记"))

    def validate_minutes(self, field):
        """Filled in where no button says it, and only there."""
        if self.length.data == OTHER:
            if field.data is None and not field.errors:
                raise ValidationError(_l("请填多少分钟"))
        elif self.length.data in LENGTHS:
            if field.data not in (None, int(self.length.data)):
                raise ValidationError(_l("这里填了数，上面请选“自己填”；不然就清空"))
            field.data = int(self.length.data)


def _length(minutes):
    return str(minutes) if minutes in (HALF_DAY, DAY) else OTHER
