"""What the core shows of meetings: what awaits staff, the button of the module's home, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc
from plugins.leaders.meetings import lists
from plugins.leaders.meetings.models import KINDS, STATES

MOST = 20
open_matters = lists.open_matters


def todo(scope):
    """Meetings to hold and to record, and decisions that are late; two queries, of staff alone."""
    if not scope.holding("leaders.record"):
        return []
    return [*map(_meeting, lists.to_hold(scope).limit(MOST)),
            *map(_decision, lists.to_settle(scope).limit(MOST))]


def desk(scope):
    """The meetings of this place, for whoever records them."""
    return [DeskLink(url_for("leaders.meetings"), _("会议"))] if scope.can("leaders.record") else []


def links(scope):
    """Big buttons on the home of the module (`plugins.Card`), for whoever may open them."""
    places = [scope.locality.code] if scope.can("leaders.meet") else [
        held.code for held in scope.holding("leaders.meet") if held.path.startswith(scope.locality.path)]
    return [Card(url_for("leaders.meetings", locality=code), "board", _("会议"),
                 _("该开的会，开了说了什么、定了什么"))
            for code in places[:1]]


def _meeting(row):
    return Todo(
        href=url_for("leaders.meeting", locality=row.locality_id, meeting_id=row.id),
        title=str(KINDS[row.kind]), headline=_("%(day)s 前要开", day=day_text(row.due_on)),
        text=row.locality.short_name, status=str(STATES[row.shown][0]),
        tone=STATES[row.shown][1], at=to_utc(row.due_on, time.max), place=row.locality)


def _decision(row):
    return Todo(
        href=url_for("leaders.meeting", locality=row.meeting.locality_id, meeting_id=row.meeting_id),
        title=_("会上定的事"), headline=row.text[:40], text=row.who,
        status=_("%(day)s 前要办完", day=day_text(row.by_day)), tone="late",
        at=to_utc(row.by_day, time.max), place=row.meeting.locality)
