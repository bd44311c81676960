"""The figures of notice: how long a deed takes to the passbook, and objections upheld."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.expressions import DaysBetween
from linli.toolkit.figures import Figure, Sum
from plugins.points.deeds.models import Deed
from plugins.points.notice.models import DISMISSED, UPHELD, Objection


def _objections(*states):
    return Sum(Objection, Deed.locality, Objection.answered_at, where=Objection.state.in_(states),
               joins=((Deed, Objection.deed == Deed.id),))


_PLUS = Deed.points > 0  # what hung for all, as its rows do: of a minus no figure tells
POSTED = Sum(Deed, Deed.locality, Deed.posted_on, where=_PLUS)
DAYS = Sum(Deed, Deed.locality, Deed.posted_on, DaysBetween(Deed.day, Deed.posted_on), _PLUS)
FIGURES = (
    Figure("days_to_passbook", _l("做了到记入存折"), (DAYS,), (POSTED,), kind="mean", unit=_l("天"),
           words=_l("%(below)s 条的平均"),
           note=_l("从做的那天到记入存折那天，按记入那天算；只算加分，后来冲正的也算。"),
           ledger="notices", ledger_days="posted"),
    Figure("objections_upheld", _l("异议成立"), (_objections(UPHELD),), (_objections(UPHELD, DISMISSED),),
           kind="share", words=_l("答复 %(below)s 条异议，成立 %(above)s 条"), note=_l("按答复那天算。"),
           ledger="objections", ledger_days="answered", private="objections"),
)
