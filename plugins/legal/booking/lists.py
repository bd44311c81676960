"""Bookings as lists: to come, past, of a day, of the ledger. Each narrows a query that it is given."""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import to_utc
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, Booking


def with_people(query):
    """The same bookings, each with resident, adviser and place in one query."""
    resident, adviser_person = Person.alias(), Person.alias()
    return (query.select(Booking, resident, Adviser, adviser_person, Locality)
            .join(resident, on=(Booking.resident == resident.id), attr="resident")
            .switch(Booking).join(Adviser)
            .join(adviser_person, on=(Adviser.person == adviser_person.id), attr="person")
            .switch(Booking).join(Locality))


def coming(query):
    """Narrow a query over bookings to the open ones that are not over, the next first."""
    return (with_people(query).where(Booking.state == BOOKED, Booking.ends_at > utc_now())
            .order_by(Booking.starts_at, Booking.id))


def past(query):
    """Narrow a query over bookings to those that are over or cancelled, the latest first."""
    return (with_people(query).where((Booking.state != BOOKED) | (Booking.ends_at <= utc_now()))
            .order_by(Booking.starts_at.desc(), Booking.id.desc()))


def on_day(query, person, day):
    """This adviser's open bookings of one Shanghai day in all their villages, by start."""
    return list(with_people(query).where(
        Booking.of_adviser(person), Booking.state == BOOKED, *_between(day, day))
        .order_by(Booking.starts_at, Booking.seat))


def ledger(query, locality, state=None, adviser="", first=None, last=None):
    """The bookings of a place and all below it, the latest first, narrowed by what is given."""
    query = with_people(query).where(Locality.within(locality.path), *_between(first, last))
    if state:
        query = query.where(Booking.state == state)
    if adviser.isascii() and adviser.isdigit() and len(adviser) < 10:
        query = query.where(Booking.adviser == int(adviser))
    return query.order_by(Booking.starts_at.desc(), Booking.id.desc())


def advisers_below(locality):
    """The advisers who have bookings in a place or below it, by name."""
    return list(Adviser.select(Adviser, Person).join(Person).where(Adviser.id.in_(
        Booking.select(Booking.adviser).join(Locality).where(Locality.within(locality.path))))
        .order_by(Person.name))


def ahead_in(locality):
    """Query: open bookings that have not begun, in a place and below it."""
    return Booking.select().join(Locality).where(
        Locality.within(locality.path), Booking.state == BOOKED, Booking.starts_at > utc_now())


def open_matters(locality):
    """For whoever switches the module off: what is still to come here."""
    count = ahead_in(locality).count()
    return [_l("还有 %(count)d 个预约没到时间。关闭以后预约仍然算数，但网上看不到、也改不了，"
               "请先给村民打电话", count=count)] if count else []


def _between(first, last):
    """Conditions: from the first to the last Shanghai day, either of them open."""
    first_moment = first and to_utc(first, time.min)
    last_moment = last and to_utc(last + timedelta(days=1), time.min)
    return [condition for bound, condition in (
        (first_moment, Booking.starts_at >= first_moment),
        (last_moment, Booking.starts_at < last_moment)) if bound]
