"""Forms about leads: reporting one, and one for each step."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.fields import (
    CountField,
    DayField,
    MoneyField,
    PhoneField,
    TrimmedField,
    WordsField,
)
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.phones import plain
from plugins.legal.leads.models import PLATFORMS, SOURCES, WORKER

MOST_PEOPLE = 10_000
_SAID = {WORKER: _l("我被欠薪")}  # to somebody who has the choice
READ_BY_BOTH = _l("报线索的人也看得到")


def _owed(label, **options):
    return MoneyField(label, [required(_l("请填欠了多少钱")), more_than_nothing], **options)


def more_than_nothing(_form, field):
    """A validator: an amount of at least one 分."""
    if field.data is not None and field.data <= 0:
        raise ValidationError(_l("金额要大于 0"))


class ReportForm(Form):
    """Who owes whom, where, and how much. What only a platform's lead has is left out for others."""

    source = RadioField(_l("从哪里来的"), [required(_l("请选一项"))])
    place = SelectField(_l("工地在哪个村"))
    employer = TrimmedField(_l("谁欠的（单位或老板）"),
                            [required(_l("请填单位或老板的名字")), short_text(80)])
    site = TrimmedField(_l("工地或做工的地方"), [required(_l("请填在哪里做的工")), short_text(120)])
    people = CountField(_l("被欠的有几个人"), [required(_l("请填几个人"))], least=1, most=MOST_PEOPLE)
    amount = _owed(_l("一共欠多少（元）"), description=_l("说个大概也行，核实时会再算"))
    contact_name = TrimmedField(_l("找谁了解"), [short_text(40)])
    contact_phone = PhoneField(_l("联系电话"), description=_l("只有办这件事的人看得到"))
    text = WordsField(_l("再说几句（可以不写）"), [short_text(1000)], render_kw={"rows": 3},
                         description=_l("做的什么活，从几月到几月没发，有没有欠条"))
    platform_number = TrimmedField(_l("平台编号"), [short_text(60)],
                                   description=_l("平台转来的照抄原来的编号"))
    platform_due_on = DayField(_l("平台要求哪天前办完"), [Optional()],
                               description=_l("平台有期限才填，每一步都不会晚于它"))

    def __init__(self, sources, places, here, person, text=""):
        worker = sources == (WORKER,)
        super().__init__(data={
            "source": WORKER if worker else None, "place": here.code, "people": 1,
            "text": text,
            **(_own_contact(person) if worker else {})})
        self.source.choices = options((key, _SAID.get(key, SOURCES[key])) for key in sources)
        self.place.choices = options(
            (each.code, each.short_name if each.is_village else
             _l("%(place)s（不在哪个村，或说不清）", place=each.short_name)) for each in places)
        if worker:
            del self.source
        if not set(sources) & set(PLATFORMS):
            del self.platform_number, self.platform_due_on

    def facts(self):
        """The fields of a Lead."""
        return {name: value for name, value in self.values().items()
                if name not in ("source", "place")}

    @property
    def chosen_source(self):
        """What was chosen, or the only choice."""
        return self.source.data if "source" in self else WORKER

    def validate_platform_number(self, field):
        """A platform's lead keeps its number."""
        if self.chosen_source in PLATFORMS and not field.data:
            raise ValidationError(_l("平台转来的要填平台编号"))

    def validate_contact_name(self, field):
        """Somebody to ask, unless a platform knows more."""
        if self.chosen_source not in PLATFORMS and not field.data:
            raise ValidationError(_l("请填找谁了解"))

    def validate_contact_phone(self, field):
        """As the name."""
        if self.chosen_source not in PLATFORMS and not field.data:
            raise ValidationError(_l("请填联系电话"))


def _own_contact(person):
    return {"contact_name": person.name, "contact_phone": plain(person.phone)}


class VerifyForm(Form):
    """It is true; what was found otherwise is put right now."""

    employer = TrimmedField(_l("单位或老板"), [required(_l("请填单位或老板的名字")), short_text(80)])
    people = CountField(_l("被欠的有几个人"), [required(_l("请填几个人"))], least=1, most=MOST_PEOPLE)
    amount = _owed(_l("核实的欠薪（元）"))
    note = WordsField(_l("怎么核实的（可以不写）"), [short_text(500)], render_kw={"rows": 2},
                         description=READ_BY_BOTH)


class SendForm(Form):
    """Where it goes, and under which number they keep it."""

    office = TrimmedField(_l("转给哪个部门"), [required(_l("请填转给哪个部门")), short_text(80)],
                          description=_l("例如：市人社局劳动保障监察大队"))
    office_number = TrimmedField(_l("对方的受理编号（可以不填）"), [short_text(60)])
    note = WordsField(_l("说明（可以不写）"), [short_text(500)], render_kw={"rows": 2},
                         description=READ_BY_BOTH)


class PayForm(Form):
    """What was paid, and when."""

    amount = MoneyField(_l("付了多少（元）"), [required(_l("请填付了多少")), more_than_nothing])
    day = DayField(_l("哪天付的"), [required(_l("请填哪天付的"))], default=today)
    note = TrimmedField(_l("怎么付的（可以不写）"), [short_text(200)],
                        description=_l("例如：银行转账，工人都签收了"))


class CloseForm(Form):
    """The end."""

    note = WordsField(_l("说明（可以不写）"), [short_text(500)], render_kw={"rows": 2},
                         description=READ_BY_BOTH)


class ReasonForm(Form):
    """Why. Whoever reported the lead reads it."""

    reason = WordsField(_l("原因"), [required(_l("请写一句原因")), short_text(500)],
                           description=READ_BY_BOTH, render_kw={"rows": 3})
