"""Booking, moving and cancelling, safe from any number of processes.

The order of locks is always the same: the resident, then the adviser. Both are guard rows; the
unique index on (adviser, start, seat) stands behind them.
"""

from dataclasses import dataclass
from datetime import time, timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import local, to_utc, when_text
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, TRANSITIONS, Booking, Matter
from plugins.legal.module import module
from plugins.legal.roster.services import timetable
from plugins.legal.roster.slots import overlap, parse_key


class Refused(Exception):
    """The rule that stands against it, in a sentence for the reader."""


class NotOffered(Refused):
    """No roster offers this time here: forged, past, too soon, too far, another village's."""


class Taken(Refused):
    """Somebody else was quicker. Pages answer 409 and show what is free now."""


@dataclass(frozen=True)
class Offer:
    """A slot as residents see it: how many places are free."""

    slot: object
    adviser: Adviser
    free: int


def offers(locality, now=None, besides=None):
    """All slots of a village within lead and horizon, with their free places.

    `besides` is a booking about to be moved, which does not stand in its own way.
    """
    table = timetable(locality)
    slots = table.slots(now)
    taken = _open_bookings(table.advisers, slots, table.rules, besides)
    return table, [Offer(slot, table.advisers[slot.adviser_id],
                         _free_places(slot, taken.get(slot.adviser_id, ()), table.rules))
                   for slot in slots]


def find_offer(locality, key, now=None):
    """The slot with this key in this village; raises NotOffered."""
    adviser_id, start = _parsed(key)
    table = timetable(locality)
    slot = table.slot(adviser_id, start, now)
    if not slot:
        raise _not_offered()
    return table, slot


def book(scope, key, kind, text, photo, nonce):
    """Book the slot `key` of `scope.locality` for the person of this scope; returns the Booking.

    Raises NotOffered, Taken, Refused (the person's limit), or once.AlreadyDone with the number
    of the booking that the same form made before.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            _guard_advisers(_adviser_of(key))
            table, slot = find_offer(scope.locality, key)
            _refuse_too_many(scope.person, table.settings.open_bookings)
            booking = _take(scope, slot, table.rules)
            Matter.create(booking=booking, kind=kind, text=text, photo=photo)
            workflow.begin(booking, scope)
            _tell_both(booking, _l("预约成功"), _l("有新的预约"))
            once.keep(nonce, booking.number)
    except peewee.IntegrityError as error:
        raise _taken() from error
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
            once.refuse_repeat(nonce)
            _guard_advisers(booking.adviser_id, _adviser_of(key))
            table, slot = find_offer(booking.locality, key)
            _refuse_late(booking, table.settings)
            if (slot.adviser_id, slot.start_utc) == (booking.adviser_id, booking.starts_at):
                raise Refused(_l("这就是您现在的时间，请另选一个"))
            before, former = when_text(booking.starts_at), booking.adviser
            workflow.apply(TRANSITIONS, "move", booking, scope, note=before,
                           **_place_of(slot, table.rules, besides=booking),
                           sequence=booking.sequence + 1)
            booking.adviser = table.advisers[slot.adviser_id]
            _tell_both(booking, _l("预约改了时间"), _l("有预约改了时间"))
            if former.id != slot.adviser_id:
                _tell(former.person, booking, _l("有预约改到别人那里了"))
            once.keep(nonce, booking.number)
    except peewee.IntegrityError as error:
        raise _taken() from error


def cancel(scope, booking, reason):
    """Cancel with a reason: a resident until the cut-off, the adviser and the clerk until it starts.

    Raises Refused (too late) or LostRace (cancelled already).
    """
    with transaction():
        guard(Person, booking.resident_id)
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


def past(query):
    """Narrow a query over bookings to those that are over or cancelled, the latest first."""
    return (with_people(query).where((Booking.state != BOOKED) | (Booking.ends_at <= utc_now()))
            .order_by(Booking.starts_at.desc(), Booking.id.desc()))


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


def _take(scope, slot, rules):
    place = _place_of(slot, rules)
    number = next_number("FL", local(slot.start_utc).year)
    return Booking.create(number=number, locality=scope.locality, resident=scope.person, **place)


def _place_of(slot, rules, besides=None):
    """The fields that put a booking into a free seat of this slot; raises Taken."""
    rows = _open_bookings([slot.adviser_id], [slot], rules, besides).get(slot.adviser_id, ())
    if not _free_places(slot, rows, rules):
        raise _taken()
    seats = {row.seat for row in rows if row.starts_at == slot.start_utc}
    return {"adviser": slot.adviser_id, "starts_at": slot.start_utc, "ends_at": slot.end_utc,
            "seat": min(set(range(1, rules.capacity + 1)) - seats),
            "place_kind": slot.place_kind, "place": slot.place}


def _free_places(slot, rows, rules):
    """How many more fit: none where another consultation of this adviser is too near."""
    near = [row for row in rows if overlap(
        row.starts_at, row.ends_at, slot.start_utc, slot.end_utc, row.buffer_minutes)]
    shared = [row for row in near if row.starts_at == slot.start_utc
              and row.ends_at == slot.end_utc and row.locality_id == slot.locality_code]
    return max(rules.capacity - len(shared), 0) if len(shared) == len(near) else 0


def _open_bookings(advisers, slots, rules, besides):
    """{adviser id: open bookings of any village} in the days of these slots.

    Each row gets its `buffer_minutes`: the larger of this village's and its own.
    """
    if not slots:
        return {}
    day, taken, buffers = timedelta(days=1), {}, {slots[0].locality_code: rules.buffer_minutes}
    query = Booking.select(Booking, Locality).join(Locality).where(
        Booking.adviser.in_(list(advisers)), Booking.state == BOOKED,
        Booking.starts_at.between(slots[0].start_utc - day, slots[-1].end_utc + day))
    for row in query:
        if row.locality_id not in buffers:
            buffers[row.locality_id] = settings_of(module, row.locality).buffer_minutes
        row.buffer_minutes = max(rules.buffer_minutes, buffers[row.locality_id])
        if besides is None or row.id != besides.id:
            taken.setdefault(row.adviser_id, []).append(row)
    return taken


def _guard_advisers(*adviser_ids):
    try:
        for adviser_id in sorted(set(adviser_ids)):
            guard(Adviser, adviser_id)
    except LostRace as error:
        raise _not_offered() from error


def _adviser_of(key):
    return _parsed(key)[0]


def _parsed(key):
    try:
        return parse_key(key)
    except ValueError as error:
        raise _not_offered() from error


def _not_offered():
    return NotOffered(_l("这个时间现在不能预约，请另选一个"))


def _refuse_too_many(person, most):
    if message := too_many(person, most):
        raise Refused(message)


def _refuse_late(booking, settings):
    if not _in_time(booking, settings):
        raise Refused(_l("离开始太近，网上改不了了，请打电话给村委"))


def _in_time(booking, settings):
    return utc_now() < booking.starts_at - timedelta(minutes=settings.cutoff_minutes)


def _taken():
    return Taken(_l("慢了一步，这个时间刚被约走了，请另选一个"))


def _between(first, last):
    """Conditions: from the first to the last Shanghai day, either of them open."""
    first_moment = first and to_utc(first, time.min)
    last_moment = last and to_utc(last + timedelta(days=1), time.min)
    return [condition for bound, condition in (
        (first_moment, Booking.starts_at >= first_moment),
        (last_moment, Booking.starts_at < last_moment)) if bound]


def _tell_both(booking, to_resident, to_adviser):
    _tell(booking.resident, booking, to_resident)
    _tell(booking.adviser.person, booking, to_adviser)


def _tell(person, booking, title):
    notify(person, str(title), f"{when_text(booking.starts_at)} · {booking.place}",
           f"/{booking.locality_id}/legal/bookings/{booking.number}")
