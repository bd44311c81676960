"""Which meetings are due: a row for each, when its period begins.

A villagers' group and a village meet each month, by the village's meeting day; a township each
quarter, by its last day; a village reviews the year by 31 December (四会一访). Where the module comes on
after that day, the period is let be.
"""

import operator
from functools import reduce

from peewee import fn

from linli.database import transaction
from linli.localities.models import VILLAGE_KINDS, Locality
from linli.modules.services import pages_open, settings_of_each
from linli.toolkit.calendar import local
from linli.toolkit.figures.periods import MONTH, QUARTER, Period
from linli.toolkit.figures.periods import YEAR as TWELVE_MONTHS
from plugins.leaders.meetings.models import GROUP, TOWNSHIP, VILLAGE, YEAR, Meeting
from plugins.leaders.module import module

# What kind of place meets how, and in periods of how many months.
RHYTHMS = ((("villager_group",), GROUP, MONTH), (VILLAGE_KINDS, VILLAGE, MONTH),
           (("township",), TOWNSHIP, QUARTER), (VILLAGE_KINDS, YEAR, TWELVE_MONTHS))


def tick(now):
    """Do what is due at `now` (UTC), as `linli_clock` wants it: two queries where nothing is."""
    day = local(now).date()
    periods = [(places, kind, Period.around(day, months)) for places, kind, months in RHYTHMS]
    places = list(Locality.select().where(reduce(operator.or_, (_lacking(*each) for each in periods))))
    opens = pages_open(module.name) if places else None
    places = [place for place in places if opens(place)]
    if not places:
        return
    wanted = settings_of_each(module, places)
    rows = [_row(place, kind, period, wanted[place.code].meeting_day) for place in places
            for kinds, kind, period in periods if place.kind in kinds]
    rows = [row for row in rows if row["due_on"] >= day]
    if rows:
        with transaction():
            Meeting.insert_many(rows).on_conflict_ignore().execute()


def due_on(kind, period, meeting_day):
    """The last day of a meeting: of a monthly one the village's day, in a short month its last."""
    return period.first.replace(day=min(meeting_day, period.last.day)) if kind in (
        GROUP, VILLAGE) else period.last


def _row(place, kind, period, meeting_day):
    return {"locality": place, "kind": kind, "first_day": period.first,
            "due_on": due_on(kind, period, meeting_day)}


def _lacking(kinds, kind, period):
    known = Meeting.select(Meeting.id).where(
        Meeting.locality == Locality.code, Meeting.kind == kind, Meeting.first_day == period.first)
    return Locality.kind.in_(kinds) & ~fn.EXISTS(known)
