"""Booking and cancelling, safe from any number of processes; `moving` has the rest.

The order of locks is always the same: the resident, then the adviser. Both are guard rows; the
unique index on (adviser, start, seat) stands behind them.
"""

from datetime import date, timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.languages import said
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import local, today, when_text
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import Refused
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.line import give_places, settle
from plugins.legal.booking.lists import with_people
from plugins.legal.booking.models import BOOKED, OPEN_WAITS, Booking, Matter, Wait
from plugins.legal.booking.offers import (
    adviser_of,
    find_offer,
    not_offered,
    place_of,
    taken_by_another,
)
from plugins.legal.booking.reminding import schedule, unschedule
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
            guard_advisers(adviser_of(key))
            table, slot = find_offer(scope.locality, key)
            _refuse_too_many(scope.person, table.settings.open_bookings,
                             local(slot.start_utc).date())
            booking = _take(scope, slot, table.rules)
            Matter.create(booking=booking, kind=kind, text=text, photo=photo)
            workflow.begin(booking, scope)
            schedule(booking)
            settle(booking)
            tell_both(booking, _l("预约成功"), _l("有新的预约"))
            once.keep(nonce, booking.number)
    except peewee.IntegrityError as error:
        raise taken_by_another() from error
    return booking


def cancel(scope, booking, reason):
    """Cancel with a reason: a resident until the cut-off, the adviser and the clerk until it starts.

    Raises Refused (too late), LostRace (cancelled already), or NotAllowed (it is another
    adviser's by now).
    """
    with transaction():
        guard(Person, booking.resident_id)
        booking = as_it_is_now(booking)
        guard_advisers(booking.adviser_id)
        if booking.resident_id == scope.person.id:
            refuse_late(booking, timetable(booking.locality).settings)
        elif not (booking.adviser.person_id == scope.person.id
                  or scope.can("legal.manage", booking.locality)):
            raise workflow.NotAllowed
        elif booking.starts_at <= utc_now():
            raise Refused(_l("这次咨询已经开始，不能再取消"))
        workflow.apply("cancel", booking, scope, note=reason,
                       sequence=booking.sequence + 1)
        unschedule(booking)
        tell_both(booking, _l("预约取消了"), _l("有预约取消了"))
        give_places(booking.locality, {booking.adviser_id})


def can_change(booking, settings):
    """Whether the resident may still move or cancel: open, and before the cut-off."""
    return booking.state == BOOKED and _in_time(booking, settings)


def too_many(person, most, day=None):
    """Why this person may have no more, in a sentence, or "": `most` open bookings and places in
    lines they may hold together. The line for `day` is not counted: whoever books there leaves it.
    """
    booked = Booking.select().where(Booking.resident == person.id, Booking.state == BOOKED,
                                    Booking.ends_at > utc_now()).count()
    waits = Wait.select().where(Wait.person == person.id, Wait.state.in_(OPEN_WAITS),
                                Wait.day >= today(), Wait.day != (day or date.min)).count()
    words = (_l("您已经有 %(booked)d 个预约、%(waits)d 个排队，先用完或取消一个", booked=booked, waits=waits)
             if waits else _l("您已经有 %(booked)d 个预约，先用完或取消一个再约", booked=booked))
    return words if booked + waits >= most else ""


def days_between(asked, start):
    """The Shanghai days between two moments (UTC): how long somebody waits."""
    return (local(start).date() - local(asked).date()).days


def as_it_is_now(booking):
    """The booking read again with the resident's guard held: a page may have been open for long."""
    return with_people(Booking.select()).where(Booking.id == booking.id).get()


def _take(scope, slot, rules):
    place = place_of(slot, rules, scope.person)
    number = next_number("FL", local(slot.start_utc).year)
    return Booking.create(number=number, locality=scope.locality, resident=scope.person,
                          waited_days=days_between(utc_now(), slot.start_utc), **place)


def guard_advisers(*adviser_ids):
    """Hold these advisers' guards, always in the same order; raises NotOffered where one is gone."""
    try:
        for adviser_id in sorted(set(adviser_ids)):
            guard(Adviser, adviser_id)
    except LostRace as error:
        raise not_offered() from error


def _refuse_too_many(person, most, day):
    if message := too_many(person, most, day):
        raise Refused(message)


def refuse_late(booking, settings):
    """Raise Refused where the cut-off for the resident's own changes is over."""
    if not _in_time(booking, settings):
        raise Refused(_l("离开始太近，网上改不了了，请打电话给村委"))


def _in_time(booking, settings):
    return utc_now() < booking.starts_at - timedelta(minutes=settings.cutoff_minutes)


def tell_both(booking, to_resident, to_adviser):
    """Put a notice with the booking's time and place into both inboxes."""
    tell(booking.resident, booking, to_resident)
    tell(booking.adviser.person, booking, to_adviser)


def tell(person, booking, title):
    """Put a notice with the booking's time and place into one inbox."""
    when = said(when_text, booking.starts_at)
    notify(person, title, _l("%(when)s · %(place)s", when=when, place=booking.place),
           f"/{booking.locality_id}/legal/bookings/{booking.number}", errand="legal")
