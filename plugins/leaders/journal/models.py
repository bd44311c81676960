"""A week's round, a visit, and an appeal. Appeals only: there is no field for observations."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.links import Link
from linli.toolkit.personal import CONFIDED, declare
from linli.toolkit.workflow import Transition

DOOR, PHONE = "door", "phone"
WAYS = {DOOR: _l("上门"), PHONE: _l("打电话")}
KINDS = {"repair": _l("东西坏了要修"), "environment": _l("环境卫生"), "safety": _l("安全隐患"),
         "dispute": _l("邻里纠纷"), "hardship": _l("家里有困难"), "papers": _l("办证办事"),
         "work": _l("就业和欠薪"),
         "policy": _l("想问政策"), "errand": _l("帮忙跑腿"), "other": _l("其他")}
OPEN, PASSED_ON, ANSWERED, WITHDRAWN = "open", "passed_on", "answered", "withdrawn"
# PASSED_ON is stored as open: what says it is the record that the appeal became (toolkit.links).
STATES = {OPEN: (_l("还没办"), "soon"), PASSED_ON: (_l("已转办"), "ok"), ANSWERED: (_l("已答复"), "quiet"),
          WITHDRAWN: (_l("自己撤回了"), "quiet")}
TRANSITIONS = {
    "answer": Transition((OPEN,), ANSWERED, ("leaders.answer",), _l("答复")),
    "withdraw": Transition((OPEN,), WITHDRAWN, ("leaders.apply",), _l("撤回")),
}
STEPS = {"begin": _l("提出"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Round(Model):
    """The visits that one leader owes their block in one week; written by the clock, so that a
    changed setting changes no past week. What was made of them is counted from the visits.
    """

    block = peewee.ForeignKeyField(Locality)
    locality = peewee.ForeignKeyField(Locality, backref="+")  # the village
    person = peewee.ForeignKeyField(Person)
    first_day = peewee.DateField()  # a Monday
    due = peewee.IntegerField()

    class Meta:
        table_name = "leaders_round"
        indexes = ((("block", "person", "first_day"), True), (("locality", "first_day"), False))

    @classmethod
    def made(cls):
        """Expression: how many households were visited in the week of each row."""
        return Visit.select(fn.COUNT(Visit.household.distinct())).where(
            Visit.block == cls.block, Visit.person == cls.person, Visit.week == cls.first_day)

    @classmethod
    def kept(cls):
        """Expression: of the visits that were due, how many were made; more than due is no more."""
        return peewee.Case(None, [(cls.made() < cls.due, cls.made())], cls.due)

    @classmethod
    def visible_to(cls, scope):
        """One's own, and those of the villages whose leaders one reads."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where((cls.person == scope.person.id)
                                  | scope.holds("leaders.read", cls.locality))


class Visit(Model):
    """A leader was with a household, at the door or by phone, on a Shanghai day; `week` is the Monday
    of it, `block` the place of the post under which they came.
    """

    locality = peewee.ForeignKeyField(Locality)  # the village
    block = peewee.ForeignKeyField(Locality, backref="+")
    household = peewee.ForeignKeyField(Household)
    person = peewee.ForeignKeyField(Person)
    day = peewee.DateField()
    week = peewee.DateField()
    way = peewee.CharField(10, default=DOOR)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "leaders_visit"
        indexes = ((("household", "day"), False), (("block", "person", "week"), False),
                   (("locality", "day"), False))

    @classmethod
    def visible_to(cls, scope):
        """As a leader one's own; as a household all that concern it; as staff of the village those
        there. What was asked is another table (Appeal).
        """
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        household = cls.household == scope.person.household_id
        return cls.select().where((cls.person == scope.person.id) | household
                                  | scope.holds("leaders.manage", cls.locality))


class Appeal(Model):
    """What a household or a resident asked for, in their own sense: at a visit, or by writing to
    their leader on the site. `locality` is the block it was told in, or the village; `leader` whom
    it was told to, None where nobody serves there. What somebody wrote is theirs alone: it has no
    `household`.

    After the months that the village keeps notes, `text` and `answer` are emptied and
    `forgotten_at` is set; what kind it was stays for the figures.
    """

    states, transitions = STATES, TRANSITIONS

    locality = peewee.ForeignKeyField(Locality)
    household = peewee.ForeignKeyField(Household, null=True)
    visit = peewee.ForeignKeyField(Visit, null=True, backref="appeals")
    asked_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    leader = peewee.ForeignKeyField(Person, null=True, backref="+")
    kind = peewee.CharField(20)
    text = peewee.TextField()
    state = peewee.CharField(10, default=OPEN)
    answer = peewee.TextField(default="")
    at = UtcField(default=utc_now)
    answered_at = UtcField(null=True)
    forgotten_at = UtcField(null=True)

    class Meta:
        table_name = "leaders_appeal"
        personal = declare(text=CONFIDED)
        indexes = ((("locality", "state"), False), (("household", "at"), False), (("leader", "state"), False))

    @classmethod
    def visible_to(cls, scope):
        """Whoever asked and their household, the leader who was told while they serve there, and the
        village's staff.
        """
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where(cls.own_of(scope.person) | cls.handled_by(scope))

    @classmethod
    def own_of(cls, person):
        """Condition: this person or their household asked for it."""
        own = cls.asked_by == person.id
        return own | (cls.household == person.household_id) if person.household_id else own

    @classmethod
    def handled_by(cls, scope):
        """Condition: this person may answer it."""
        told = (cls.leader == scope.person.id) & scope.holds("leaders.visit", cls.locality)
        return told | scope.holds("leaders.manage", cls.locality)

    @classmethod
    def passed_on(cls):
        """Condition: it became another record."""
        key = peewee.Value("leaders_appeal:").concat(cls.id.cast("TEXT"))
        return fn.EXISTS(Link.select(peewee.SQL("1")).where(Link.made_from(key)))

    @classmethod
    def shown_state(cls):
        """Expression: the state as it reads."""
        return peewee.Case(None, [((cls.state == OPEN) & cls.passed_on(), PASSED_ON)], cls.state)
