"""The ledger of payments (收款台账)."""

from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.cctv.applications.models import Application
from plugins.cctv.programmes.models import Programme
from plugins.cctv.works.models import WAYS, Payment

_Payer, _Clerk = Person.alias(), Person.alias()

PAYMENTS = Ledger(
    "payments", title=_l("收款台账"), permission="cctv.record", model=Payment,
    locality=Application.locality,
    joins=(Join(Application, Payment.application == Application.id),
           Join(Programme, Payment.programme == Programme.id),
           Join(_Payer, Application.person == _Payer.id), Join(_Clerk, Payment.person == _Clerk.id)),
    columns=(
        Column("paid_on", _l("哪天收的"), Payment.paid_on, "day"),
        Column("receipt", _l("收据编号"), Payment.receipt, "code"),
        Column("application", _l("申请"), Application.number, "code"),
        Column("payer", _l("谁交的"), _Payer.name),
        Column("village", _l("村"), Locality.short_name),
        Column("amount", _l("金额"), Payment.amount, "money"),
        Column("way", _l("怎么交的"), Payment.way, "choice", WAYS),
        Column("note", _l("冲销、退款的原因"), Payment.note, "long"),
        Column("clerk", _l("谁登记的"), _Clerk.name),
        Column("at", _l("哪天登记的"), Payment.at, "moment"),
        Column("programme", _l("方案"), Programme.number, "code"),
    ),
    filters=(Filter("way", _l("怎么交的"), Payment.way, words=WAYS),
             Filter("day", _l("哪天收的"), Payment.paid_on, "days")),
    search=(Payment.receipt, Application.number, _Payer.name, Programme.title),
    order=(Payment.paid_on.desc(), Payment.id.desc()),
    opens="cctv.application", opens_with={"number": Application.number},
    empty=_l("还没有收过款。申请批准以后，在申请的页面登记。"))

LEDGERS = (PAYMENTS,)
