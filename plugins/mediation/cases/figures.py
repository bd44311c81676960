"""How many came, were accepted, and ended how. Counts below five are hidden from whoever may not open
the register. A case belongs to its village, whoever mediated it.
"""

import peewee
from flask_babel import lazy_gettext as _l

from linli.toolkit.expressions import DaysBetween, ShanghaiToday
from linli.toolkit.figures import Figure, Sum
from plugins.mediation.cases.kinds import MINISTRY
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import ACCEPTED, CARRIED_OUT, CLOSED, FAILED, IN_HAND, WITHDRAWN

_over_on = peewee.fn.COALESCE(Case.agreed_on, Case.ended_on)
_over = Case.accepted_on.is_null(False) & (
    Case.agreed_on.is_null(False) | Case.state.in_((FAILED, WITHDRAWN)))
_late = Case.state.in_((ACCEPTED, *IN_HAND)) & (Case.due_on < ShanghaiToday())

_before, _earlier = Case.alias(), Party.alias()
_came_before = peewee.fn.EXISTS(
    _earlier.select(1).join(_before, on=(_earlier.case == _before.id)).where(
        _earlier.person == Party.person, _before.accepted_on.is_null(False), _before.id < Party.case))

RECEIVED = Sum(Case, Case.locality, Case.applied_at)
TAKEN = Sum(Case, Case.locality, Case.accepted_on, where=Case.accepted_on.is_null(False))
OVER = Sum(Case, Case.locality, _over_on, where=_over)
REACHED = Sum(Case, Case.locality, _over_on, where=_over & Case.agreed_on.is_null(False))
AGREED_ON = Sum(Case, Case.locality, Case.agreed_on)
KEPT = Sum(Case, Case.locality, Case.agreed_on, where=Case.state.in_((CARRIED_OUT, CLOSED)))
DAYS = Sum(Case, Case.locality, _over_on, DaysBetween(Case.accepted_on, _over_on), where=_over)
LATE = Sum(Case, Case.locality, ShanghaiToday(), where=_late)
ESCALATED = Sum(Case, Case.locality, Case.escalated_on)
AGAIN = Sum(Party, Case.locality, Case.accepted_on, where=Party.person.is_null(False) & _came_before,
            joins=((Case, Party.case == Case.id),))
MAIN = ("neighbour", "marriage", "house", "land", "contract", "injury", "wages", "labour")
ELSE = Sum(Case, Case.locality, Case.accepted_on, where=Case.ministry_kind.not_in(MAIN))


def _figure(name, title, above, note, below=(), **more):
    return Figure(name, title, (above,), below, note=note, private="cases", **more)


def _of_kind(kind):
    above = Sum(Case, Case.locality, Case.accepted_on, where=Case.ministry_kind == kind)
    return _figure(f"kind_{kind}", _l("其中：%(kind)s", kind=MINISTRY[kind]), above, _l("按受理那天算。"),
                   unit=_l("件"), ledger="cases", ledger_days="accepted", ledger_with={"kind": kind})


FIGURES = (
    _figure("received", _l("收到申请"), RECEIVED, _l("按申请那天算，没有受理的也算。"), unit=_l("件"),
            ledger="cases", ledger_days="applied"),
    _figure("accepted", _l("受理"), TAKEN, _l("双方都愿意的，按受理那天算。"), unit=_l("件"), ledger="cases",
            ledger_days="accepted"),
    _figure("agreed", _l("调成的案件"), AGREED_ON, _l("按达成协议那天算。"), unit=_l("件"), ledger="cases",
            ledger_days="agreed"),
    _figure("success", _l("调解成功率"), REACHED,
            _l("受理以后结束的：达成协议、没有调成、中途撤回的都算，按结束那天算。"), (OVER,), kind="share",
            words=_l("结束 %(below)s 件，达成协议 %(above)s 件"), ledger="cases"),
    _figure("kept", _l("协议全部履行"), KEPT, _l("按达成协议那天算。"), (AGREED_ON,), kind="share",
            words=_l("达成协议 %(below)s 件，履行完 %(above)s 件"), ledger="cases", ledger_days="agreed"),
    _figure("days", _l("平均几天调完"), DAYS, _l("从受理到结束，按结束那天算。"), (OVER,),
            kind="mean", unit=_l("天"), words=_l("%(below)s 件的平均"), ledger="cases"),
    _figure("late", _l("积案"), LATE, _l("说的是今天：过了期限还没有结束的。以前的月份不算。"), unit=_l("件"),
            ledger="cases", ledger_with={"late": "late"}),
    _figure("escalated", _l("转到镇里"), ESCALATED, _l("按转的那天算。"), unit=_l("件"), ledger="cases",
            ledger_days="escalated"),
    *(_of_kind(kind) for kind in MAIN),
    _figure("kind_else", _l("其中：别的类别"), ELSE, _l("按受理那天算。"), unit=_l("件")),
    _figure("again", _l("不是头一回来的当事人"), AGAIN,
            _l("以前受理过、这次又受理的，一人一件算一次。"), unit=_l("人次")),
)
