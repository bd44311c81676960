"""The register of cases (受理登记): numbers, kinds, days and states; never a name, never a word."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.ledger import Column, Filter, Ledger
from plugins.mediation.cases.kinds import CLASSES, CLASSES_BELOW, MINISTRY, SCALES
from plugins.mediation.cases.models import WAYS, Case
from plugins.mediation.cases.states import ACCEPTED, IN_HAND, STATES

KINDS = {code: _l("%(kind)s · %(below)s", kind=CLASSES[code[:2]], below=words)
         for code, words in CLASSES_BELOW.items()} | {"99": CLASSES["99"]}
_late = peewee.Case(None, ((Case.state.in_((ACCEPTED, *IN_HAND)) & (Case.due_on < ShanghaiToday()), "late"),),
                    "no")
_desk = peewee.Case(None, ((Case.desk == Case.locality, "own"),), "upper")
DESKS = {"own": _l("村里"), "upper": _l("镇里")}
LATE = {"late": _l("积案"), "no": _l("不是积案")}

CASES = Ledger(
    "cases", title=_l("调解受理登记"), permission="mediation.mediate", model=Case,
    columns=(
        Column("code", _l("申请编号"), Case.code, "code"),
        Column("number", _l("受理编号"), Case.number, "code"),
        Column("village", _l("村"), Locality.short_name),
        Column("applied", _l("申请"), Case.applied_at, "moment"),
        Column("way", _l("来源"), Case.way, "choice", WAYS),
        Column("kind", _l("国标类别"), Case.dispute_class, "choice", KINDS),
        Column("ministry", _l("司法行政类别"), Case.ministry_kind, "choice", MINISTRY),
        Column("scale", _l("规模"), Case.scale, "choice", SCALES),
        Column("people", _l("人数"), Case.people, "number", total=True),
        Column("accepted_on", _l("受理"), Case.accepted_on, "day"),
        Column("due_on", _l("期限"), Case.due_on, "day"),
        Column("agreed_on", _l("达成协议"), Case.agreed_on, "day"),
        Column("ended_on", _l("结束"), Case.ended_on, "day"),
        Column("state", _l("状态"), Case.state, "choice", STATES),
        Column("desk", _l("在哪里办"), _desk, "choice", DESKS),
    ),
    filters=(
        Filter("state", _l("状态"), Case.state, words=STATES),
        Filter("kind", _l("司法行政类别"), Case.ministry_kind, words=MINISTRY),
        Filter("late", _l("期限"), _late, words=LATE),
        Filter("desk", _l("在哪里办"), _desk, words=DESKS),
        Filter("applied", _l("申请日期"), Case.applied_at, "days"),
        Filter("accepted", _l("受理日期"), Case.accepted_on, "days"),
        Filter("agreed", _l("达成协议日期"), Case.agreed_on, "days"),
        Filter("escalated", _l("转镇日期"), Case.escalated_on, "days"),
    ),
    search=(Case.number, Case.code), order=(Case.applied_at.desc(), Case.id.desc()),
    opens="mediation.case", opens_with={"code": Case.code},
    new=(("mediation.enter_case", _l("登记一件")),),
    empty=_l("还没有调解。村民申请，或者调解室登记以后，这里就有了。"))

LEDGERS = (CASES,)
