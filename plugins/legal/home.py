"""The home of the module: who advises here, what is mine, and what can be done.

It stands above the nouns, and asks each of them for its lines.
"""

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit.calendar import today
from linli.web import page
from plugins.legal.advisers.models import DIALECTS, MATTERS, Adviser
from plugins.legal.blueprint import blueprint
from plugins.legal.booking import lists
from plugins.legal.booking.models import Booking
from plugins.legal.gatherings.lists import coming_talks
from plugins.legal.gatherings.models import Gathering
from plugins.legal.gatherings.words import held_text
from plugins.legal.leads.lists import reported
from plugins.legal.leads.models import STATES
from plugins.legal.pathfinders.models import Pathfinder
from plugins.legal.waiting import cards as waiting


@blueprint.route("/")
@permission("legal.see")
def home():
    """The advisers of this village, the talks to come, my bookings, and the way to book."""
    mine, before, waits, leads = [], [], [], []
    if scope.person:
        own = Booking.visible_to(scope).where(Booking.resident == scope.person.id,
                                              Booking.locality == scope.locality)
        mine, before = list(lists.coming(own)), list(lists.past(own).limit(10))
        waits = waiting.todo(scope)
        leads = list(reported(scope).limit(10))
    return page("legal/home.html", mine=mine, before=before, waits=waits,
                advisers=list(Adviser.visible_to(scope)), matters=MATTERS, dialects=DIALECTS,
                leads=leads, lead_states=STATES, talk_when=held_text,
                month=today().replace(day=1),
                talks=list(coming_talks(Gathering.visible_to(scope), scope.locality)),
                pathfinders=[row.name for row in Pathfinder.names_in(scope.locality)])
