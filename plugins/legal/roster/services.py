"""The times that a village offers, read from its rosters, leave and settings; and their changes.

Every change of an adviser's hours holds the adviser's guard, as booking does.
"""

from dataclasses import dataclass, replace
from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Person, Post
from linli.people.services import holders
from linli.toolkit import once
from linli.toolkit.calendar import local, to_utc, today
from linli.toolkit.notices import notify
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, Booking
from plugins.legal.module import module
from plugins.legal.roster.duty import duty_days
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.roster.slots import Rules, find_slot, slots_between, slots_on
from plugins.legal.roster.words import date_text, hours_text

CLASH_DAYS = timedelta(days=92)  # long enough for most fifth weekdays and 31sts to come round


class Clash(Exception):
    """The adviser is elsewhere in these hours: where and when, in a sentence for the clerk."""


@dataclass(frozen=True)
class Timetable:
    """What one village offers: its rules, its advisers {id: Adviser}, shifts and leave."""

    settings: object
    rules: Rules
    advisers: dict
    shifts: list
    leaves: list

    def slots(self, now=None):
        """The slots within lead and horizon, whether free or not, by start."""
        return slots_between(self.shifts, self.leaves, self.rules, now or utc_now())

    def slot(self, adviser_id, start, now=None):
        """The slot of this adviser at this start (UTC), or None: past, forged, elsewhere, off."""
        return find_slot(self.shifts, self.leaves, self.rules, now or utc_now(), adviser_id, start)


def timetable(locality):
    """Read a village's timetable: settings, rosters of advisers who serve it, their leave."""
    settings = settings_of(module, locality)
    rows = list(Roster.select(Roster, Adviser, Person).join(Adviser).join(Person)
                .where(Roster.locality == locality,
                       Roster.adviser.in_(Adviser.serving(locality).select(Adviser.id))))
    advisers = {row.adviser_id: row.adviser for row in rows}
    leaves = Leave.select().where(Leave.adviser.in_(list(advisers)))
    rules = Rules(settings.slot_minutes, settings.capacity, settings.buffer_minutes,
                  settings.lead_minutes, settings.horizon_days)
    return Timetable(settings, rules, advisers, [row.shift() for row in rows],
                     [leave.hours() for leave in leaves])


def save_roster(roster, nonce):
    """Create or change a roster; raises Clash, or once.AlreadyDone with the first one's id.

    Bookings that were made stay as they are.
    """
    with transaction():
        guard(Adviser, roster.adviser_id)
        once.refuse_repeat(nonce)
        _refuse_clash(roster)
        roster.save()
        once.keep(nonce, str(roster.id))


def end_roster(roster, last_day):
    """The last day on which this roster is held."""
    with transaction():
        guard(Adviser, roster.adviser_id)
        Roster.update(last_day=last_day).where(Roster.id == roster.id).execute()


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


def stands(table, booking):
    """Whether a booking is still within the hours of its adviser in the village of `table`."""
    start, end = local(booking.starts_at), local(booking.ends_at)
    length = (booking.ends_at - booking.starts_at) // timedelta(minutes=1)
    return any(slots_on(replace(shift, starts=start.time(), ends=end.time()), start.date(),
                        Rules(length), table.leaves)
               for shift in table.shifts if shift.adviser_id == booking.adviser_id
               and shift.starts <= start.time() and end.time() <= shift.ends)


def _refuse_clash(roster):
    """No two rosters of one adviser in the same hours, in whatever villages they serve."""
    mine, first = roster.shift(), max(roster.first_day, today())
    days = set(duty_days(mine, first, first + CLASH_DAYS))
    for other in _other_rosters(roster):
        if mine.starts < other.ends and other.starts < mine.ends:
            shared = days.intersection(duty_days(other.shift(), first, first + CLASH_DAYS))
            if shared:
                raise Clash(_l("%(day)s %(hours)s 已经排在%(village)s（%(place)s）了",
                               day=date_text(min(shared)), village=other.locality.short_name,
                               hours=hours_text(other.starts, other.ends), place=other.place))


def _other_rosters(roster):
    """The adviser's other rosters in the places that they serve today."""
    served = Post.select(Post.locality).join(Adviser, on=(Adviser.person == Post.person)).where(
        Adviser.id == roster.adviser_id, Post.role == "adviser", Post.held_on(today()))
    return (Roster.select(Roster, Locality).join(Locality)
            .where(Roster.adviser == roster.adviser_id, Roster.id != (roster.id or 0),
                   Roster.locality.in_(served)))


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
    count = sum(not stands(table, booking) for booking in bookings)
    for person in holders("village_staff", village) if count else ():
        notify(person, str(_l("顾问请假了")),
               str(_l("有 %(count)d 个预约要改，请给村民打电话", count=count)),
               f"/{village.code}/legal/advisers/to-ring")
