"""The clerk's overviews: who comes, and who advises; each page about advisers, rosters and leave
leads back to the latter.
"""

from datetime import timedelta

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.toolkit.calendar import holiday_list_ends, today
from linli.web import page
from plugins.legal.advisers.models import DIALECTS, MATTERS, Adviser
from plugins.legal.advisers.services import posts
from plugins.legal.blueprint import blueprint
from plugins.legal.booking.lists import coming_in
from plugins.legal.leave.services import to_ring
from plugins.legal.roster import words
from plugins.legal.roster.services import timetable
from plugins.legal.waiting.services import per_day


@blueprint.route("/coming")
@permission("legal.manage")
@village_only
def coming():
    """Who comes, so that the village can receive them; what is over goes by its number alone."""
    return page("legal/coming.html", bookings=list(coming_in(scope)))


@blueprint.route("/advisers")
@permission("legal.manage")
@village_only
def advisers():
    """Who serves this village, with rosters and leave, and what has to be seen to."""
    table, day = timetable(scope.locality), today()
    last = day + timedelta(days=table.rules.horizon_days)
    rosters = [row for row in table.rosters if row.last_day is None or row.last_day >= day]
    leaves = [row for row in table.absences if row.last_day >= day]
    return page("legal/advisers.html", advisers=list(Adviser.visible_to(scope)), words=words,
                rosters=_by_adviser(sorted(rosters, key=_in_the_week)),
                leaves=_by_adviser(sorted(leaves, key=lambda row: (row.first_day, row.id))),
                ends_on={post.person_id: post.ends_on for post in posts(scope.locality)},
                matters=MATTERS, dialects=DIALECTS, outside=len(to_ring(scope, table)),
                waiting=per_day(scope.locality),
                unlisted_year=last.year if last.year > holiday_list_ends() else None)


def _in_the_week(roster):
    """From Monday on; what has no weekday comes last."""
    return 7 if roster.weekday is None else roster.weekday, roster.starts, roster.id


def _by_adviser(rows):
    grouped = {}
    for row in rows:
        grouped.setdefault(row.adviser_id, []).append(row)
    return grouped
