"""What stands in the way of booking a slot: what is booked or held for somebody, in every village,
and those who wait for the day.
"""

from dataclasses import dataclass
from datetime import timedelta

from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.toolkit.calendar import local
from plugins.legal.booking.models import BOOKED, OFFERED, WAITING, Booking, Wait
from plugins.legal.module import module
from plugins.legal.roster.slots import Rules, overlap

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Claims:
    """The claims on some slots of one village, as they look to one reader.

    `rows` are bookings and held places by adviser, of any village, each with its
    `buffer_minutes`; `line` are those who wait here, the first in front; `own` are the places
    held for the reader.
    """

    rules: Rules
    rows: dict
    line: list
    own: list

    def free(self, slot):
        """How many more fit, whoever waits: none where another consultation is too near."""
        near = [row for row in self.rows.get(slot.adviser_id, ()) if overlap(
            row.starts_at, row.ends_at, slot.start_utc, slot.end_utc, row.buffer_minutes)]
        shared = [row for row in near if row.starts_at == slot.start_utc
                  and row.ends_at == slot.end_utc and row.locality_id == slot.locality_code]
        return max(self.rules.capacity - len(shared), 0) if len(shared) == len(near) else 0

    def bookable(self, slot):
        """How many the reader may book: what is free belongs to whoever waits for it, and a held
        place to the one it is held for.
        """
        awaited = any(wait.wants(slot) for wait in self.line)
        mine = any(held.is_for(slot) for held in self.own)
        return self.free(slot) if mine or not awaited else 0

    def place(self, slot):
        """The fields that put a booking, or a hold, into the lowest free seat of this slot."""
        seats = {row.seat for row in self.rows.get(slot.adviser_id, ())
                 if row.starts_at == slot.start_utc}
        return {"adviser": slot.adviser_id, "starts_at": slot.start_utc, "ends_at": slot.end_utc,
                "seat": min(set(range(1, self.rules.capacity + 1)) - seats)}

    def hold(self, slot):
        """Count one more place of this slot as held; returns its fields (see place)."""
        place = self.place(slot)
        held = Wait(locality=slot.locality_code, **place)
        held.buffer_minutes = self.rules.buffer_minutes
        self.rows.setdefault(slot.adviser_id, []).append(held)
        return place


def claims_on(slots, rules, besides=None, person=None):
    """Read the claims on these slots of one village (by start), as they look to `person`.

    `besides` is a booking about to be moved, which does not stand in its own way; nor do the
    places that are held for `person`.
    """
    if not slots:
        return Claims(rules, {}, [], [])
    here = slots[0].locality_code
    waits = _waits(slots)
    holds = [row for row in waits if row.state == OFFERED]
    own = [row for row in holds if person is not None and row.person_id == person.id]
    bookings = [row for row in _bookings(slots) if besides is None or row.id != besides.id]
    others = [row for row in holds if row not in own]
    return Claims(rules, _by_adviser([*bookings, *others], here, rules),
                  [row for row in waits if row.state == WAITING and row.locality_id == here], own)


def _bookings(slots):
    """The open bookings of any village in the days of these slots."""
    return Booking.select(Booking, Locality).join(Locality).where(
        Booking.adviser.in_({slot.adviser_id for slot in slots}), Booking.state == BOOKED,
        Booking.starts_at.between(slots[0].start_utc - DAY, slots[-1].end_utc + DAY))


def _waits(slots):
    """The places of these advisers that are held, in any village, and the line of this one."""
    first, last = local(slots[0].start_utc).date(), local(slots[-1].start_utc).date()
    return list(Wait.select(Wait, Locality).join(Locality).where(
        ((Wait.state == OFFERED) & Wait.adviser.in_({slot.adviser_id for slot in slots}))
        | ((Wait.state == WAITING) & (Wait.locality == slots[0].locality_code)),
        Wait.day.between(first - DAY, last + DAY)).order_by(Wait.id))


def _by_adviser(rows, here, rules):
    """The rows of each adviser; a row's `buffer_minutes` is the larger of this village's and its own."""
    found, buffers = {}, {here: rules.buffer_minutes}
    for row in rows:
        if row.locality_id not in buffers:
            buffers[row.locality_id] = settings_of(module, row.locality).buffer_minutes
        row.buffer_minutes = max(rules.buffer_minutes, buffers[row.locality_id])
        found.setdefault(row.adviser_id, []).append(row)
    return found
