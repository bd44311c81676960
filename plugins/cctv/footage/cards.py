"""What the core shows of requests to view footage: what awaits me, the desk, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc, today
from plugins.cctv.footage import lists, times
from plugins.cctv.footage.models import ASKED, STATES

MOST = 20
open_matters = lists.open_matters


def links(scope):
    """Big buttons on the home of the module, for whoever may ask."""
    if not scope.can("cctv.ask_footage"):
        return []
    return [Card(url_for("cctv.footage"), "search", _("调阅录像"), _("申请看一段录像，查答复"))]


def todo(scope):
    """Requests to answer or to show, and one's own that wait; one query."""
    return [_todo(row, scope.person) for row in lists.awaiting(scope).limit(MOST)]


def desk(scope):
    """The requests that wait for whoever keeps the register."""
    if not scope.can("cctv.record"):
        return []
    return [DeskLink(url_for("cctv.footage"), _("调阅申请"), lists.to_decide(scope))]


def _todo(row, person):
    asked, own = row.state == ASKED, row.person_id == person.id
    late = asked and row.answer_by < today()
    until = times.kept_until(row.camera, row.starts_at)
    return Todo(
        href=url_for("cctv.show_request", locality=row.locality_id, request_id=row.id),
        title=_("我申请看的录像") if own else _("有人申请看录像"), headline=row.camera.place,
        text=row.number,
        status=str(STATES[row.state][0]) if own or not asked else
        _("%(day)s 前答复", day=day_text(row.answer_by)),
        tone="late" if late else STATES[row.state][1],
        at=to_utc(row.answer_by, time.max) if asked else until, place=row.locality)
