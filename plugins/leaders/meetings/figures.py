"""The figures of meetings."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.figures import Figure, Sum
from plugins.leaders.meetings.models import ON_TIME, Decision, Meeting

_past = Meeting.held_on.is_null(False) | (Meeting.due_on < ShanghaiToday())
_joined = ((Meeting, Decision.meeting == Meeting.id),)


def _decisions(*conditions):
    where = (Decision.done_on.is_null(False) | (Decision.by_day < ShanghaiToday()))
    for condition in conditions:
        where &= condition
    return Sum(Decision, Meeting.locality, Decision.by_day, where=where, joins=_joined)


FIGURES = (
    Figure("meetings", _l("会议按时开"),
           (Sum(Meeting, Meeting.locality, Meeting.due_on, where=Meeting.held_on <= Meeting.due_on),),
           (Sum(Meeting, Meeting.locality, Meeting.due_on, where=_past),), kind="share",
           words=_l("该开 %(below)s 次，按时开了 %(above)s 次"), ledger="meetings",
           ledger_with={"state": ON_TIME}, note=_l("按最晚哪天开算，还没到日子、也还没开的不算。")),
    Figure("decisions", _l("会议定的事按时办完"), (_decisions(Decision.done_on <= Decision.by_day),),
           (_decisions(),), kind="share", words=_l("该办完 %(below)s 件，按时办完 %(above)s 件"),
           ledger="decisions", ledger_with={"in_time": "yes"},
           note=_l("按哪天前办完算，还没到日子、也还没办完的不算。")),
)
