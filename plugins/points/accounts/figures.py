"""The figures of accounts: who takes part. A stock, not a flow: it is counted as it is today."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Household
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.figures import Figure, Sum
from plugins.points.accounts.models import OPEN, Account

TAKING_PART = Sum(Account, Account.locality, ShanghaiToday(), where=Account.state == OPEN)
HOUSEHOLDS = Sum(Household, Household.locality, ShanghaiToday(),
                 where=Household.registered() & Household.locality.in_(Account.select(Account.locality)))
JOINED = Sum(Account, Account.locality, Account.joined_on)

FIGURES = (
    Figure("taking_part", _l("参加的户"), (TAKING_PART,), (HOUSEHOLDS,), kind="share",
           words=_l("%(below)s 户里 %(above)s 户参加"),
           note=_l("按今天数，只算有存折的村；以前的月份不往回算。"), ledger="accounts",
           ledger_with={"state": OPEN}),
    Figure("joined", _l("新参加"), (JOINED,), unit=_l("户"), note=_l("按第一次参加那天算。"),
           ledger="accounts", ledger_days="joined"),
)
