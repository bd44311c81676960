"""What the core shows of notice: what awaits me, links on the desk, what is open."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.database import utc_now
from linli.localities.models import Locality
from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import day_text, to_utc, today
from plugins.points.deciding.telling import signed
from plugins.points.deeds.models import NOTICE, OBJECTED, STATES, Deed
from plugins.points.notice import lists
from plugins.points.notice.models import STANDING

MOST = 10


def todo(scope):
    """Objections to answer, one line a village; those that nobody may answer, to whoever can find
    somebody; and what hangs of one's own household.
    """
    staff = scope.holding("points.manage") or scope.holding("points.decide")
    answers = [_answers(place, len(days), min(days))
               for place, days in (lists.to_answer(scope).items() if staff else ())]
    own = lists.own_hanging(scope).limit(MOST) if scope.person.household_id else ()
    return [*answers, *_stuck(scope), *map(_own, own)]


def desk(scope):
    """The notice, for whoever prints it; the ledgers are linked by the core."""
    if not (scope.locality.is_village and scope.can("points.manage")):
        return []
    return [DeskLink(url_for("points.notices"), _("积分公示"))]


def links(scope):
    """The notice, for everybody who may read it."""
    if not scope.can("points.notices"):
        return []
    return [Card(url_for("points.notices"), "bell", _("积分公示"), _("谁家因为什么加分，有异议可以提"))]


def open_matters(locality):
    """What hangs or waits for an answer; one query."""
    places = Locality.select(Locality.code).where(Locality.within(locality.path))
    count = Deed.select().where(Deed.locality.in_(places), Deed.state.in_((NOTICE, OBJECTED))).count()
    return [_("还有 %(count)d 条积分在公示。关闭期间不会记入存折，开通以后接着公示",
              count=count)] if count else []


def _answers(place, count, first):
    late = first < today()
    return Todo(
        href=url_for("points.ledger_objections", locality=place.code, state=STANDING),
        title=_("积分异议"), headline=_("%(day)s 前答复", day=day_text(first)),
        text=_("%(count)d 条等答复", count=count), status=_("过了期限") if late else _("等答复"),
        tone="late" if late else "soon", at=to_utc(first, time.max), place=place)


def _stuck(scope):
    """For the staff of the village of this page, and of a township for its villages: only how many."""
    manages = scope.locality and scope.can("points.manage")
    above = scope.locality and not scope.locality.is_village and scope.can("points.figures")
    if not (manages or above):
        return []
    tail = {"state": STANDING} if manages else {}
    page = "points.ledger_objections" if manages else "points.figures"
    return [Todo(
        href=url_for(page, locality=place.code, **tail),
        title=_("%(count)d 条积分异议没有人能答复", count=count), headline=_("请再聘一位委员"),
        text=_("能答复的人都是收集的、提异议的，或者这户的人"), status=_("办不下去"), tone="late",
        at=utc_now(), place=place) for place, count in lists.unanswerable(scope).items()]


def _own(deed):
    state, tone = STATES[deed.state]
    return Todo(
        href=url_for("points.deed", locality=deed.locality_id, number=deed.number), title=_("我家的积分"),
        headline=f"{deed.rule.title} {signed(deed.points)}",
        text=_("公示到 %(day)s", day=day_text(deed.notice_until)), status=str(state), tone=tone,
        at=to_utc(deed.notice_until, time.max), place=deed.locality)
