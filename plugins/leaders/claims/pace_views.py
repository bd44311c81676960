"""The page of how long tasks take."""

from flask import request

from linli.access import current_scope as scope
from linli.access import permission
from linli.localities.models import Locality
from linli.toolkit.calendar import today
from linli.toolkit.figures.periods import YEAR, Period, asked_for
from linli.web import page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.claims.models import Claim
from plugins.leaders.claims.pace import paces
from plugins.leaders.tasks.models import TOPICS, Task


@blueprint.route("/pace")
@permission("leaders.figures")
def pace():
    """The median time from claiming to handing in, in a month, a quarter or a year."""
    period = asked_for(request.args.get("period"), today())
    seen = Claim.visible_to(scope).where(scope.here(Claim.locality))
    year = Period.around(today(), YEAR)
    return page("leaders/pace.html", period=period, whole=paces(seen, period), topics=TOPICS,
                by_topic=paces(seen, period, Task.topic),
                by_village=paces(seen, period, Locality.short_name),
                periods=[Period.around(today()), Period.around(today(), 3), year, year.shifted(-1)])
