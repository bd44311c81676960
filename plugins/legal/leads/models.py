"""A wage-arrears lead, and the ledger of what was paid on it."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check, fn

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.personal import NAME, PHONE, declare
from linli.toolkit.workflow import Transition

WINDOW, WORKER, NATIONAL, PROVINCIAL = "window", "worker", "national", "provincial"
SOURCES = {WINDOW: _l("窗口登记"), WORKER: _l("工人自己报"), NATIONAL: _l("全国平台"),
           PROVINCIAL: _l("省平台")}
PLATFORMS = (NATIONAL, PROVINCIAL)

NEW, VERIFIED, SENT, PART, PAID, CLOSED, REFUSED = (
    "new", "verified", "sent", "part", "paid", "closed", "refused")
STATES = {NEW: (_l("等核实"), "soon"), VERIFIED: (_l("已核实"), "ok"), SENT: (_l("已转人社"), "ok"),
          PART: (_l("付了一部分"), "soon"), PAID: (_l("已付清"), "ok"), CLOSED: (_l("已结案"), "quiet"),
          REFUSED: (_l("不受理"), "quiet")}
OPEN = (NEW, VERIFIED, SENT, PART, PAID)
PAYING = (SENT, PART)
REVERSIBLE = (PART, PAID, CLOSED)  # a closed one is open again by it
_MAY = ("legal.leads",)
TRANSITIONS = {
    "verify": Transition((NEW,), VERIFIED, _MAY, _l("核实")),
    "send": Transition((VERIFIED,), SENT, _MAY, _l("转给人社部门")),
    "pay_part": Transition(PAYING, PART, _MAY, _l("付了一部分")),
    "pay_whole": Transition(PAYING, PAID, _MAY, _l("付清了")),
    "reverse_part": Transition(REVERSIBLE, PART, _MAY, _l("冲正一笔")),
    "reverse_whole": Transition(REVERSIBLE, SENT, _MAY, _l("冲正一笔")),
    "close": Transition((PAID,), CLOSED, _MAY, _l("结案")),
    "close_rest": Transition(PAYING, CLOSED, _MAY, _l("未付清，转仲裁或诉讼")),
    "refuse": Transition((NEW, VERIFIED), REFUSED, _MAY, _l("不受理")),
}
STEPS = {"begin": _l("报来"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Lead(Model):
    """One lead. `locality` is the village of the site, or the township where it has none.

    `amount` (分) is what `people` workers are owed. `platform_number` is the upstream platform's
    own, and `platform_due_on` its deadline; ours never runs past it. `due_on` is the last
    Shanghai day of the present step, None where nothing is waited for. `sent_on` is the day it
    went to `office`. What was paid is the sum of its payments. `version` guards that sum.
    """

    states, transitions = STATES, TRANSITIONS

    number = peewee.CharField(30, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    source = peewee.CharField(20)
    platform_number = peewee.CharField(60, default="")
    platform_due_on = peewee.DateField(null=True)
    employer = peewee.CharField(80)
    site = peewee.CharField(120)
    people = peewee.IntegerField(constraints=[Check("people > 0")])
    amount = peewee.BigIntegerField(constraints=[Check("amount > 0")])
    contact_name = peewee.CharField(40, default="")
    contact_phone = peewee.CharField(20, default="")
    text = peewee.TextField(default="")
    state = peewee.CharField(20, default=NEW)
    due_on = peewee.DateField(null=True)
    office = peewee.CharField(80, default="")
    office_number = peewee.CharField(60, default="")
    sent_on = peewee.DateField(null=True)
    reported_by = peewee.ForeignKeyField(Person)
    reported_at = UtcField(default=utc_now)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "legal_lead"
        personal = declare(contact_name=NAME, contact_phone=PHONE)
        indexes = ((("locality", "reported_at"), False), (("reported_by", "state"), False),
                   (("state", "due_on"), False))

    @classmethod
    def visible_to(cls, scope):
        """Those one reported as a worker, those one entered for a village while one serves that
        very village, and those of the places whose leads one handles; no other post opens any, nor does
        acting for a worker: a lead is no errand.
        """
        if scope.person is None or scope.proxy:
            return cls.select().where(cls.id.is_null())
        own = (cls.source == WORKER) | scope.holds("legal.manage", cls.locality)
        return cls.select().where(
            (cls.reported_by == scope.person.id) & own | cls.handled_by(scope))

    @classmethod
    def handled_by(cls, scope):
        """Condition: in a place whose leads this scope handles."""
        return scope.holds("legal.leads", cls.locality)

    @classmethod
    def recovered(cls):
        """Expression: what was paid so far, in 分, counted from the payments of each row."""
        paid = Payment.select(fn.SUM(Payment.amount)).where(Payment.lead == cls.id)
        return fn.COALESCE(paid, 0).cast("BIGINT")

    def own_of(self, person):
        """Whether this person reported it as a worker: then somebody else handles it."""
        return self.source == WORKER and self.reported_by_id == person.id


Lead.add_index(Lead.index(Lead.source, Lead.platform_number, unique=True,
                          where=(Lead.platform_number != ""), name="legal_lead_platform"))


class Payment(Model):
    """One line of the ledger of payments; append-only. A mistake is reversed by a line of its own,
    whose `amount` is the negative of the one it `reverses`.
    """

    lead = peewee.ForeignKeyField(Lead, backref="payments")
    day = peewee.DateField()
    amount = peewee.BigIntegerField()
    note = peewee.TextField(default="")
    reverses = peewee.ForeignKeyField("self", null=True, unique=True, backref="reversals")
    person = peewee.ForeignKeyField(Person)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "legal_payment"
        constraints = (Check("(amount > 0) = (reverses_id IS NULL) AND amount <> 0"),)

    @classmethod
    def visible_to(cls, scope):
        """Those of the leads that one sees."""
        return cls.select().where(cls.lead.in_(Lead.visible_to(scope).select(Lead.id)))
