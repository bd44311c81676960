"""What the town settles with the telecom: a batch of accepted applications, and its statement."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.workflow import Transition
from plugins.cctv.applications.models import Application
from plugins.cctv.programmes.models import Programme

DRAFT, SENT, PAID, DROPPED = "draft", "sent", "paid", "dropped"
STATES = {DRAFT: (_l("在整理"), "soon"), SENT: (_l("已送电信核对"), "ok"), PAID: (_l("已付"), "quiet"),
          DROPPED: (_l("作废"), "quiet")}
_MANAGE = ("cctv.manage",)
TRANSITIONS = {
    "send": Transition((DRAFT,), SENT, _MANAGE, _l("送电信核对")),
    "take_back": Transition((SENT,), DRAFT, _MANAGE, _l("拿回来改")),
    "pay": Transition((SENT,), PAID, _MANAGE, _l("付款")),
    "drop": Transition((DRAFT, SENT), DROPPED, _MANAGE, _l("作废")),
}
STEPS = {"begin": _l("建一批"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Settlement(Model):
    """A batch (结算单) of one programme: `total` (分) is the sum of its lines."""

    number = peewee.CharField(20, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    programme = peewee.ForeignKeyField(Programme, backref="settlements")
    total = peewee.BigIntegerField(default=0)
    state = peewee.CharField(8, default=DRAFT)
    paid_on = peewee.DateField(null=True)
    voucher = peewee.CharField(60, default="")
    made_by = peewee.ForeignKeyField(Person, backref="+")
    made_at = UtcField(default=utc_now)
    version = peewee.IntegerField(default=0)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "cctv_settlement"

    @classmethod
    def visible_to(cls, scope):
        """Those of the townships whose programmes one makes."""
        return cls.select().where(scope.holds("cctv.manage", cls.locality))


class SettlementLine(Model):
    """The town's part (分) of one application in a batch; an application is settled once."""

    settlement = peewee.ForeignKeyField(Settlement, backref="lines")
    application = peewee.ForeignKeyField(Application, unique=True, backref="settlement_lines")
    amount = peewee.BigIntegerField(constraints=[Check("amount >= 0")])

    class Meta:
        table_name = "cctv_settlement_line"

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its batch."""
        return cls.select().where(cls.settlement.in_(Settlement.visible_to(scope).select(Settlement.id)))
