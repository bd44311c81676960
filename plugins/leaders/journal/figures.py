"""The figures of the journal."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.leaders.journal.models import ANSWERED, WITHDRAWN, Appeal, Round, Visit

ASKED = Sum(Appeal, Appeal.locality, Appeal.at, where=Appeal.state != WITHDRAWN)

FIGURES = (
    Figure("visits", _l("走访"), (Sum(Visit, Visit.locality, Visit.day),), unit=_l("户次"),
           note=_l("上门和打电话都算，按去的那天算。"), ledger="visits"),
    Figure("rounds", _l("周走访完成"), (Sum(Round, Round.locality, Round.first_day, Round.kept()),),
           (Sum(Round, Round.locality, Round.first_day, Round.due),), kind="share",
           words=_l("要走 %(below)s 户，走了 %(above)s 户"), ledger="rounds",
           note=_l("每周按那时的设置算，多走的不抵别的周；一周算在周一那个月。")),
    Figure("appeals", _l("居民诉求"), (ASKED,), unit=_l("件"), private="appeals", ledger="appeals",
           ledger_with={"withdrawn": "no"}, note=_l("走访记下的和自己写来的，按提的那天算，撤回的不算。")),
    Figure("answered", _l("诉求答复率"),
           (Sum(Appeal, Appeal.locality, Appeal.at, where=Appeal.state == ANSWERED),), (ASKED,),
           kind="share", words=_l("%(below)s 件里答复了 %(above)s 件"), private="appeals", ledger="appeals",
           ledger_with={"state": ANSWERED}, note=_l("按提的那天算，撤回的不算。")),
)
