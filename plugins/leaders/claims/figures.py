"""What was claimed, what came of it, and how reviews keep their days. Nobody is ranked.

The median time to finish stands on a page of its own (`pace`): a figure is a quotient of sums.
"""

import peewee
from flask_babel import lazy_gettext as _l

from linli.toolkit.expressions import SecondsBetween
from linli.toolkit.figures import Figure, Sum
from plugins.leaders.claims.models import ACCEPTED, IN_HAND, LAPSED, Claim


def _claimed(where=None):
    return Sum(Claim, Claim.locality, Claim.claimed_at, where=where)


def _done(value=1):
    return Sum(Claim, Claim.locality, Claim.submitted_at, value, Claim.state == ACCEPTED)


def _reviews(where):
    return Sum(Claim, Claim.locality, Claim.review_by, where=where)


_hours = peewee.fn.ROUND(SecondsBetween(Claim.claimed_at, Claim.submitted_at) / 3600.0).cast("BIGINT")
CLAIMS, DONE = _claimed(), _done()

FIGURES = (
    Figure("claims", _l("领取"), (CLAIMS,), unit=_l("次"), note=_l("按领取那天算。"), ledger="claims"),
    Figure("in_hand", _l("还在做"), (_claimed(Claim.state.in_(IN_HAND)),), (CLAIMS,), kind="share",
           words=_l("领了 %(below)s 次，%(above)s 次还在做"), note=_l("领了还没交，或者退回再做的。"),
           ledger="claims", ledger_with={"now": "in_hand"}),
    Figure("lapsed", _l("过期没做"), (_claimed(Claim.state == LAPSED),), (CLAIMS,), kind="share",
           words=_l("领了 %(below)s 次，%(above)s 次过期"), note=_l("按领取那天算，后来补交的不算。"),
           ledger="claims", ledger_with={"state": LAPSED}),
    Figure("service", _l("服务时间"), (_done(Claim.minutes),), kind="minutes",
           note=_l("通过验收的任务用的时间，按交回那天算。"), ledger="claims", ledger_days="handed",
           ledger_with={"state": ACCEPTED}),
    Figure("time_to_finish", _l("平均多久做完"), (_done(_hours),), (DONE,), kind="mean", unit=_l("小时"),
           words=_l("%(below)s 项的平均"), note=_l("从领取到交回，只算通过的。中位数在“做一项要多久”。"),
           ledger="claims", ledger_days="handed", ledger_with={"state": ACCEPTED}),
    Figure("reviews_late", _l("验收超期"), (_reviews(Claim.review_was_late()),),
           (_reviews(Claim.review_due()),), kind="share",
           words=_l("%(below)s 项里 %(above)s 项超期"), note=_l("按验收期限那天算。"),
           ledger="claims", ledger_days="review_by", ledger_with={"overdue": "late"}),
)
