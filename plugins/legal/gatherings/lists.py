"""Talks and meetings as lists. Each narrows a query that it is given."""

import peewee

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.figures.periods import QUARTER, Period
from plugins.legal.advisers.models import Adviser
from plugins.legal.gatherings.models import CANCELLED, PLANNED, TALK, Gathering


def with_adviser(query):
    """The same gatherings, each with its place and its adviser, if any, in one query."""
    return (query.select(Gathering, Locality, Adviser, Person).join(Locality)
            .switch(Gathering).join(Adviser, peewee.JOIN.LEFT_OUTER)
            .join(Person, peewee.JOIN.LEFT_OUTER, on=(Adviser.person == Person.id)))


def coming_talks(query, locality):
    """The talks planned in this village from today on, the next first; a handful."""
    return (query.where(Gathering.locality == locality, Gathering.kind == TALK,
                        Gathering.state == PLANNED, Gathering.day >= today())
            .order_by(Gathering.day, Gathering.starts.asc(nulls="LAST"), Gathering.id).limit(6))


def register(query, locality, kind="", state=""):
    """The gatherings of one village, the latest first; `state` is one of STATES."""
    query = query.where(Gathering.locality == locality)
    if kind:
        query = query.where(Gathering.kind == kind)
    if state:
        query = query.where(Gathering.shown_state() == state)
    return query.order_by(Gathering.day.desc(), Gathering.starts.desc(nulls="LAST"),
                          Gathering.id.desc())


def open_or_this_quarter(query):
    """What the todo is made of, with its place: what has to be recorded, and this quarter's talks."""
    quarter = Period.around(today(), QUARTER)
    this_quarter = ((Gathering.kind == TALK) & (Gathering.state != CANCELLED)
                    & Gathering.day.between(quarter.first, quarter.last))
    return (query.select(Gathering, Locality).join(Locality)
            .where(Gathering.unrecorded() | this_quarter)
            .order_by(Gathering.day, Gathering.id))
