"""A household's passbook and its lines."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.workflow import Transition

OPEN, LEAVING, CLOSED = "open", "leaving", "closed"
STATES = {OPEN: (_l("在用"), "ok"), LEAVING: (_l("只能兑换"), "soon"), CLOSED: (_l("已结清"), "quiet")}
_WHO = ("points.own", "points.manage")
TRANSITIONS = {
    "leave": Transition((OPEN,), LEAVING, _WHO, _l("退出，只能兑换")),
    "come_back": Transition((LEAVING, CLOSED), OPEN, _WHO, _l("又参加了")),
    "close": Transition((LEAVING,), CLOSED, (), _l("到期结清")),
    "merge": Transition((OPEN, LEAVING), CLOSED, ("points.manage",), _l("并入另一本")),
}
STEPS = {"begin": _l("参加"), **{name: step.label for name, step in TRANSITIONS.items()}}
DEED, REVERSED, SPENT, GIVEN_BACK, MOVED_IN, MOVED_OUT, LAPSED = (
    "deed", "reversed", "spent", "given_back", "moved_in", "moved_out", "lapsed")
KINDS = {DEED: _l("积分"), REVERSED: _l("冲正"), SPENT: _l("兑换"), GIVEN_BACK: _l("退回"),
         MOVED_IN: _l("转入"), MOVED_OUT: _l("转出"), LAPSED: _l("过期")}


class Account(Model):
    """A household takes part: its passbook. `balance` is the sum of its lines, kept beside them in
    the same transaction and never below zero; `version` guards what is counted over them.

    `off_lists`: the household stays off every list. `leaving_until` is the last Shanghai day on
    which one that moved away may spend.
    """

    states, transitions = STATES, TRANSITIONS

    household = peewee.ForeignKeyField(Household, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    number = peewee.CharField(30, unique=True)
    balance = peewee.IntegerField(default=0, constraints=[Check("balance >= 0")])
    state = peewee.CharField(10, default=OPEN)
    off_lists = peewee.BooleanField(default=False)
    joined_on = peewee.DateField()
    joined_by = peewee.ForeignKeyField(Person, null=True)
    leaving_until = peewee.DateField(null=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "points_account"
        indexes = ((("locality", "state"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own household's; and those of the village whose points one keeps or oversees."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where((cls.household == scope.person.household_id)
                                  | scope.holds("points.read", cls.locality))


class Entry(Model):
    """One line (积分流水), append-only. `record` names what it comes from ("points_deed:12"); each
    record has one line of a kind in one passbook. `title` is the rule or the goods, `reason` why,
    as they stood then.
    """

    account = peewee.ForeignKeyField(Account, backref="entries")
    kind = peewee.CharField(10)
    points = peewee.IntegerField()
    balance = peewee.IntegerField()  # after this line
    record = peewee.CharField(60)
    title = peewee.CharField()
    reason = peewee.TextField(default="")
    aspect = peewee.CharField(20, default="")
    on = peewee.DateField()  # a Shanghai day
    person = peewee.ForeignKeyField(Person, null=True)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "points_entry"
        indexes = ((("account", "kind", "record"), True), (("account", "id"), False), (("on",), False),
                   (("record",), False))
        constraints = (Check("points <> 0 AND balance >= 0"),)

    @classmethod
    def visible_to(cls, scope):
        """The lines of the passbooks that one sees."""
        return cls.select().where(cls.account.in_(Account.visible_to(scope).select(Account.id)))
