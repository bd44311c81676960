"""Bookings as lists: to come, past, of a day. Each narrows a query that it is given."""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import to_utc
from linli.toolkit.workflow import history_of
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, CANCELLED, Booking


def with_people(query):
    """The same bookings, each with resident, adviser and place in one query."""
    resident, adviser_person = Person.alias(), Person.alias()
    return (query.select(Booking, resident, Adviser, adviser_person, Locality)
            .join(resident, on=(Booking.resident == resident.id), attr="resident")
            .switch(Booking).join(Adviser)
            .join(adviser_person, on=(Adviser.person == adviser_person.id), attr="person")
            .switch(Booking).join(Locality))


def passed_on_by(booking):
    """The ids of the advisers who passed this booking on: a conflict of interest does not end."""
    people = [line.person_id for line in history_of(booking) if line.name == "pass_on"]
    return {row.id for row in Adviser.select(Adviser.id).where(Adviser.person.in_(people))}


def coming(query):
    """Narrow a query over bookings to the open ones that are not over, the next first."""
    return (with_people(query).where(Booking.state == BOOKED, Booking.ends_at > utc_now())
            .order_by(Booking.starts_at, Booking.id))


def coming_in(scope):
    """Query: the open bookings of `scope.locality` that are not over, the next first."""
    return coming(Booking.visible_to(scope)).where(Booking.locality == scope.locality)


def past(query):
    """Narrow a query over bookings to those that are over or cancelled, the latest first."""
    return (with_people(query).where((Booking.state != BOOKED) | (Booking.ends_at <= utc_now()))
            .order_by(Booking.starts_at.desc(), Booking.id.desc()))


def on_day(query, person, day):
    """This adviser's bookings of one Shanghai day in all their villages, by start; none cancelled."""
    return list(with_people(query).where(
        Booking.of_adviser(person), Booking.state != CANCELLED,
        Booking.starts_at >= to_utc(day, time.min),
        Booking.starts_at < to_utc(day + timedelta(days=1), time.min))
        .order_by(Booking.starts_at, Booking.seat))


def open_in(locality):
    """Query: open bookings that are not over, in a place and below it."""
    return Booking.select().join(Locality).where(
        Locality.within(locality.path), Booking.state == BOOKED, Booking.ends_at > utc_now())


def open_matters(locality):
    """For whoever switches the module off: how many bookings are still to come; one query."""
    count = open_in(locality).count()
    return [_l("还有 %(count)d 个预约没到时间。关闭以后预约仍然算数，也照常提醒，"
               "但网上看不到、也改不了，请先给村民打电话", count=count)] if count else []
