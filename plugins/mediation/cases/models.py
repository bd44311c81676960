"""A case in numbers and states, what it is about, its parties, and who sits in."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import SQL, Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.personal import ADDRESS, CONFIDED, NAME, PHONE, declare
from plugins.mediation.cases.states import ACCEPTED, APPLIED, ASKING, IN_HAND, REFUSED, STATES, TRANSITIONS

APPLICATION, HELPED, REFERRED, COURT, POLICE, OFFERED = (
    "application", "helped", "referred", "court", "police", "offered")
WAYS = {APPLICATION: _l("自己申请"), HELPED: _l("网格员或村里帮忙申请"), REFERRED: _l("别的事项转来"),
        COURT: _l("法院委派、委托"), POLICE: _l("公安移送"), OFFERED: _l("调解室主动")}
NEXT = {"court": _l("向法院起诉"), "arbitration": _l("申请仲裁"), "office": _l("请主管部门处理"),
        "police": _l("请公安处理"), "talk": _l("双方自己再商量")}
APPLICANT, RESPONDENT = "applicant", "respondent"
SIDES = {APPLICANT: _l("申请人"), RESPONDENT: _l("对方")}
YES, NO = "yes", "no"
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
            cls.on_desk_of(scope) | cls.in_hand_of(scope) | cls._sat_in_by(scope.person)
            | cls.id.in_(Party.knowing(scope.person)))

    @classmethod
    def opened_by(cls, scope):
        """Condition: this reader may open what it is about; till somebody has it, its desk too."""
        return cls.read_whole_by(scope) | (cls.mediator.is_null() & cls.on_desk_of(scope))

    @classmethod
    def read_whole_by(cls, scope):
        """Condition: this reader may read what was said, agreed and signed: who takes part, sits in, or
        has it in hand. Whoever no longer mediates there reads it no more.
        """
        return cls.id.in_(Party.taking_part(scope.person)) | cls._sat_in_by(scope.person) | (
            cls.in_hand_of(scope))

    @classmethod
    def on_desk_of(cls, scope):
        """Condition: it lies on a desk of this mediator, who may mediate it."""
        codes = [held.code for held in scope.holding("mediation.mediate")]
        return cls.desk.in_(codes) & cls.may_be_given_to(scope.person) if codes else SQL("(1 = 0)")

    @classmethod
    def may_be_given_to(cls, person):
        """Condition: no matter of this person's own household, and nobody has objected to them."""
        return cls.id.not_in(Party.near(person)) & cls.id.not_in(
            KeptOut.select(KeptOut.case).where(KeptOut.person == person.id))

    @classmethod
    def in_hand_of(cls, scope):
        """Condition: this reader mediates it."""
        return (cls.mediator == scope.person.id) & scope.holds("mediation.mediate", cls.locality)

    @classmethod
    def _sat_in_by(cls, person):
        return cls.id.in_(Sitter.select(Sitter.case).where(
            Sitter.person == person.id, Sitter.until.is_null()))

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
        personal = declare(summary=CONFIDED, wish=CONFIDED, findings=CONFIDED, ended=CONFIDED,
                           extension=CONFIDED)

    @classmethod
    def visible_to(cls, scope):
        """Whoever may open its case."""
        return _of_opened(cls, scope)


class Party(Model):
    """One person on one side, or who stands for them (`stands_for`). Somebody without an account has
    name and phone alone. `told_at`: since when this person knows of the case: nothing reaches the
    other side before. `answer` is YES, NO or "" (`answered_at`); a no ends it for that person, while
    it may go on with the others.
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
        personal = declare(name=NAME, phone=PHONE, address=ADDRESS)
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
    def taking_part(cls, person):
        """Query: of these the cases that this person has not left by a no."""
        return cls.knowing(person).where(cls.in_it())

    @classmethod
    def in_it(cls):
        """Condition: neither this party nor whom they stand for said no to a case that went on without
        them. In one that is still being asked about, or that nobody wanted, a no is an answer.
        """
        other = cls.alias()
        left = other.select(other.id).join(Case, on=other.case == Case.id).where(
            other.answer == NO, Case.state.not_in((ASKING, REFUSED)))
        return peewee.fn.COALESCE(cls.stands_for, cls.id).not_in(left)

    @classmethod
    def near(cls, person):
        """Query: the cases in which this person or somebody of their household is a party, or may be:
        somebody of that name whose account is not known.
        """
        return cls.select(cls.case).where(
            cls.person.in_(Person.near(person)) | (cls.person.is_null() & (cls.name == person.name)))


class KeptOut(Model):
    """Somebody who may not mediate this case, nor sit in: a party (`by`) objected to them, or they
    withdrew themself (`by` None). The row goes when that party takes it back.
    """

    case = peewee.ForeignKeyField(Case, backref="+")
    person = peewee.ForeignKeyField(Person, backref="+")
    by = peewee.ForeignKeyField(Party, null=True, backref="+")

    class Meta:
        table_name = "mediation_kept_out"
        indexes = ((("case", "person"), True),)

    @classmethod
    def visible_to(cls, scope):
        """One's own objections."""
        own = Party.select(Party.id).where(Party.person == (scope.person.id if scope.person else None))
        return cls.select().where(cls.by.in_(own))


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
