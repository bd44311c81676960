"""The figures of applications: how many, what became of them, and how long an approval takes."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.expressions import DaysBetween, ShanghaiDay
from linli.toolkit.figures import Figure, Sum
from plugins.cctv.applications.models import REFUSED, Application


def _applied(where=None):
    return Sum(Application, Application.locality, Application.applied_at, where=where)


APPLIED = _applied()
APPROVALS = Sum(Application, Application.locality, Application.approved_at)
WAITED = Sum(Application, Application.locality, Application.approved_at,
             DaysBetween(ShanghaiDay(Application.applied_at), ShanghaiDay(Application.approved_at)))

FIGURES = (
    Figure("applications", _l("申请"), (APPLIED,), unit=_l("份"), ledger="applications",
           ledger_days="applied", private="applications"),
    Figure("approved", _l("批准了的"), (_applied(Application.approved_at.is_null(False)),), (APPLIED,),
           kind="share", words=_l("%(below)s 份里 %(above)s 份批准"), ledger="applications",
           ledger_days="applied", note=_l("按申请那天算，后来撤回的也算批准过。"), private="applications"),
    Figure("refused", _l("没有通过的"), (_applied(Application.state == REFUSED),), (APPLIED,), kind="share",
           words=_l("%(below)s 份里 %(above)s 份没有通过"), ledger="applications", ledger_days="applied",
           ledger_with={"state": REFUSED}, note=_l("按申请那天算。"), private="applications"),
    Figure("days", _l("从申请到批准"), (WAITED,), (APPROVALS,), kind="mean", unit=_l("天"),
           words=_l("%(below)s 份一共 %(above)s 天"), ledger="applications", ledger_days="approved",
           note=_l("按批准那天算，日历天。"), private="applications"),
)
