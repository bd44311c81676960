"""The home of the module, the page of a room with its calendar, and the roster. They stand above the nouns:
the home asks each for its buttons, the calendar asks the sessions which hours are taken, the roster the
cases whether somebody lacks.
"""

from datetime import date, time, timedelta

from flask import abort, request

from linli.access import current_scope as scope
from linli.access import permission
from linli.modules.services import settings_of
from linli.toolkit.calendar import parse_day, to_utc, today
from linli.web import page
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cards import links
from plugins.mediation.cases.cards import nobody_words
from plugins.mediation.cases.eligible import waiting_for_somebody
from plugins.mediation.cases.models import Case
from plugins.mediation.module import module
from plugins.mediation.rooms import lists, services
from plugins.mediation.rooms.forms import WEEKDAYS
from plugins.mediation.rooms.models import KINDS
from plugins.mediation.sessions.models import Session

WEEK = timedelta(days=7)
LAST = date(2099, 12, 1)  # a calendar has an end


@blueprint.route("/")
@permission("mediation.see")
def home():
    """What this place has of it."""
    return page("mediation/home.html", links=links(scope),
                title=settings_of(module, scope.locality).room_title)


@blueprint.route("/rooms/<int:room_id>")
@permission("mediation.see")
def room(room_id):
    """One room, its hours, and which of them are taken in the week from `day` on; never by whom."""
    found = next((each for each in lists.rooms_here(scope) if each.id == room_id), None) or abort(404)
    first = min(max(parse_day(request.args.get("day")) or today(), today() - WEEK), LAST)
    return page("mediation/room.html", room=found, days=_week(found, first), first=first, week=WEEK,
                sharing=lists.sharing(found), weekdays=WEEKDAYS, today=today(),
                manages=found.locality_id == scope.locality.code and scope.can("mediation.manage"))


@blueprint.route("/roster")
@permission("mediation.see")
def roster():
    """Who mediates here and above, and who may sit in."""
    found = lists.roster(scope)
    own = [each for each in found.get("mediator", ()) if each.locality_id == scope.locality.code]
    manages = scope.can("mediation.manage")
    waiting = [nobody_words(each.waiting) for each in waiting_for_somebody(scope)] if manages else []
    return page("mediation/roster.html", roster=found, kinds=KINDS, waiting=waiting,
                warnings=services.warnings(own) if manages else [])


def _week(room, first):
    """[(day, whether it opens, [(from, to, whether all may come) that is taken])] of seven days, in one
    query.
    """
    end = to_utc(first + WEEK, time.min)
    taken = list(Session.select(Session.starts_at, Session.ends_at, Case.is_open).join(Case).where(
        Session.room == room, Session.taking(to_utc(first, time.min), end)).order_by(Session.starts_at)
        .tuples())
    days = [first + timedelta(days=ahead) for ahead in range(7)]
    return [(day, str(day.isoweekday()) in room.weekdays,
             [(starts, ends, is_open) for starts, ends, is_open in taken
              if to_utc(day, time.min) <= starts < to_utc(day + timedelta(days=1), time.min)])
            for day in days]
