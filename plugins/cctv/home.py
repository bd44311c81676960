"""The home of the module: what is offered here, what is one's own, and each noun's buttons."""

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit.money import plain_yuan
from linli.web import page
from plugins.cctv.applications import lists as applications
from plugins.cctv.applications.models import OPEN, STATES, Application
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cards import links
from plugins.cctv.programmes import lists as programmes

MINE = 5


@blueprint.route("/")
@permission("cctv.see")
def home():
    """The open programmes with what a resident pays, one's own applications, and the buttons."""
    rows = list(programmes.open_here(scope))
    packages = programmes.packages_of_each(rows)
    limits = programmes.limits_in(rows, scope.locality) if scope.locality.is_village else {}
    best = {row.id: programmes.cheapest(programmes.offers(row, packages[row.id], limits.get(row.id)))
            for row in rows}
    mine = list(applications.own(scope).where(Application.state.in_(OPEN)).limit(MINE))
    return page("cctv/home.html", programmes=rows, best=best, mine=mine, states=STATES,
                plain_yuan=plain_yuan, links=links(scope))
