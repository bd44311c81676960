"""The ledger of settlements (结算台账)."""

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.cctv.programmes.models import Programme
from plugins.cctv.settlements.models import STATES, Settlement, SettlementLine

_many = SettlementLine.select(fn.COUNT(SettlementLine.id)).where(SettlementLine.settlement == Settlement.id)

SETTLEMENTS = Ledger(
    "settlements", title=_l("结算台账"), permission="cctv.manage", model=Settlement,
    joins=(Join(Programme, Settlement.programme == Programme.id),
           Join(Person, Settlement.made_by == Person.id)),
    columns=(
        Column("number", _l("结算单"), Settlement.number, "code"),
        Column("programme", _l("方案"), Programme.title),
        Column("state", _l("状态"), Settlement.state, "choice", STATES),
        Column("many", _l("几份"), _many, "number", total=True),
        Column("total", _l("镇里出"), Settlement.total, "money"),
        Column("made", _l("哪天建的"), Settlement.made_at, "moment"),
        Column("paid", _l("哪天付的"), Settlement.paid_on, "day"),
        Column("voucher", _l("凭证号"), Settlement.voucher),
        Column("by", _l("谁建的"), Person.name),
    ),
    filters=(Filter("state", _l("状态"), Settlement.state, words=STATES),
             Filter("programme", _l("方案"), Settlement.programme, "pick", label=Programme.title),
             Filter("day", _l("哪天付的"), Settlement.paid_on, "days")),
    search=(Settlement.number, Settlement.voucher, Programme.title),
    order=(Settlement.made_at.desc(), Settlement.id.desc()),
    opens="cctv.settlement", opens_with={"number": Settlement.number},
    empty=_l("还没有结算单。住户验收以后，在“跟电信结算”里建一批。"))

LEDGERS = (SETTLEMENTS,)
