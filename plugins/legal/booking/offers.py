"""What is free: the slots of a village's timetable against what is booked, in every village."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.modules.services import settings_of
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, Booking
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
        raise not_offered()
    return table, slot


def place_of(slot, rules, besides=None):
    """The fields that put a booking into a free seat of this slot; raises Taken."""
    rows = _open_bookings([slot.adviser_id], [slot], rules, besides).get(slot.adviser_id, ())
    if not _free_places(slot, rows, rules):
        raise taken_by_another()
    seats = {row.seat for row in rows if row.starts_at == slot.start_utc}
    return {"adviser": slot.adviser_id, "starts_at": slot.start_utc, "ends_at": slot.end_utc,
            "seat": min(set(range(1, rules.capacity + 1)) - seats),
            "place_kind": slot.place_kind, "place": slot.place}


def adviser_of(key):
    """The adviser's id in a slot's key; raises NotOffered for anything odd."""
    return _parsed(key)[0]


def not_offered():
    """The refusal of a time that nobody offers here."""
    return NotOffered(_l("这个时间现在不能预约，请另选一个"))


def taken_by_another():
    """The refusal of a place that is gone."""
    return Taken(_l("慢了一步，这个时间刚被约走了，请另选一个"))


def _parsed(key):
    try:
        return parse_key(key)
    except ValueError as error:
        raise not_offered() from error


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
