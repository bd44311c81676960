"""The ledgers of meetings and of what they decided."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.localities.models import Locality
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.leaders.meetings.models import DECISION_STATES, KINDS, STATES, Decision, Meeting

_decided = Decision.select(fn.COUNT(Decision.id)).where(Decision.meeting == Meeting.id)
_done = _decided.where(Decision.done_on.is_null(False))
_in_time = peewee.Case(None, [(Decision.done_on <= Decision.by_day, "yes")], "no")

MEETINGS = Ledger(
    "meetings", title=_l("会议台账"), permission="leaders.read", model=Meeting,
    columns=(
        Column("due_on", _l("最晚哪天开"), Meeting.due_on, "day"),
        Column("kind", _l("哪种会"), Meeting.kind, "choice", KINDS),
        Column("village", _l("哪里"), Locality.short_name),
        Column("state", _l("状态"), Meeting.shown_state(), "choice", STATES),
        Column("held_on", _l("哪天开的"), Meeting.held_on, "day"),
        Column("place", _l("地点"), Meeting.place),
        Column("attendance", _l("人数"), Meeting.attendance, "number", total=True),
        Column("decided", _l("定了几件事"), _decided, "number", total=True),
        Column("done", _l("办完几件"), _done, "number", total=True),
    ),
    filters=(Filter("kind", _l("哪种会"), Meeting.kind, words=KINDS),
             Filter("state", _l("状态"), Meeting.shown_state(), words=STATES),
             Filter("day", _l("最晚哪天开"), Meeting.due_on, "days")),
    search=(Meeting.place, Meeting.minutes), order=(Meeting.due_on.desc(), Meeting.id.desc()),
    opens="leaders.meeting", opens_with={"meeting_id": Meeting.id},
    empty=_l("还没有。每月、每季度、每年开头，要开的会自动列在这里。"))

DECISIONS = Ledger(
    "decisions", title=_l("会议决定台账"), permission="leaders.read", model=Decision,
    locality=Meeting.locality, joins=(Join(Meeting, Decision.meeting == Meeting.id),),
    columns=(
        Column("by_day", _l("哪天前办完"), Decision.by_day, "day"),
        Column("text", _l("定了什么事"), Decision.text, "long"),
        Column("who", _l("谁来办"), Decision.who),
        Column("state", _l("状态"), Decision.shown_state(), "choice", DECISION_STATES),
        Column("done_on", _l("哪天办完的"), Decision.done_on, "day"),
        Column("kind", _l("哪种会"), Meeting.kind, "choice", KINDS),
        Column("village", _l("哪里"), Locality.short_name),
    ),
    filters=(Filter("state", _l("状态"), Decision.shown_state(), words=DECISION_STATES),
             Filter("in_time", _l("按时"), _in_time, words={"yes": _l("按时办完"), "no": _l("没有按时办完")}),
             Filter("day", _l("哪天前办完"), Decision.by_day, "days")),
    search=(Decision.text, Decision.who), order=(Decision.by_day.desc(), Decision.id.desc()),
    opens="leaders.meeting", opens_with={"meeting_id": Decision.meeting},
    empty=_l("还没有。开过的会里加上“定了什么事”，这里就有了。"))

LEDGERS = (MEETINGS, DECISIONS)
