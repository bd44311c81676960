"""The figures of settlements: counted in the village of each application, on the day of payment."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.cctv.applications.models import Application
from plugins.cctv.settlements.models import PAID, Settlement, SettlementLine


def _paid(value=1):
    return Sum(SettlementLine, Application.locality, Settlement.paid_on, value, Settlement.state == PAID,
               joins=((Settlement, SettlementLine.settlement == Settlement.id),
                      (Application, SettlementLine.application == Application.id)))


FIGURES = (
    Figure("settled", _l("结清的申请"), (_paid(),), unit=_l("份"), ledger="settlements",
           ledger_with={"state": PAID}, note=_l("按付款那天算。")),
    Figure("paid_out", _l("结清的补贴"), (_paid(SettlementLine.amount),), kind="money", ledger="settlements",
           ledger_with={"state": PAID}, note=_l("镇里出的那一份，算在装的那个村，按付款那天算。")),
)
