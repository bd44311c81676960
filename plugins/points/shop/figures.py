"""The figures of the shop: what goods cost, what was spent, and whether it was fetched."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.points.accounts.models import GIVEN_BACK, SPENT, Account, Entry
from plugins.points.shop.models import BOUGHT, HANDED, Good, Redemption, StockLine


def _redemptions(where=None):
    return Sum(Redemption, Redemption.locality, Redemption.reserved_at, where=where)


TAKEN = _redemptions()
COST = Sum(StockLine, Good.locality, StockLine.on, StockLine.cost, StockLine.kind == BOUGHT,
           ((Good, StockLine.good == Good.id),))
PURCHASES = Sum(Entry, Account.locality, Entry.on, where=Entry.kind == SPENT,
                joins=((Account, Entry.account == Account.id),))
SPENT_POINTS = Sum(Entry, Account.locality, Entry.on, -1 * Entry.points, Entry.kind.in_((SPENT, GIVEN_BACK)),
                   ((Account, Entry.account == Account.id),))

FIGURES = (
    Figure("cost", _l("买东西花的钱"), (COST,), kind="money",
           note=_l("按买进那天算，报废的也算花了。"), ledger="stock", ledger_with={"kind": BOUGHT}),
    Figure("spent", _l("换掉的积分"), (SPENT_POINTS,), unit=_l("分"),
           note=_l("退回的已经减掉。"), ledger="entries", ledger_days="on", ledger_with={"about": "goods"},
           private="redemptions", behind=(PURCHASES,)),
    Figure("handed", _l("换了已经领走"), (_redemptions(Redemption.state == HANDED),), (TAKEN,), kind="share",
           words=_l("%(below)s 份里 %(above)s 份领走"), note=_l("按换的那天算，取消和过期的算没领。"),
           ledger="redemptions", ledger_days="taken", private="redemptions"),
)
