"""Working days by the State Council's list, Shanghai time, dates as people say them, and .ics."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import icalendar
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DAY = timedelta(days=1)
_REFRESH = timedelta(hours=1)
_MONTHS = (_l("1 月"), _l("2 月"), _l("3 月"), _l("4 月"), _l("5 月"), _l("6 月"), _l("7 月"), _l("8 月"),
           _l("9 月"), _l("10 月"), _l("11 月"), _l("12 月"))
_WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


# Working days. Outside the years of the list there are neither holidays nor make-up workdays,
# so that everything here falls back to Monday–Friday by itself.


def holiday_list_ends() -> int:
    """The last year whose public holidays are known; pages that count beyond it say so."""
    return max(chinese_calendar.holidays).year


def is_public_holiday(day: date) -> bool:
    """Whether the State Council's list gives `day` off; an ordinary weekend is not on it."""
    return day in chinese_calendar.holidays


def is_make_up_workday(day: date) -> bool:
    """Whether `day` is a weekend day that is worked in exchange for a holiday."""
    return day in chinese_calendar.workdays


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`: Monday–Friday, less holidays, plus make-up workdays."""
    return is_make_up_workday(day) or (day.weekday() < 5 and not is_public_holiday(day))


def next_working_day(day: date) -> date:
    """The first working day strictly after `day`."""
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; beyond the list's last year, weekdays count."""
    for _each in range(count):
        day = next_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days come after `first`, up to and with `last`; 0 where last is no later."""
    return sum(is_working_day(first + _DAY * ahead) for ahead in range(1, (last - first).days + 1))


def months_later(day, count: int):
    """The same day of the month `count` months later (earlier where it is negative), of a shorter month
    its last; `day` is a date, or a moment, whose hour stays.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


# Shanghai time


def local(at: datetime) -> datetime:
    """An aware moment in Shanghai time; a naive one is a mistake, and raises ValueError."""
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    return at.astimezone(SHANGHAI)


def today() -> date:
    """The date in Shanghai now."""
    return datetime.now(SHANGHAI).date()


def parse_day(text: str | None) -> date | None:
    """A day of this century from an address, or None for anything else."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def to_utc(day: date, clock: time) -> datetime:
    """The moment, in UTC, at which clocks in Shanghai show `clock` on `day`."""
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


# As people say it


def day_text(day: date) -> str:
    """11 月 25 日 周三"""
    return _("%(month)s %(day)s 日 %(weekday)s", month=_MONTHS[day.month - 1], day=day.day,
             weekday=weekday_text(day))


def weekday_text(day: date) -> str:
    """周三"""
    return str(_WEEKDAYS[day.weekday()])


def short_day_text(day: date) -> str:
    """11/25, for where there is little room; a month that has a name of its own by its name."""
    return _("%(month)s/%(day)s", month=str(_MONTHS[day.month - 1]).removesuffix(" 月"), day=day.day)


def date_text(day: date) -> str:
    """11 月 25 日 周三, with the year where it is another one than this."""
    return day_text(day) if day.year == today().year else full_date_text(day)


def full_date_text(day: date) -> str:
    """2026 年 11 月 25 日 周三"""
    return _("%(year)d 年 %(day)s", year=day.year, day=day_text(day))


def clock_text(clock: time) -> str:
    """9:00"""
    return f"{clock.hour}:{clock.minute:02}"


def time_text(at: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    """上午 9:30 or 下午 2:30, by the clocks of a zone and with the hours that people say."""
    shown = local(at).astimezone(zone)
    clock = f"{shown.hour if shown.hour <= 12 else shown.hour - 12}:{shown.minute:02}"
    return _("%(part)s %(clock)s", part=_part_of_day(shown.hour), clock=clock)


def stamp_text(at: datetime) -> str:
    """2026-11-25 14:30 by Shanghai clocks: short, with the year, for ledgers."""
    return local(at).strftime("%Y-%m-%d %H:%M")


def when_text(start: datetime) -> str:
    """11 月 25 日 周三 上午 9:30, by Shanghai clocks and with the hours that people say."""
    return f"{day_text(local(start).date())} {time_text(start)}"


def relative_day(day: date, today: date) -> str:
    """今天, 明天 or 后天, and nothing for any other day."""
    return {0: _("今天"), 1: _("明天"), 2: _("后天")}.get((day - today).days, "")


def _part_of_day(hour: int) -> str:
    if hour < 6:
        return _("凌晨")
    if hour < 12:
        return _("上午")
    if hour < 13:
        return _("中午")
    return _("下午") if hour < 18 else _("晚上")


# .ics


@dataclass(frozen=True)
class Event:
    """One entry of a calendar file.

    `uid` (number@host) stays the same for life and `sequence` grows with every change: by the two
    a phone moves or strikes out what it already holds. `url` is a whole address, of this site.
    """

    uid: str
    start_utc: datetime
    end_utc: datetime
    title: str
    place: str = ""
    note: str = ""
    sequence: int = 0
    cancelled: bool = False
    url: str = ""


def ics(events: Iterable[Event], name: str = "") -> bytes:
    """The events as an iCalendar file in Shanghai time, for `text/calendar; charset=utf-8`.

    With a `name` it is a calendar to subscribe to, which programs fetch again each hour.
    """
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Linli//Linli//ZH")
    calendar.add("method", "PUBLISH")
    for key, value, parameters in _subscription(name) if name else ():
        calendar.add(key, value, parameters)
    for event in events:
        calendar.add_component(_component(event))
    calendar.add_missing_timezones(first_date=date(2000, 1, 1))
    return calendar.to_ical()


def _subscription(name: str) -> Iterable[tuple]:
    """What RFC 7986 says of a feed, each beside the X- that older programs know it by."""
    return (("name", name, None), ("x-wr-calname", name, None),
            ("refresh-interval", _REFRESH, {"value": "DURATION"}), ("x-published-ttl", "PT1H", None))


def _component(event: Event) -> icalendar.Event:
    """A cancelled event says so in its title too: not every program strikes it out."""
    title = _("已取消：%(title)s", title=event.title) if event.cancelled else event.title
    return icalendar.Event.new(
        uid=event.uid,
        start=local(event.start_utc),
        end=local(event.end_utc),
        summary=_plain(title),
        location=_plain(event.place) or None,
        description=_plain(event.note) or None,
        url=event.url or None,
        sequence=event.sequence,
        status="CANCELLED" if event.cancelled else "CONFIRMED",
        transparency="TRANSPARENT" if event.cancelled else None,
        stamp=datetime.now(UTC),
    )


def _plain(text: str) -> str:
    """Without the control characters that RFC 5545 forbids; programs break lines at some of them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
