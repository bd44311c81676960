"""Joining and leaving the line for a full day. What the clock does to it stands in `clock`."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit import workflow
from linli.toolkit.calendar import local
from linli.toolkit.refusals import Refused
from plugins.legal.booking.models import BOOKED, LEFT, OPEN_WAITS, WAITING, Booking, Wait
from plugins.legal.booking.offers import offers
from plugins.legal.booking.services import too_many


def join(scope, day, adviser=""):
    """Line up for a full `day` of `scope.locality`, for one adviser (an id as text) or for anyone.

    Whoever lines up already keeps their place: a second tap gives the same Wait. Raises Refused
    where the day is not offered or not full, the person has a booking on it, or too many.
    """
    with transaction():
        guard(Person, scope.person.id)
        mine = Wait.get_or_none(Wait.person == scope.person.id, Wait.locality == scope.locality,
                                Wait.day == day, Wait.state.in_(OPEN_WAITS))
        if mine is None:
            _refuse_needless(scope, day, adviser)
            mine = Wait.create(locality=scope.locality, person=scope.person, day=day,
                               wish=int(adviser) if adviser else None)
            workflow.begin(mine, scope)
    return mine


def leave(wait):
    """Leave the line, or give back the place that was offered; raises LostRace where it is over.

    The place goes to the next with the next round of the clock.
    """
    with transaction():
        guard(Person, wait.person_id)
        if not Wait.update(state=LEFT).where(
                Wait.id == wait.id, Wait.state.in_(OPEN_WAITS)).execute():
            raise LostRace


def per_day(locality):
    """[(day, how many wait for it)] in a village, for its clerk."""
    return list(Wait.select(Wait.day, peewee.fn.COUNT(Wait.id)).where(
        Wait.state == WAITING, Wait.locality == locality)
        .group_by(Wait.day).order_by(Wait.day).tuples())


def open_matters(locality):
    """For whoever switches the module off: how many wait in a place and below it; one query."""
    count = Wait.select().join(Locality).where(
        Wait.state.in_(OPEN_WAITS), Locality.within(locality.path)).count()
    return [_l("还有 %(count)d 个人在排队等空位。关闭以后位次留着，但不再给他们分空位",
               count=count)] if count else []


def _refuse_needless(scope, day, adviser):
    table, found = offers(scope.locality, person=scope.person)
    asked = [offer for offer in found if local(offer.slot.start_utc).date() == day
             and adviser in ("", str(offer.adviser.id))]
    if not asked:
        raise Refused(_l("这一天不能预约，请另选一天"))
    if any(offer.free for offer in asked):
        raise Refused(_l("这一天还有空位，不用排队，直接约就行"))
    booked = Booking.select(Booking.starts_at).where(
        Booking.resident == scope.person.id, Booking.locality == scope.locality,
        Booking.state == BOOKED)
    if any(local(row.starts_at).date() == day for row in booked):
        raise Refused(_l("您这一天已经约好了，不用再排队"))
    if message := too_many(scope.person, table.settings.open_bookings, day):
        raise Refused(message)
