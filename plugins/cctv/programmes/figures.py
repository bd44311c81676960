"""The figures of the budget: what was planned, reserved and spent in a period, each a sum of lines."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.cctv.programmes.models import GIVEN_BACK, RAISED, RESERVED, SPENT, BudgetLine, Programme


def _lines(*kinds):
    return Sum(BudgetLine, Programme.locality, BudgetLine.at, BudgetLine.amount, BudgetLine.kind.in_(kinds),
               ((Programme, BudgetLine.programme == Programme.id),))


FIGURES = (
    Figure("planned", _l("补贴预算"), (_lines(RAISED),), kind="money", ledger="budget",
           ledger_with={"kind": RAISED}, note=_l("全镇的，按定预算那天算；追加和压减都算进去。")),
    Figure("reserved", _l("批准预留的补贴"), (_lines(RESERVED, GIVEN_BACK),), kind="money", ledger="budget",
           note=_l("全镇的，按批准那天算，撤回退回的按退回那天减掉；后来付出去的也在里面。")),
    Figure("spent", _l("付出去的补贴"), (_lines(SPENT),), kind="money", ledger="budget",
           ledger_with={"kind": SPENT}, note=_l("全镇的，按和电信结算付款那天算。")),
)
