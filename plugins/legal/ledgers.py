"""All ledgers (台账) of the plugin, in the order in which the desk shows them."""

from plugins.legal.booking.ledger import BOOKINGS
from plugins.legal.consultation.ledger import CONSULTATIONS, LOG
from plugins.legal.gatherings.ledger import GATHERINGS
from plugins.legal.leads.ledger import LEADS
from plugins.legal.pathfinders.lists import PATHFINDERS
from plugins.legal.visits.ledger import VISITS

LEDGERS = [BOOKINGS, CONSULTATIONS, LOG, GATHERINGS, VISITS, LEADS, PATHFINDERS]
