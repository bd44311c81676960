"""Which days an adviser is on duty: patterns, shifts, and what a public holiday does to them.

Days and times are Shanghai's, as the clerk wrote them. Pure arithmetic: no database, no clock.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from linli.toolkit.calendar import is_public_holiday, is_working_day, next_working_day

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_NEEDS = {
    "weekly": ("weekday",),
    "fortnightly": ("weekday", "anchor"),
    "nth_weekday": ("weekday", "nth"),
    "month_day": ("month_day",),
    "once": ("anchor",),
}


@dataclass(frozen=True)
class Pattern:
    """Which days a duty falls on; ValueError where its kind lacks what it needs.

    weekly       every `weekday` (0 is Monday)
    fortnightly  `weekday` of every other week, counted from the week of `anchor`
    nth_weekday  the `nth` `weekday` of a month: 1 to 5, or -1 for the last
    month_day    day `month_day` of a month; a month without it is passed over
    once         the day `anchor`
    """

    kind: str
    weekday: int | None = None
    nth: int | None = None
    month_day: int | None = None
    anchor: date | None = None

    def __post_init__(self):
        if self.kind not in _NEEDS:
            raise ValueError(f"no such kind of pattern: {self.kind}")
        for field in _NEEDS[self.kind]:
            if getattr(self, field) is None:
                raise ValueError(f"{self.kind} needs {field}")


@dataclass(frozen=True)
class Shift:
    """A duty that comes again: who, where, on which days, from when to when.

    `last_day` None is open-ended. `on_holiday` says what becomes of a duty on a public holiday:
    `skip` drops it, `keep` holds it, `next_workday` moves it.
    """

    roster_id: int
    adviser_id: int
    locality_code: str
    pattern: Pattern
    starts: time
    ends: time
    first_day: date
    last_day: date | None = None
    on_holiday: str = "skip"
    place_kind: str = "room"
    place: str = ""

    def __post_init__(self):
        if self.on_holiday not in ("skip", "keep", "next_workday"):
            raise ValueError(f"no such holiday rule: {self.on_holiday}")


def falls_on(pattern: Pattern, day: date) -> bool:
    """Whether the pattern names `day`, holidays and leave aside."""
    if pattern.kind == "once":
        return day == pattern.anchor
    if pattern.kind == "month_day":
        return day.day == pattern.month_day
    if day.weekday() != pattern.weekday:
        return False
    if pattern.kind == "fortnightly":
        return (_monday(day) - _monday(pattern.anchor)).days % 14 == 0
    if pattern.kind == "nth_weekday":
        return _is_nth(day, pattern.nth)
    return True


def duty_days(shift: Shift, first: date, last: date) -> list[date]:
    """The days from `first` to `last` on which the duty is held, in order, each once.

    A duty that a holiday would move beyond the shift's last day is dropped.
    """
    end = min(last, shift.last_day or last)
    day = max(shift.first_day, _earliest_that_may_move_to(first))
    held = set()
    while day <= end:
        if falls_on(shift.pattern, day):
            held.add(_after_holiday(shift, day))
        day += _DAY
    return sorted(day for day in held if day and first <= day <= end)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_nth(day: date, nth: int) -> bool:
    if nth == -1:
        return (day + _WEEK).month != day.month
    return (day.day - 1) // 7 + 1 == nth


def _earliest_that_may_move_to(day: date) -> date:
    """The first day of the holiday, if any, that ends just before `day`."""
    while not is_working_day(day - _DAY):
        day -= _DAY
    return day


def _after_holiday(shift: Shift, day: date) -> date | None:
    """The day on which a duty planned for `day` is held, if at all."""
    if shift.on_holiday == "keep" or not is_public_holiday(day):
        return day
    return next_working_day(day) if shift.on_holiday == "next_workday" else None
