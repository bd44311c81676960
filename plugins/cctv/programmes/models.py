"""A programme, its packages, its limits, and the lines of its budget."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import KeysField, Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.workflow import Transition

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
STATES = {DRAFT: (_l("准备中"), "soon"), OPEN: (_l("可以申请"), "ok"), CLOSED: (_l("已截止"), "quiet")}
TRANSITIONS = {
    "open": Transition((DRAFT,), OPEN, ("cctv.manage",), _l("开始申请")),
    "close": Transition((OPEN,), CLOSED, ("cctv.manage",), _l("停止申请")),
    "open_again": Transition((CLOSED,), OPEN, ("cctv.manage",), _l("重新开放")),
}
STEPS = {"begin": _l("起草"), **{name: step.label for name, step in TRANSITIONS.items()}}
HOME, SHOP, VILLAGE = "home", "shop", "village"
APPLICANTS = {HOME: _l("住户"), SHOP: _l("商铺"), VILLAGE: _l("村集体")}
RESERVED, GIVEN_BACK, SPENT, RAISED = "reserved", "given_back", "spent", "raised"
LINES = {RESERVED: _l("批准时预留"), GIVEN_BACK: _l("退回"), SPENT: _l("结算支出"), RAISED: _l("预算调整")}


class Programme(Model):
    """A programme of a township. `budget`, `reserved` and `spent` are 分, the sums of its BudgetLines;
    `cameras` is how many it pays for (0: as many as the budget allows), `taken` how many are.
    """

    locality = peewee.ForeignKeyField(Locality)
    number = peewee.CharField(20, unique=True)
    title = peewee.CharField(80)
    text = peewee.TextField(default="")
    first_day = peewee.DateField()
    last_day = peewee.DateField()
    applicants = KeysField(default="home shop village")
    budget = peewee.BigIntegerField(default=0)
    reserved = peewee.BigIntegerField(default=0)
    spent = peewee.BigIntegerField(default=0)
    cameras = peewee.IntegerField(default=0)
    taken = peewee.IntegerField(default=0)
    state = peewee.CharField(8, default=DRAFT)
    version = peewee.IntegerField(default=0)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "cctv_programme"
        constraints = (Check("first_day <= last_day"), Check("reserved >= 0 AND spent >= 0"),
                       Check("reserved + spent <= budget"), Check("taken >= 0"),
                       Check("cameras = 0 OR taken <= cameras"))

    @classmethod
    def visible_to(cls, scope):
        """What is open or was is public; drafts belong to whoever makes them."""
        return cls.select().where((cls.state != DRAFT) | scope.holds("cctv.manage", cls.locality))

    @classmethod
    def open_today(cls):
        """Condition: one may apply today."""
        day = today()
        return (cls.state == OPEN) & (cls.first_day <= day) & (cls.last_day >= day)


class Limit(Model):
    """How many cameras of a programme one village has (`taken`), and may have (`most`; None: as many as
    the programme allows). The row is there from the first camera on, or from the first limit.
    """

    programme = peewee.ForeignKeyField(Programme, backref="limits")
    locality = peewee.ForeignKeyField(Locality)
    most = peewee.IntegerField(null=True)
    taken = peewee.IntegerField(default=0)

    class Meta:
        table_name = "cctv_limit"
        indexes = ((("programme", "locality"), True),)
        constraints = (Check("taken >= 0 AND (most IS NULL OR taken <= most)"),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its programme."""
        return cls.select().where(cls.programme.in_(Programme.visible_to(scope).select(Programme.id)))


class Package(Model):
    """Camera, storage and network together for `price` (分). It is never changed: a change makes a row
    with the next `edition` of the same `key`, and applications keep theirs. Of the price the
    telecom takes off `telecom_permille`, the resident pays `resident_permille`, at least
    `resident_least` (分), and the town pays the rest. `applicants` are those whom it is for.
    """

    programme = peewee.ForeignKeyField(Programme, backref="packages")
    key = peewee.CharField(12)
    edition = peewee.IntegerField(default=1)
    title = peewee.CharField(60)
    camera = peewee.CharField(80)
    storage = peewee.CharField(80)
    network = peewee.CharField(80, default="")
    price = peewee.BigIntegerField(constraints=[Check("price > 0")])
    telecom_permille = peewee.IntegerField()
    resident_permille = peewee.IntegerField()
    resident_least = peewee.BigIntegerField(default=0)
    applicants = KeysField(default="home shop village")
    ended_at = UtcField(null=True)

    class Meta:
        table_name = "cctv_package"
        indexes = ((("programme", "key", "edition"), True),)
        constraints = (Check("telecom_permille >= 0 AND resident_permille >= 0 AND resident_least >= 0"),
                       Check("telecom_permille + resident_permille <= 1000"))

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its programme."""
        return cls.select().where(cls.programme.in_(Programme.visible_to(scope).select(Programme.id)))


class BudgetLine(Model):
    """One move of a programme's money (分), append-only; `record` names the application or settlement.

    `raised` changes the budget, `reserved` and `given_back` (below nothing) what is reserved, and
    `spent` moves what was reserved to what is spent.
    """

    programme = peewee.ForeignKeyField(Programme, backref="lines")
    kind = peewee.CharField(12)
    amount = peewee.BigIntegerField(constraints=[Check("amount <> 0")])
    record = peewee.CharField(60, default="")
    note = peewee.CharField(200, default="")
    person = peewee.ForeignKeyField(Person, null=True, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_budget_line"
        indexes = ((("programme", "id"), False), (("record", "kind"), False))

    @classmethod
    def visible_to(cls, scope):
        """Whoever makes or reads the township's programmes."""
        own = Programme.select(Programme.id).where(scope.holds("cctv.manage", Programme.locality))
        return cls.select().where(cls.programme.in_(own))
