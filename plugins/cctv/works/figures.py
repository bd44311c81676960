"""The figures of payment."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.cctv.applications.models import Application
from plugins.cctv.works.models import Payment

PAID = Sum(Payment, Application.locality, Payment.paid_on, Payment.amount,
           joins=((Application, Payment.application == Application.id),))

FIGURES = (
    Figure("paid", _l("住户交的钱"), (PAID,), kind="money", ledger="payments",
           note=_l("按收款那天算，冲销和退款已经减掉。")),
)
