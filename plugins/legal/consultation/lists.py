"""Consultations as lists: an adviser's day, what waits to be recorded, what a client may read."""

from peewee import fn

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.lists import with_people
from plugins.legal.booking.models import BOOKED, Booking
from plugins.legal.consultation.models import Advice, Consultation, Opinion, Rating

LATELY = 20


def with_adviser(query):
    """The same consultations, each with its booking, adviser and place in one query."""
    return (query.select(Consultation, Booking, Adviser, Person, Locality)
            .join(Booking, "LEFT JOIN").switch(Consultation)
            .join(Adviser).join(Person).switch(Consultation).join(Locality))


def to_record(scope):
    """Query: one's own bookings as adviser whose time is over and of which nothing was said yet."""
    return (with_people(Booking.visible_to(scope))
            .where(Booking.of_adviser(scope.person), Booking.state == BOOKED,
                   Booking.ends_at <= utc_now()).order_by(Booking.starts_at))


def walk_ins(scope, day):
    """Query: what one entered as adviser without a booking, of one Shanghai day; with the `client`."""
    return (with_adviser(Consultation.visible_to(scope))
            .select_extend(fn.COALESCE(Advice.client, "").alias("client"))
            .switch(Consultation).join(Advice)
            .where(Person.id == scope.person.id, Consultation.booking.is_null(),
                   Consultation.day == day).order_by(Consultation.id))


def asked_of(scope):
    """Query: the opinions that one was asked for and has not written."""
    return (Opinion.visible_to(scope).select(Opinion, Consultation, Locality)
            .join(Consultation).join(Locality).switch(Opinion).join(Adviser)
            .where(Adviser.person == scope.person.id, Opinion.answered_at.is_null())
            .order_by(Opinion.asked_at))


def of_client(scope):
    """Query: the consultations that one came to, the latest first, each with its `stars` (0: not rated)."""
    query = with_adviser(Consultation.visible_to(scope))
    return (query.select_extend(fn.COALESCE(Rating.stars, 0).alias("stars")).switch(Consultation)
            .join(Rating, "LEFT JOIN").where(Booking.resident == scope.person.id)
            .order_by(Consultation.day.desc(), Consultation.id.desc()).limit(LATELY))
