"""A case in numbers and states, what it is about, its parties, and who sits in."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import SQL, Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.workflow import Transition

(APPLIED, HELD, DECLINED, ASKING, REFUSED, ACCEPTED, ASSIGNED, LOOKING, SITTING, AGREED, CARRIED_OUT,
 CLOSED, FAILED, WITHDRAWN) = (
    "applied", "held", "declined", "asking", "refused", "accepted", "assigned", "looking", "sitting",
    "agreed", "carried_out", "closed", "failed", "withdrawn")
STATES = {
    APPLIED: (_l("等看"), "soon"), HELD: (_l("先不通知对方"), "late"), DECLINED: (_l("不予受理"), "quiet"),
    ASKING: (_l("问对方意见"), "soon"), REFUSED: (_l("对方不愿意"), "quiet"), ACCEPTED: (_l("已受理"), "ok"),
    ASSIGNED: (_l("已分给调解员"), "ok"), LOOKING: (_l("在了解情况"), "ok"), SITTING: (_l("在调解"), "ok"),
    AGREED: (_l("达成协议"), "ok"), CARRIED_OUT: (_l("已履行"), "ok"), CLOSED: (_l("已回访结案"), "quiet"),
    FAILED: (_l("没有调成"), "quiet"), WITHDRAWN: (_l("申请人撤回"), "quiet"),
}
BEFORE_ASKING = (APPLIED, HELD)
IN_HAND = (ASSIGNED, LOOKING, SITTING)  # somebody is at it
UNASSIGNED = (APPLIED, HELD, ASKING, ACCEPTED)
OPEN = (*UNASSIGNED, *IN_HAND, AGREED, CARRIED_OUT)
_MEDIATE = ("mediation.mediate",)
TRANSITIONS = {  # () where the service asks itself: the applicant, or the other side
    "release": Transition((HELD,), APPLIED, _MEDIATE, _l("可以联系对方")),
    "decline": Transition(BEFORE_ASKING, DECLINED, _MEDIATE, _l("不予受理")),
    "ask": Transition((APPLIED,), ASKING, _MEDIATE, _l("问对方意见")),
    "accept": Transition((ASKING,), ACCEPTED, (), _l("对方同意，受理")),
    "refuse": Transition((ASKING,), REFUSED, (), _l("对方不愿意")),
    "assign": Transition((ACCEPTED,), ASSIGNED, _MEDIATE, _l("分给调解员")),
    "look": Transition((ASSIGNED,), LOOKING, _MEDIATE, _l("开始了解情况")),
    "sit": Transition((ASSIGNED, LOOKING), SITTING, _MEDIATE, _l("安排调解")),
    "agree": Transition(IN_HAND, AGREED, _MEDIATE, _l("达成协议")),
    "carry_out": Transition((AGREED,), CARRIED_OUT, _MEDIATE, _l("履行完了")),
    "close": Transition((CARRIED_OUT,), CLOSED, _MEDIATE, _l("回访结案")),
    "fail": Transition(IN_HAND, FAILED, _MEDIATE, _l("没有调成")),
    "break": Transition((AGREED,), FAILED, _MEDIATE, _l("协议没有履行")),
    "escalate": Transition((*IN_HAND, FAILED), ACCEPTED, _MEDIATE, _l("转到镇里调解")),
    "give_back": Transition(IN_HAND, ACCEPTED, (), _l("换调解员")),
    "take_agreed": Transition((AGREED,), AGREED, _MEDIATE, _l("换调解员接着办")),
    "take_carried_out": Transition((CARRIED_OUT,), CARRIED_OUT, _MEDIATE, _l("换调解员接着办")),
    "withdraw": Transition((*UNASSIGNED, *IN_HAND), WITHDRAWN, (), _l("撤回申请")),
}
STEPS = {"begin": _l("申请"), **{name: step.label for name, step in TRANSITIONS.items()}}

APPLICATION, HELPED, REFERRED, COURT, POLICE, OFFERED = (
    "application", "helped", "referred", "court", "police", "offered")
WAYS = {APPLICATION: _l("自己申请"), HELPED: _l("网格员或村里帮忙申请"), REFERRED: _l("别的事项转来"),
        COURT: _l("法院委派、委托"), POLICE: _l("公安移送"), OFFERED: _l("调解室主动")}
NEXT = {"court": _l("向法院起诉"), "arbitration": _l("申请仲裁"), "office": _l("请主管部门处理"),
        "police": _l("请公安处理"), "talk": _l("双方自己再商量")}
APPLICANT, RESPONDENT = "applicant", "respondent"
SIDES = {APPLICANT: _l("申请人"), RESPONDENT: _l("对方")}
PARTY, GUARDIAN, REPRESENTATIVE = "party", "guardian", "representative"
ROLES = {PARTY: _l("当事人"), GUARDIAN: _l("监护人"), REPRESENTATIVE: _l("代理人")}


class Case(Model):
    """What may be told of a case to whoever keeps the register: number, days, kind, state; no name and
    no word of it. `desk` is the place whose mediators look after it: its village, or the
    township once it went up. `number` is given when it is accepted; `code` is what a case goes by
    before, and in addresses. `is_open` None: the parties have not chosen whether the session is public.
    """

    code = peewee.CharField(20, unique=True)
    number = peewee.CharField(60, null=True)
    locality = peewee.ForeignKeyField(Locality)
    desk = peewee.ForeignKeyField(Locality, backref="+")
    way = peewee.CharField(12, default=APPLICATION)
    way_number = peewee.CharField(60, default="")
    dispute_class = peewee.CharField(4)
    ministry_kind = peewee.CharField(12)
    scale = peewee.CharField(2, default="01")
    people = peewee.IntegerField(default=2, constraints=[Check("people >= 2")])
    is_open = peewee.BooleanField(null=True)
    state = peewee.CharField(12, default=APPLIED)
    violence = peewee.BooleanField(default=False)
    mediator = peewee.ForeignKeyField(Person, null=True, backref="+")
    applied_at = UtcField(default=utc_now)
    accepted_on = peewee.DateField(null=True)
    due_on = peewee.DateField(null=True)
    extended_on = peewee.DateField(null=True)
    agreed_on = peewee.DateField(null=True)
    ended_on = peewee.DateField(null=True)
    escalated_on = peewee.DateField(null=True)
    next_step = peewee.CharField(12, default="")
    version = peewee.IntegerField(default=0)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "mediation_case"
        # Two villages of one name, far apart, write the same number.
        indexes = ((("locality", "number"), True), (("desk", "state"), False),
                   (("locality", "accepted_on"), False))

    @classmethod
    def visible_to(cls, scope):
        """The mediators of its desk, its parties once they know of it, and whoever sits in. A mediator
        who, or whose household, is a party learns of it as a party, and not before.
        """
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where(
            cls.on_desk_of(scope) | cls._in_hand_of(scope) | cls.known_to(scope.person))

    @classmethod
    def opened_by(cls, scope):
        """Condition: this reader may open what the case is about and who its parties are. Whoever no
        longer mediates there reads it no more.
        """
        return cls.known_to(scope.person) | cls._in_hand_of(scope) | (
            cls.mediator.is_null() & cls.on_desk_of(scope))

    @classmethod
    def known_to(cls, person):
        """Condition: a party who knows of it, or somebody who sits in."""
        sits = Sitter.select(Sitter.case).where(Sitter.person == person.id, Sitter.until.is_null())
        return cls.id.in_(Party.knowing(person)) | cls.id.in_(sits)

    @classmethod
    def on_desk_of(cls, scope):
        """Condition: it lies on a desk of this mediator, and is no matter of their own household."""
        codes = [held.code for held in scope.holding("mediation.mediate")]
        if not codes:
            return SQL("(1 = 0)")
        return cls.desk.in_(codes) & cls.id.not_in(Party.of_household(scope.person))

    @classmethod
    def _in_hand_of(cls, scope):
        return (cls.mediator == scope.person.id) & scope.holds("mediation.mediate", cls.locality)

    @property
    def state_name(self):
        """The state in words."""
        return STATES[self.state][0]

    @property
    def tone(self):
        """The tone of the state."""
        return STATES[self.state][1]

    @property
    def late(self):
        """Past its day, and still without an end (积案)."""
        return self.state in (ACCEPTED, *IN_HAND) and bool(self.due_on) and self.due_on < today()


class Matter(Model):
    """What a case is about, in a table of its own: no list of cases brings it along."""

    case = peewee.ForeignKeyField(Case, primary_key=True, backref="matter")
    summary = peewee.TextField()
    wish = peewee.TextField(default="")
    findings = peewee.TextField(default="")  # what was looked into (调查记录)
    ended = peewee.TextField(default="")  # why it ended without an agreement (情况说明)
    extension = peewee.TextField(default="")  # how the parties agreed to more days

    class Meta:
        table_name = "mediation_matter"

    @classmethod
    def visible_to(cls, scope):
        """Whoever may open its case."""
        return _of_opened(cls, scope)


class Party(Model):
    """One person on one side, or who stands for them (`stands_for`). Somebody without an account has
    name and phone alone. `told_at`: since when this person knows of the case: nothing reaches the
    other side before. `answer` is yes, no or "" (`answered_at`).
    """

    case = peewee.ForeignKeyField(Case, backref="parties")
    side = peewee.CharField(12)
    role = peewee.CharField(14, default=PARTY)
    stands_for = peewee.ForeignKeyField("self", null=True, backref="represented_by")
    person = peewee.ForeignKeyField(Person, null=True, backref="+")
    name = peewee.CharField(40)
    phone = peewee.CharField(20, default="")
    address = peewee.CharField(120, default="")
    minor = peewee.BooleanField(default=False)
    told_at = UtcField(null=True)
    answer = peewee.CharField(3, default="")
    answered_at = UtcField(null=True)
    wants_open = peewee.BooleanField(null=True)

    class Meta:
        table_name = "mediation_party"
        indexes = ((("case", "person"), True), (("person", "told_at"), False))

    @classmethod
    def visible_to(cls, scope):
        """Whoever may open its case."""
        return _of_opened(cls, scope)

    @classmethod
    def knowing(cls, person):
        """Query: the cases of which this person is a party and knows it."""
        return cls.select(cls.case).where(cls.person == person.id, cls.told_at.is_null(False))

    @classmethod
    def of_household(cls, person):
        """Query: the cases in which this person or somebody of their household is a party, or may be:
        somebody of that name whose account is not known.
        """
        same = (Person.household == person.household_id) if person.household_id else SQL("(1 = 0)")
        people = Person.select(Person.id).where((Person.id == person.id) | same)
        return cls.select(cls.case).where(
            cls.person.in_(people) | (cls.person.is_null() & (cls.name == person.name)))


class Sitter(Model):
    """Somebody who sits in on one case, of a kind of the roster (`rooms.models.KINDS`)."""

    case = peewee.ForeignKeyField(Case, backref="sitters")
    person = peewee.ForeignKeyField(Person, backref="+")
    kind = peewee.CharField(12)
    since = UtcField(default=utc_now)
    until = UtcField(null=True)

    class Meta:
        table_name = "mediation_sitter"

    @classmethod
    def visible_to(cls, scope):
        """Whoever may open its case."""
        return _of_opened(cls, scope)


Sitter.add_index(Sitter.index(Sitter.case, Sitter.person, unique=True, where=Sitter.until.is_null(),
                              name="mediation_sitter_once"))


def _of_opened(model, scope):
    if scope.person is None:
        return model.select().where(model.case.is_null())
    return model.select().where(model.case.in_(Case.select(Case.id).where(Case.opened_by(scope))))
