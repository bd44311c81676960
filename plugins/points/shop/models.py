"""Goods with their stock ledger, redemption days, and what households took."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import Transition
from plugins.points.accounts.models import Account

BOUGHT, COUNTED, WRITTEN_OFF, RESERVED_LINE, GIVEN_BACK = (
    "bought", "counted", "written_off", "reserved", "given_back")
STOCK_KINDS = {BOUGHT: _l("买进"), COUNTED: _l("盘点"), WRITTEN_OFF: _l("报废"), RESERVED_LINE: _l("兑换"),
               GIVEN_BACK: _l("退回货架")}
RESERVED, HANDED, CANCELLED, UNCLAIMED = "reserved", "handed", "cancelled", "unclaimed"
STATES = {RESERVED: (_l("等领取"), "soon"), HANDED: (_l("已领走"), "ok"), CANCELLED: (_l("已取消"), "quiet"),
          UNCLAIMED: (_l("过期没领，积分已退"), "quiet")}
TRANSITIONS = {  # services.cancel asks itself: the household, or the counter
    "hand": Transition((RESERVED,), HANDED, ("points.counter",), _l("发放")),
    "cancel": Transition((RESERVED,), CANCELLED, (), _l("取消")),
    "expire": Transition((RESERVED,), UNCLAIMED, (), _l("过期没领")),
}
STEPS = {"begin": _l("兑换"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Good(Model):
    """What may be had for points. `stock` is the sum of its stock lines: never below zero.
    `most` is how many one household may have in a quarter (0: as many as it can pay).
    """

    locality = peewee.ForeignKeyField(Locality)
    title = peewee.CharField(60)
    unit = peewee.CharField(10)
    price = peewee.IntegerField(constraints=[Check("price > 0")])
    stock = peewee.IntegerField(default=0, constraints=[Check("stock >= 0")])
    most = peewee.IntegerField(default=0)
    photo = peewee.ForeignKeyField(Upload, null=True)
    offered = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "points_good"
        indexes = ((("locality", "title"), True),)

    @classmethod
    def visible_to(cls, scope):
        """What is offered hangs on the wall; what is not, whoever keeps or oversees the shelf sees too."""
        return cls.select().where(cls.offered | scope.holds("points.stock", cls.locality))


class StockLine(Model):
    """One line of the stock ledger, append-only: what came in or went out, and how much was left.
    `cost` (分) is what was paid for goods bought.
    """

    good = peewee.ForeignKeyField(Good, backref="lines")
    kind = peewee.CharField(20)
    change = peewee.IntegerField()
    left = peewee.IntegerField()
    cost = peewee.BigIntegerField(default=0)
    record = peewee.CharField(60, null=True)
    note = peewee.TextField(default="")
    on = peewee.DateField()
    person = peewee.ForeignKeyField(Person, null=True)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "points_stock_line"
        indexes = ((("good", "id"), False), (("record", "kind"), True))
        constraints = (Check('change <> 0 AND "left" >= 0 AND cost >= 0'),)

    @classmethod
    def visible_to(cls, scope):
        """Those of the villages whose shelf one keeps or oversees."""
        seen = Good.select(Good.id).where(scope.holds("points.stock", Good.locality))
        return cls.select().where(cls.good.in_(seen))


class PickupDay(Model):
    """A redemption day (兑换日): where and when goods are handed out."""

    locality = peewee.ForeignKeyField(Locality)
    day = peewee.DateField()
    starts = peewee.TimeField()
    ends = peewee.TimeField()
    place = peewee.CharField(120)
    cancelled = peewee.BooleanField(default=False)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "points_pickup_day"
        indexes = ((("locality", "day", "starts"), True),)

    @classmethod
    def visible_to(cls, scope):
        """Everybody's: they hang on the wall."""
        return cls.select()


class Redemption(Model):
    """A household takes goods for points: reserved, then handed over at the counter, or given back.
    `until` is the last Shanghai day to fetch them, `day` the redemption day where one was chosen.
    `token` is what its QR code says beside the number, so that no number can be guessed.
    """

    states, transitions = STATES, TRANSITIONS

    number = peewee.CharField(30, unique=True)
    token = peewee.CharField(40)
    locality = peewee.ForeignKeyField(Locality)
    account = peewee.ForeignKeyField(Account, backref="redemptions")
    good = peewee.ForeignKeyField(Good, backref="redemptions")
    count = peewee.IntegerField(constraints=[Check("count > 0")])
    points = peewee.IntegerField(constraints=[Check("points > 0")])
    state = peewee.CharField(10, default=RESERVED)
    until = peewee.DateField()
    day = peewee.ForeignKeyField(PickupDay, null=True, backref="redemptions")
    reserved_by = peewee.ForeignKeyField(Person, backref="+")
    reserved_at = UtcField(default=utc_now)
    handed_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    handed_at = UtcField(null=True)

    class Meta:
        table_name = "points_redemption"
        indexes = ((("account", "state"), False), (("state", "until"), False),
                   (("good", "account", "reserved_at"), False))

    @classmethod
    def visible_to(cls, scope):
        """One's household's, and those of the counter that one keeps or oversees."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        own = Account.select(Account.id).where(Account.household == scope.person.household_id)
        return cls.select().where(cls.account.in_(own) | scope.holds("points.stock", cls.locality))

    @property
    def record(self):
        """What its lines in the passbook and in the stock ledger bear."""
        return f"{self._meta.table_name}:{self.id}"

    @property
    def what(self):
        """What is taken, as it is said: 米 2 袋."""
        return f"{self.good.title} {self.count} {self.good.unit}"
