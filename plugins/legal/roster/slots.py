"""From shifts to the times that can be booked. Pure arithmetic: no database, no clock.

Hours of shifts and leave are Shanghai's; the moments that come out are UTC.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from linli.toolkit.calendar import local, to_utc
from plugins.legal.roster.duty import Shift, duty_days

_KEY = re.compile(r"([1-9][0-9]{0,8})-(2[0-9]{7}T[0-9]{4})")


@dataclass(frozen=True)
class Leave:
    """An adviser is away, first and last day included.

    With `starts` or `ends`, only those hours of each day (a missing one is the day's own edge);
    with `locality_code`, only from that village.
    """

    adviser_id: int
    first_day: date
    last_day: date
    starts: time | None = None
    ends: time | None = None
    locality_code: str | None = None


@dataclass(frozen=True)
class Rules:
    """A village's settings for booking.

    `buffer_minutes` stay free after each consultation, `lead_minutes` lie at least between a
    booking and its start, `horizon_days` after today is the last day to book; `capacity` is how
    many may book one slot.
    """

    slot_minutes: int = 30
    capacity: int = 1
    buffer_minutes: int = 0
    lead_minutes: int = 0
    horizon_days: int = 30

    def __post_init__(self):
        if self.slot_minutes < 1 or self.buffer_minutes < 0:
            raise ValueError("a slot lasts a minute at least, and no buffer is negative")


@dataclass(frozen=True)
class Slot:
    """A time with an adviser in a village, whether or not somebody has booked it."""

    adviser_id: int
    locality_code: str
    start_utc: datetime
    end_utc: datetime
    roster_id: int
    place_kind: str
    place: str

    @property
    def key(self) -> str:
        """`7-20261125T0930`: the adviser and the start in Shanghai, as a form sends it back."""
        return f"{self.adviser_id}-{local(self.start_utc):%Y%m%dT%H%M}"


def parse_key(text: str | None) -> tuple[int, datetime]:
    """The adviser's id and the start in UTC of a `Slot.key`; ValueError for anything else."""
    match = _KEY.fullmatch(text or "")
    if not match:
        raise ValueError("not the key of a slot")
    start = datetime.strptime(match[2], "%Y%m%dT%H%M")
    return int(match[1]), to_utc(start.date(), start.time())


def slots_on(shift: Shift, day: date, rules: Rules, leaves: Iterable[Leave]) -> list[Slot]:
    """The shift's slots on `day` less those that a leave touches; none on a day without duty."""
    if not duty_days(shift, day, day):
        return []
    mine = [leave for leave in leaves if _concerns(leave, shift, day)]
    return [slot for slot in _cut(shift, day, rules) if not _is_away(slot, day, mine)]


def slots_between(
    shifts: Iterable[Shift], leaves: Iterable[Leave], rules: Rules, now_utc: datetime
) -> list[Slot]:
    """What the rules let somebody book now, from lead to horizon, by start and then adviser.

    Two shifts of one adviser that meet in the same minute of the same village give one slot.
    """
    today = local(now_utc).date()
    last = today + timedelta(days=rules.horizon_days)
    return _bookable(shifts, list(leaves), rules, now_utc, today, last)


def find_slot(
    shifts: Iterable[Shift],
    leaves: Iterable[Leave],
    rules: Rules,
    now_utc: datetime,
    adviser_id: int,
    start_utc: datetime,
) -> Slot | None:
    """The slot of `slots_between` that a form asks for, or None; reckons that one day alone.

    Give it the shifts of one village: a key does not say in which village it is.
    """
    today, day = local(now_utc).date(), local(start_utc).date()
    if (day - today).days > rules.horizon_days:
        return None
    theirs = [shift for shift in shifts if shift.adviser_id == adviser_id]
    slots = _bookable(theirs, list(leaves), rules, now_utc, day, day)
    return next((slot for slot in slots if slot.start_utc == start_utc), None)


def overlap(
    a_start: datetime, a_end: datetime, b_start: datetime, b_end: datetime, buffer: int = 0
) -> bool:
    """Whether two consultations clash, or leave less than `buffer` minutes between them."""
    free = timedelta(minutes=buffer)
    return a_start < b_end + free and b_start < a_end + free


def _concerns(leave: Leave, shift: Shift, day: date) -> bool:
    return (
        leave.adviser_id == shift.adviser_id
        and leave.locality_code in (None, shift.locality_code)
        and leave.first_day <= day <= leave.last_day
    )


def _is_away(slot: Slot, day: date, leaves: list[Leave]) -> bool:
    return any(overlap(slot.start_utc, slot.end_utc, *_hours(leave, day)) for leave in leaves)


def _hours(leave: Leave, day: date) -> tuple[datetime, datetime]:
    return to_utc(day, leave.starts or time.min), to_utc(day, leave.ends or time.max)


def _cut(shift: Shift, day: date, rules: Rules) -> Iterable[Slot]:
    """The shift's hours of one day in slots; what is left at the end is too short for one."""
    length = timedelta(minutes=rules.slot_minutes)
    start = to_utc(day, shift.starts)
    closing = to_utc(day, shift.ends)
    while start + length <= closing:
        yield Slot(
            adviser_id=shift.adviser_id,
            locality_code=shift.locality_code,
            start_utc=start,
            end_utc=start + length,
            roster_id=shift.roster_id,
            place_kind=shift.place_kind,
            place=shift.place,
        )
        start += length + timedelta(minutes=rules.buffer_minutes)


def _bookable(
    shifts: Iterable[Shift],
    leaves: list[Leave],
    rules: Rules,
    now_utc: datetime,
    first: date,
    last: date,
) -> list[Slot]:
    earliest = now_utc + timedelta(minutes=rules.lead_minutes)
    found = {}
    for shift in shifts:
        for day in duty_days(shift, first, last):
            for slot in slots_on(shift, day, rules, leaves):
                if slot.start_utc >= earliest:
                    where = (slot.start_utc, slot.adviser_id, slot.locality_code)
                    found.setdefault(where, slot)
    return [found[where] for where in sorted(found)]
