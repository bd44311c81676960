"""Advisers who are away, for days or for good, and the bookings that this leaves uncovered.

Every change of an adviser's hours holds the adviser's guard, as booking does.
"""

from dataclasses import replace
from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.people.models import Post
from linli.people.services import end_post, holders
from linli.toolkit import once
from linli.toolkit.calendar import local, to_utc, today
from linli.toolkit.notices import notify
from plugins.legal.advisers.models import Adviser
from plugins.legal.advisers.services import posts
from plugins.legal.booking.lists import coming_in
from plugins.legal.booking.models import BOOKED, Booking
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.roster.services import timetable
from plugins.legal.roster.slots import Rules, slots_on


def save_leave(leave, here, nonce):
    """Create a leave that was entered in the village `here`; raises once.AlreadyDone.

    The committees of other villages, whose bookings fall into it, are told.
    """
    with transaction():
        guard(Adviser, leave.adviser_id)
        once.refuse_repeat(nonce)
        leave.save()
        if leave.locality_id is None:
            _tell_other_villages(leave, here)
        once.keep(nonce, str(leave.id))


def end_leave(leave):
    """The adviser is back from today on; raises LostRace where the leave is gone or over."""
    with transaction():
        guard(Adviser, leave.adviser_id)
        still = (Leave.id == leave.id) & (Leave.last_day >= today())
        if not (Leave.delete().where(still, Leave.first_day >= today()).execute()
                or Leave.update(last_day=today() - timedelta(days=1)).where(still).execute()):
            raise LostRace


def stop(scope, adviser):
    """Today is the adviser's last day in the village of this scope; bookings that were made stay valid.

    Raises LostRace where their service has an end already.
    """
    with transaction():
        guard(Adviser, adviser.id)
        for post in posts(scope.locality).where(Post.person == adviser.person_id):
            end_post(post, today(), scope)
        Roster.update(last_day=today()).where(
            Roster.adviser == adviser.id, Roster.locality == scope.locality,
            Roster.last_day.is_null() | (Roster.last_day > today())).execute()


def to_ring(scope, table=None):
    """The bookings to come (booking.lists.coming_in) that no roster covers any more: their people are rung.

    `table` is the timetable of the place, for whoever has read it already.
    """
    table = table or timetable(scope.locality)
    return [booking for booking in coming_in(scope) if not _stands(table, booking)]


def _stands(table, booking):
    """Whether a booking is still within the hours of its adviser in the village of `table`."""
    start, end = local(booking.starts_at), local(booking.ends_at)
    length = (booking.ends_at - booking.starts_at) // timedelta(minutes=1)
    return any(slots_on(replace(shift, starts=start.time(), ends=end.time()), start.date(),
                        Rules(length), table.leaves)
               for shift in table.shifts if shift.adviser_id == booking.adviser_id
               and shift.starts <= start.time() and end.time() <= shift.ends)


def _tell_other_villages(leave, here):
    until = to_utc(leave.last_day + timedelta(days=1), time.min)
    villages = {}
    for booking in Booking.select(Booking, Locality).join(Locality).where(
            Booking.adviser == leave.adviser_id, Booking.state == BOOKED,
            Booking.locality != here, Booking.starts_at.between(utc_now(), until)):
        villages.setdefault(booking.locality, []).append(booking)
    for village, bookings in villages.items():
        _tell_committee(village, bookings)


def _tell_committee(village, bookings):
    table = timetable(village)
    count = sum(not _stands(table, booking) for booking in bookings)
    for person in holders("village_staff", village) if count else ():
        notify(person, _l("顾问请假了"),
               _l("有 %(count)d 个预约要改，请给村民打电话", count=count),
               f"/{village.code}/legal/advisers/to-ring")
