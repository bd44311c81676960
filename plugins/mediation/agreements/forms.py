"""Forms of agreements. Days are Shanghai's."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import ValidationError

from linli.toolkit.calendar import today
from linli.toolkit.editing import EditForm
from linli.toolkit.fields import DayField, MoneyField, TrimmedField, WordsField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.photos import PhotoField
from plugins.mediation.agreements.models import EXCLUDED, FORMS, SCREEN, SIGNED_ON, TRANSITIONS, WRITTEN
from plugins.mediation.cases.models import NEXT, NO, PARTY, SIDES, YES

NO_SUCH_MATTER = "none"
NOBODY = "0"


class PastDay(DayField):
    """A day that is not to come."""

    def pre_validate(self, form):
        """Refuse a day after today."""
        if self.data and self.data > today():
            raise ValidationError(_l("这一天还没到"))


class DraftForm(EditForm):
    """The facts and who is liable; the terms come one by one."""

    form = RadioField(_l("书面还是口头"), choices=options(FORMS), default=WRITTEN,
                      description=_l("口头协议记下来就生效；书面协议要每一方签字"))
    facts = WordsField(_l("事情是怎样的"), [required(_l("请写事情是怎样的")), short_text(4000)],
                       render_kw={"rows": 6})
    liability = WordsField(_l("责任在谁（可以不填）"), [short_text(4000)], render_kw={"rows": 3})


class TermForm(Form):
    """Who does what until when, and how much is paid."""

    version = HiddenField()
    party = RadioField(_l("谁来做"), [required(_l("请选谁来做"))])
    receiver = RadioField(_l("给谁做"), [required(_l("请选给谁做"))],
                          description=_l("钱付给谁、东西修给谁。收条只有这两边看得到"))
    text = WordsField(_l("做什么"), [required(_l("请写做什么")), short_text(1000)], render_kw={"rows": 3})
    amount = MoneyField(_l("付多少钱（元，不付钱就空着）"))
    due_on = DayField(_l("什么时候以前"), [required(_l("请填什么时候以前"))])

    def __init__(self, parties, version, term=None):
        filled = {"party": str(term.party_id), "receiver": str(term.receiver_id or NOBODY),
                  "text": term.text, "amount": term.amount, "due_on": term.due_on} if term else {}
        super().__init__(data={"version": str(version), **filled})
        people = [(str(party.id), _l("%(name)s（%(kind)s）", name=party.name, kind=SIDES[party.side]))
                  for party in parties if party.role == PARTY]
        self.party.choices = options(people)
        self.receiver.choices = options([*people, (NOBODY, _l("不专门给谁"))])

    def values(self):
        """What was typed, as a Term keeps it."""
        return {"party": int(self.party.data), "receiver": int(self.receiver.data) or None,
                "text": self.text.data, "amount": self.amount.data, "due_on": self.due_on.data}

    def validate_receiver(self, field):
        """Somebody else."""
        if field.data == self.party.data:
            raise ValidationError(_l("谁做和给谁做不能是同一位"))

    def validate_amount(self, field):
        """Nothing, or more than nothing."""
        if field.data == 0:
            raise ValidationError(_l("不付钱就空着，付钱就要大于 0"))

    def validate_due_on(self, field):
        """Not past."""
        if field.data and field.data < today():
            raise ValidationError(_l("期限不能是过去的日子"))


class SignForm(Form):
    """A signature of one day: drawn, or a photo of the paper."""

    way = RadioField(_l("怎么签的"), choices=options(SIGNED_ON), default=SCREEN)
    day = PastDay(_l("哪一天签的"), [required(_l("请填哪一天签的"))], default=today)
    photo = PhotoField(_l("签名"), description=_l("在屏幕上签，或者拍下签好字的纸"))

    def __init__(self, uploader):
        super().__init__()
        self.uploader = uploader

    def validate_photo(self, field):
        """One has to be there."""
        if not field.upload:
            raise ValidationError(_l("请签名，或者选一张签名的照片"))


class OralForm(Form):
    """The day on which both sides agreed orally."""

    day = PastDay(_l("哪一天谈好的"), [required(_l("请填哪一天谈好的"))], default=today)


class DoneForm(Form):
    """A term that was done."""

    day = PastDay(_l("哪一天办好的"), [required(_l("请填哪一天办好的"))], default=today)
    note = WordsField(_l("怎么办好的（可以不填）"), [short_text(1000)], render_kw={"rows": 3})
    proof = PhotoField(_l("收条、转账记录的照片（可以不选）"),
                       description=_l("只有您、做的一方和收的一方看得到"))

    def __init__(self, uploader):
        super().__init__()
        self.uploader = uploader


class BrokenForm(Form):
    """It is not kept: where to go next, and why."""

    next_step = RadioField(_l("接下来去哪里"), [required(_l("请选接下来去哪里"))], choices=options(NEXT))
    words = WordsField(_l("哪里没有做到"), [required(_l("请写哪里没有做到")), short_text(2000)],
                       description=_l("当事人看得到"), render_kw={"rows": 4})


class FollowUpForm(Form):
    """A visit or a call to one of the parties, and how things stand."""

    party = RadioField(_l("回访了谁"), [required(_l("请选回访了谁"))])
    day = PastDay(_l("哪一天"), [required(_l("请填哪一天"))], default=today)
    by_phone = RadioField(_l("怎么回访的"), [required(_l("请选怎么回访的"))],
                          choices=options({NO: _l("上门"), YES: _l("打电话")}))
    kept = RadioField(_l("做到了吗"), [required(_l("请选做到了没有"))],
                      choices=options({YES: _l("做到了，双方没有再闹"), NO: _l("还没有做到")}))
    words = WordsField(_l("他们怎么说（可以不填）"), [short_text(2000)],
                       description=_l("只有您和这一位看得到"), render_kw={"rows": 4})

    def __init__(self, parties):
        super().__init__()
        self.party.choices = options(
            (str(party.id), _l("%(name)s（%(kind)s）", name=party.name, kind=SIDES[party.side]))
            for party in parties if party.role == PARTY)


class AskCourtForm(Form):
    """Both sides ask a court together."""

    about = RadioField(_l("协议里有没有下面这些事"), [required(_l("请选有没有"))], choices=options(
        {NO_SUCH_MATTER: _l("都没有"), **EXCLUDED}))
    together = BooleanField(_l("双方一起申请"))
    court = TrimmedField(_l("哪一家法院"), [required(_l("请填哪一家法院")), short_text(60)])
    day = PastDay(_l("哪一天申请的"), [required(_l("请填哪一天申请的"))], default=today)

    def validate_about(self, field):
        """What the law leaves out (最高人民法院 2011 rules, art. 4)."""
        if field.data in EXCLUDED:
            raise ValidationError(_l("%(matter)s的，法院不受理司法确认，要向法院起诉或者去民政部门",
                                     matter=EXCLUDED[field.data]))

    def validate_together(self, field):
        """One side alone cannot ask (art. 33)."""
        if not field.data:
            raise ValidationError(_l("要双方一起申请，一方自己不能申请"))


class DecideForm(Form):
    """What the court said."""

    result = RadioField(_l("结果"), [required(_l("请选结果"))], choices=options(
        [(name, step.label) for name, step in TRANSITIONS.items()]))
    day = PastDay(_l("哪一天"), [required(_l("请填哪一天"))], default=today)
    number = TrimmedField(_l("裁定书编号"), [short_text(60)], description=_l("撤回申请的不用填"))

    def validate_number(self, field):
        """A decision has one."""
        if self.result.data in ("confirm", "not_confirm") and not field.data:
            raise ValidationError(_l("请填裁定书编号"))
