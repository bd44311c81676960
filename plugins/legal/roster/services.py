"""The times that a village offers, from rosters, leave and settings; and changes of rosters.

Every change of an adviser's hours holds the adviser's guard, as booking does.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction, utc_now
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Person, Post
from linli.toolkit import editing, once
from linli.toolkit.calendar import date_text, today
from plugins.legal.advisers.models import ROLE, Adviser
from plugins.legal.module import module
from plugins.legal.roster.duty import duty_days
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.roster.slots import Rules, find_slot, slots_between
from plugins.legal.roster.words import hours_text

CLASH_DAYS = timedelta(days=92)  # long enough for most fifth weekdays and 31sts to come round


class Clash(Exception):
    """The adviser is elsewhere in these hours: where and when, in a sentence for the clerk."""


@dataclass(frozen=True)
class Timetable:
    """What one village offers: its rules, its advisers {id: Adviser} with rosters and leave."""

    settings: object
    rules: Rules
    advisers: dict
    rosters: list
    absences: list

    @cached_property
    def shifts(self):
        """The rosters for the arithmetic of slots."""
        return [row.shift() for row in self.rosters]

    @cached_property
    def leaves(self):
        """The leave for the arithmetic of slots."""
        return [row.hours() for row in self.absences]

    def slots(self, now=None):
        """The slots within lead and horizon, whether free or not, by start."""
        return slots_between(self.shifts, self.leaves, self.rules, now or utc_now())

    def slot(self, adviser_id, start, now=None):
        """The slot of this adviser at this start (UTC), or None: past, forged, elsewhere, off."""
        return find_slot(self.shifts, self.leaves, self.rules, now or utc_now(), adviser_id, start)


def timetable(locality):
    """Read a village's timetable: settings, rosters of advisers who serve it, their leave.

    `advisers` are those with a roster here, `absences` of all who serve.
    """
    settings = settings_of(module, locality)
    rosters = list(Roster.select(Roster, Adviser, Person).join(Adviser).join(Person)
                   .where(Roster.locality == locality,
                          Roster.adviser.in_(Adviser.serving(locality).select(Adviser.id))))
    rules = Rules(settings.slot_minutes, settings.capacity, settings.buffer_minutes,
                  settings.lead_minutes, settings.horizon_days)
    return Timetable(settings, rules, {row.adviser_id: row.adviser for row in rosters}, rosters,
                     list(Leave.concerning(locality)))


def make_roster(roster, nonce):
    """Create a roster; raises Clash, or once.AlreadyDone with the first one's id."""
    with transaction():
        guard(Adviser, roster.adviser_id)
        once.refuse_repeat(nonce)
        _refuse_clash(roster)
        roster.save()
        once.keep(nonce, str(roster.id))


def change_roster(roster, version, columns, nonce):
    """Change the `version` of a roster that was read; bookings that were made stay as they are.

    Raises LostRace where somebody changed it since, Clash, or once.AlreadyDone.
    """
    with transaction():
        guard(Adviser, roster.adviser_id)
        once.refuse_repeat(nonce)
        editing.save(roster, version, **columns)
        _refuse_clash(roster)
        once.keep(nonce, str(roster.id))


def end_roster(roster, version, last_day):
    """The last day on which this roster is held; raises LostRace as `change_roster`."""
    with transaction():
        guard(Adviser, roster.adviser_id)
        editing.save(roster, version, last_day=last_day)


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
        Adviser.id == roster.adviser_id, Post.role == ROLE, Post.held_on(today()))
    return (Roster.select(Roster, Locality).join(Locality)
            .where(Roster.adviser == roster.adviser_id, Roster.id != (roster.id or 0),
                   Roster.locality.in_(served)))
