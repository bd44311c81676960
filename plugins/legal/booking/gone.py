"""Somebody died: nobody waits for them, and their places are free for others."""

from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.register.models import DIED
from linli.toolkit import workflow
from plugins.legal.booking.line import give_places
from plugins.legal.booking.lists import with_people
from plugins.legal.booking.models import BOOKED, LEFT, OPEN_WAITS, Booking, Wait
from plugins.legal.booking.reminding import unschedule
from plugins.legal.booking.services import guard_advisers, tell


def household_changed(scope, change):
    """With a death: cancel what the person has booked, in any village, tell the adviser, and take them out
    of every line (`change`: register.events.HouseholdChange).
    """
    if change.kind != DIED:
        return
    people = [person.id for person in change.people]
    Wait.update(state=LEFT).where(Wait.person.in_(people), Wait.state.in_(OPEN_WAITS)).execute()
    coming = list(with_people(Booking.select()).where(
        Booking.resident.in_(people), Booking.state == BOOKED, Booking.starts_at > utc_now()))
    guard_advisers(*(booking.adviser_id for booking in coming))
    for booking in coming:
        workflow.apply("gone", booking, scope, sequence=booking.sequence + 1)
        unschedule(booking)
        tell(booking.adviser.person, booking, _l("有预约取消了：预约的人过世了"))
        give_places(booking.locality, {booking.adviser_id})
