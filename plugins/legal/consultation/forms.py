"""Forms of consultations: the advice, the walk-in, the second opinion, the rating."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.fields import CountField, DayField, PhoneField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from plugins.legal.advisers.models import MATTERS
from plugins.legal.consultation.models import CHANNELS, NEXT_STEPS, OUTCOMES

A_DAY = 24 * 60  # minutes
SAY_WHERE = {"date": _l("请写上再约的日子"), "office": _l("请写上去哪个部门")}
STARS = {"5": _l("很满意"), "4": _l("满意"), "3": _l("一般"), "2": _l("不太满意"), "1": _l("不满意")}


class AdviceForm(Form):
    """What came of a consultation."""

    outcome = RadioField(_l("结果"), [required(_l("请选一项结果"))], default="advised",
                         choices=options(OUTCOMES))
    text = WordsField(_l("给他的意见"), [required(_l("请写下您的意见")), short_text(4000)],
                         description=_l("来咨询的人在“我的”里看得到，别人看不到"),
                         render_kw={"rows": 5})
    next_step = RadioField(_l("下一步"), [required(_l("请选一项"))], default="none",
                           choices=options(NEXT_STEPS))
    next_note = TrimmedField(_l("哪天、去哪里（可以不填）"), [short_text(200)])
    minutes = CountField(_l("花了多少分钟"), [required(_l("请填分钟数"))], least=1, most=A_DAY)

    def validate_next_note(self, field):
        """Another date or office has to be named."""
        if self.next_step.data in SAY_WHERE and not field.data:
            raise ValidationError(SAY_WHERE[self.next_step.data])


class WalkInForm(AdviceForm):
    """A consultation without a booking, entered afterwards in half a minute."""

    channel = RadioField(_l("怎么来的"), [required(_l("请选一项"))], default="door", choices=options(
        {key: word for key, word in CHANNELS.items() if key != "booked"}))
    day = DayField(_l("哪一天"), [required(_l("请选一天"))], default=today)
    client = TrimmedField(_l("谁来问的"), [required(_l("请填姓名或称呼")), short_text(40)],
                          render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("电话（可以不填）"), [Optional()],
                       render_kw={"inputmode": "tel", "autocomplete": "off"})
    kind = SelectField(_l("哪方面的事"), choices=options(MATTERS), default="other")
    matter = WordsField(_l("他问的什么（可以不填）"), [short_text(1000)], render_kw={"rows": 2})
    text = WordsField(_l("您怎么答的"), [required(_l("请写下您的意见")), short_text(4000)],
                         description=_l("只记在您自己的台账里，村委看不到"), render_kw={"rows": 3})

    def validate_day(self, field):
        """It has taken place."""
        if field.data and field.data > today():
            raise ValidationError(_l("还没到这一天"))


class AskForm(Form):
    """A question to a second adviser."""

    adviser = SelectField(_l("请哪位看"), coerce=int)
    question = WordsField(_l("想请他看什么"), [required(_l("请写一句想问的")), short_text(1000)],
                             render_kw={"rows": 3})

    def __init__(self, advisers):
        super().__init__()
        self.adviser.choices = options((each.id, each.person.name) for each in advisers)


class OpinionForm(Form):
    """The answer of the second adviser."""

    text = WordsField(_l("您的意见"), [required(_l("请写下您的意见")), short_text(4000)],
                         render_kw={"rows": 5})


class RatingForm(Form):
    """What the client thought of it."""

    stars = RadioField(_l("这次咨询帮到您了吗？"), [required(_l("请选一项"))], choices=options(STARS))
    words = WordsField(_l("想说的话（可以不写）"), [short_text(500)], render_kw={"rows": 3},
                          description=_l("只有您和这位顾问看得到"))
