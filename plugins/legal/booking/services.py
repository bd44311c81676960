"""Booking, moving and cancelling, safe from any number of processes.

The order of locks is always the same: the resident, then the adviser. Both are guard rows; the
unique index on (adviser, start, seat) stands behind them.
"""

from datetime import timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import local, when_text
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.lists import with_people
from plugins.legal.booking.models import BOOKED, TRANSITIONS, Booking, Matter
from plugins.legal.booking.offers import (
    Refused,
    adviser_of,
    find_offer,
    not_offered,
    place_of,
    taken_by_another,
)
from plugins.legal.roster.services import timetable


def book(scope, key, kind, text, photo, nonce):
    """Book the slot `key` of `scope.locality` for the person of this scope; returns the Booking.

    Raises NotOffered, Taken, Refused (the person's limit), or once.AlreadyDone with the number
    of the booking that the same form made before.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            _guard_advisers(adviser_of(key))
            table, slot = find_offer(scope.locality, key)
            _refuse_too_many(scope.person, table.settings.open_bookings)
            booking = _take(scope, slot, table.rules)
            Matter.create(booking=booking, kind=kind, text=text, photo=photo)
            workflow.begin(booking, scope)
            _tell_both(booking, _l("预约成功"), _l("有新的预约"))
            once.keep(nonce, booking.number)
    except peewee.IntegrityError as error:
        raise taken_by_another() from error
    return booking


def move(scope, booking, key, nonce):
    """Move one's booking to another slot of its village, before the cut-off.

    Raises NotOffered, Taken, Refused (too late), LostRace (cancelled meanwhile), NotAllowed,
    once.AlreadyDone.
    """
    if booking.resident_id != scope.person.id:
        raise workflow.NotAllowed
    try:
        with transaction():
            guard(Person, booking.resident_id)
            booking = _as_it_is_now(booking)
            once.refuse_repeat(nonce)
            _guard_advisers(booking.adviser_id, adviser_of(key))
            table, slot = find_offer(booking.locality, key)
            _refuse_late(booking, table.settings)
            if (slot.adviser_id, slot.start_utc) == (booking.adviser_id, booking.starts_at):
                raise Refused(_l("这就是您现在的时间，请另选一个"))
            before, former = when_text(booking.starts_at), booking.adviser
            workflow.apply(TRANSITIONS, "move", booking, scope, note=before,
                           **place_of(slot, table.rules, besides=booking),
                           sequence=booking.sequence + 1)
            booking.adviser = table.advisers[slot.adviser_id]
            _tell_both(booking, _l("预约改了时间"), _l("有预约改了时间"))
            if former.id != slot.adviser_id:
                _tell(former.person, booking, _l("有预约改到别人那里了"))
            once.keep(nonce, booking.number)
    except peewee.IntegrityError as error:
        raise taken_by_another() from error


def cancel(scope, booking, reason):
    """Cancel with a reason: a resident until the cut-off, the adviser and the clerk until it starts.

    Raises Refused (too late) or LostRace (cancelled already).
    """
    with transaction():
        guard(Person, booking.resident_id)
        booking = _as_it_is_now(booking)
        if booking.resident_id == scope.person.id:
            _refuse_late(booking, timetable(booking.locality).settings)
        elif booking.starts_at <= utc_now():
            raise Refused(_l("这次咨询已经开始，不能再取消"))
        workflow.apply(TRANSITIONS, "cancel", booking, scope, note=reason,
                       sequence=booking.sequence + 1)
        _tell_both(booking, _l("预约取消了"), _l("有预约取消了"))


def can_change(booking, settings):
    """Whether the resident may still move or cancel: open, and before the cut-off."""
    return booking.state == BOOKED and _in_time(booking, settings)


def too_many(person, most):
    """Why this person may not book now, in a sentence, or "": they hold `most` open bookings."""
    held = Booking.select().where(Booking.resident == person.id, Booking.state == BOOKED,
                                  Booking.ends_at > utc_now()).count()
    words = _l("您已经有 %(count)d 个预约，先用完或取消一个再约", count=held)
    return words if held >= most else ""


def _as_it_is_now(booking):
    """The booking read again with the resident's guard held: a page may have been open for long."""
    return with_people(Booking.select()).where(Booking.id == booking.id).get()


def _take(scope, slot, rules):
    place = place_of(slot, rules)
    number = next_number("FL", local(slot.start_utc).year)
    return Booking.create(number=number, locality=scope.locality, resident=scope.person, **place)


def _guard_advisers(*adviser_ids):
    try:
        for adviser_id in sorted(set(adviser_ids)):
            guard(Adviser, adviser_id)
    except LostRace as error:
        raise not_offered() from error


def _refuse_too_many(person, most):
    if message := too_many(person, most):
        raise Refused(message)


def _refuse_late(booking, settings):
    if not _in_time(booking, settings):
        raise Refused(_l("离开始太近，网上改不了了，请打电话给村委"))


def _in_time(booking, settings):
    return utc_now() < booking.starts_at - timedelta(minutes=settings.cutoff_minutes)


def _tell_both(booking, to_resident, to_adviser):
    _tell(booking.resident, booking, to_resident)
    _tell(booking.adviser.person, booking, to_adviser)


def _tell(person, booking, title):
    notify(person, str(title), f"{when_text(booking.starts_at)} · {booking.place}",
           f"/{booking.locality_id}/legal/bookings/{booking.number}")
