"""The times that a village offers, read from its rosters, leave and settings."""

from dataclasses import dataclass

from linli.database import utc_now
from linli.modules.services import settings_of
from linli.people.models import Person
from plugins.legal.advisers.models import Adviser
from plugins.legal.module import module
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.roster.slots import Rules, find_slot, slots_between


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
