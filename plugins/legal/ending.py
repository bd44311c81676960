"""Somebody leaves for good: bookings ahead are cancelled, and their adviser is told."""

from flask_babel import gettext as _

from linli.access import BY_CLOCK
from linli.database import utc_now
from linli.personal.erasing import apply
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from plugins.legal.booking.line import give_places
from plugins.legal.booking.models import BOOKED, Booking
from plugins.legal.booking.reminding import unschedule
from plugins.legal.booking.services import guard_advisers, tell
from plugins.legal.leads.models import OPEN, Lead
from plugins.legal.pathfinders.models import Pathfinder
from plugins.legal.personal import HOLDINGS


def to_finish(person):
    """Wages still to be got: whoever left could not be reached about them."""
    mine = Lead.contact_phone.in_([person.phone] if person.phone else []) | (Lead.reported_by == person.id)
    return [_("欠薪线索 %(number)s 还没办完，请等办结", number=lead.number)
            for lead in Lead.select().where(mine, Lead.state.in_(OPEN)).order_by(Lead.id)]


def erase(person):
    """Cancel what is ahead, end the pathfinder, then erase."""
    ahead = Booking.select().where(Booking.resident == person.id, Booking.state == BOOKED,
                                   Booking.starts_at > utc_now()).order_by(Booking.adviser, Booking.id)
    for booking in list(ahead):
        _cancel(booking)
    Pathfinder.update(left_on=today()).where(
        Pathfinder.phone.in_([person.phone] if person.phone else []), Pathfinder.left_on.is_null()).execute()
    apply(HOLDINGS, person)


def _cancel(booking):
    guard_advisers(booking.adviser_id)
    workflow.apply("leave", booking, BY_CLOCK, sequence=booking.sequence + 1)
    unschedule(booking)
    tell(booking.adviser.person, booking, _("有预约取消了"))
    give_places(booking.locality, {booking.adviser_id})
