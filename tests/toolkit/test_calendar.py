"""Working days around real holidays, Shanghai time, and the calendar file."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import icalendar
import pytest

from linli.toolkit.calendar import (
    SHANGHAI,
    Event,
    day_text,
    holiday_list_ends,
    ics,
    is_make_up_workday,
    is_public_holiday,
    is_working_day,
    local,
    months_later,
    next_working_day,
    relative_day,
    stamp_text,
    time_text,
    to_utc,
    when_text,
    working_days_between,
)

BEYOND = holiday_list_ends() + 1


def test_national_day_2026_is_off_from_the_first_to_the_seventh():
    october = [date(2026, 10, day) for day in range(1, 9)]
    assert [is_public_holiday(day) for day in october] == [True] * 7 + [False]
    assert [is_working_day(day) for day in october] == [False] * 7 + [True]


def test_make_up_days_of_2026_are_weekend_days_at_work():
    make_up = [day for day in chinese_calendar.workdays if day.year == 2026]
    assert len(make_up) == 6
    for day in make_up:
        assert day.weekday() >= 5
        assert is_make_up_workday(day) and is_working_day(day) and not is_public_holiday(day)


def test_working_days_between_leave_out_the_first_day_and_the_holidays():
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert working_days_between(date(2026, 10, 8), date(2026, 10, 9)) == 1
    assert working_days_between(date(2026, 10, 8), date(2026, 10, 8)) == 0
    assert working_days_between(date(2026, 10, 9), date(2026, 10, 8)) == 0


def test_an_ordinary_weekend_is_neither_holiday_nor_work():
    saturday = date(2026, 11, 21)
    assert not is_public_holiday(saturday)
    assert not is_make_up_workday(saturday)
    assert not is_working_day(saturday)


@pytest.mark.parametrize("year", [1990, BEYOND, 2100])
def test_outside_the_list_monday_to_friday_are_worked(year):
    week = [date(year, 9, 29) + timedelta(days=n) for n in range(14)]
    assert [is_working_day(day) for day in week] == [day.weekday() < 5 for day in week]
    assert not any(is_public_holiday(day) or is_make_up_workday(day) for day in week)


def test_the_list_ends_where_the_library_begins_to_raise():
    chinese_calendar.is_workday(date(BEYOND - 1, 12, 31))
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(BEYOND, 1, 1))


def test_next_working_day_is_strictly_after():
    assert next_working_day(date(2026, 11, 24)) == date(2026, 11, 25)
    assert next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)
    assert next_working_day(date(2026, 10, 9)) == date(2026, 10, 10), "a make-up Saturday"


@pytest.mark.parametrize(("day", "count", "then"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
    (date(2026, 12, 5), 1, date(2027, 1, 5)), (date(2026, 1, 31), -2, date(2025, 11, 30)),
    (date(2026, 3, 31), -1, date(2026, 2, 28)), (date(2026, 1, 15), -12, date(2025, 1, 15)),
    (date(2026, 8, 31), 0, date(2026, 8, 31))])
def test_months_later_and_earlier_end_with_the_month(day, count, then):
    assert months_later(day, count) == then
    at = datetime.combine(day, time(23, 30), SHANGHAI)
    assert months_later(at, count) == datetime.combine(then, time(23, 30), SHANGHAI)


def test_shanghai_is_eight_hours_ahead():
    at = to_utc(date(2026, 11, 25), time(7, 30))
    assert at == datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert at.utcoffset() == timedelta(0)
    assert local(at) == datetime(2026, 11, 25, 7, 30, tzinfo=SHANGHAI)
    assert local(at).date() == date(2026, 11, 25)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError):
        local(datetime(2026, 11, 25, 7, 30))


@pytest.mark.parametrize(
    ("clock", "spoken"),
    [
        (time(0, 5), "凌晨 0:05"),
        (time(9, 30), "上午 9:30"),
        (time(12, 0), "中午 12:00"),
        (time(14, 30), "下午 2:30"),
        (time(19, 0), "晚上 7:00"),
    ],
)
def test_a_start_as_people_say_it(clock, spoken):
    start = to_utc(date(2026, 11, 25), clock)
    assert time_text(start) == spoken
    assert stamp_text(start) == f"2026-11-25 {clock:%H:%M}"
    assert when_text(start) == f"11 月 25 日 周三 {spoken}"


def test_days_as_people_say_them():
    assert day_text(date(2026, 3, 1)) == "3 月 1 日 周日"
    today = date(2026, 12, 31)
    near = [relative_day(today + timedelta(days=n), today) for n in range(-1, 4)]
    assert near == ["", "今天", "明天", "后天", ""]


def booking(**changes):
    start = to_utc(date(2026, 11, 25), time(9, 30))
    fields = {
        "uid": "legal-7@example.org",
        "start_utc": start,
        "end_utc": start + timedelta(minutes=30),
        "title": "法律咨询；带上证件, 谢谢",
        "place": "宅群村委会\n二楼",
    }
    return Event(**fields | changes)


def test_a_calendar_file_says_shanghai_time_and_explains_the_zone():
    raw = ics([booking(sequence=2), booking(uid="other", cancelled=True)])
    calendar = icalendar.Calendar.from_ical(raw)
    assert calendar["METHOD"] == "PUBLISH" and "Linli" in calendar["PRODID"]
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert b"DTSTART;TZID=Asia/Shanghai:20261125T093000\r\n" in raw
    assert b"DTEND;TZID=Asia/Shanghai:20261125T100000\r\n" in raw

    first, second = calendar.walk("VEVENT")
    assert (first["UID"], first["SEQUENCE"], first["STATUS"]) == (booking().uid, 2, "CONFIRMED")
    assert second["STATUS"] == "CANCELLED"
    assert "DESCRIPTION" not in first
    assert datetime.now(UTC) - first["DTSTAMP"].dt < timedelta(minutes=1)


def test_words_with_marks_and_line_ends_survive_the_calendar_file():
    raw = ics([booking(note="一\r\nSTATUS:CANCELLED")])
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert event["SUMMARY"] == booking().title
    assert event["LOCATION"] == booking().place
    assert event["STATUS"] == "CONFIRMED"


def test_a_calendar_to_subscribe_to_says_its_name_and_how_often():
    lines = ics([], name="邻里日程").split(b"\r\n")
    assert {"NAME:邻里日程".encode(), "X-WR-CALNAME:邻里日程".encode(), b"X-PUBLISHED-TTL:PT1H",
            b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"VERSION:2.0"} <= set(lines)
    assert not any(line.startswith((b"X-WR", b"REFRESH", b"UID")) for line in ics([]).split(b"\r\n"))


def test_a_cancelled_event_says_so_where_programs_do_not_strike_it_out():
    raw = ics([booking(cancelled=True), booking(uid="other", url="https://example.org/a?b=1,2;3")])
    gone, other = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert gone["SUMMARY"] == f"已取消：{booking().title}" and gone["TRANSP"] == "TRANSPARENT"
    assert "URL" not in gone and "TRANSP" not in other
    assert other["URL"] == "https://example.org/a?b=1,2;3"


def test_lines_are_folded_at_75_bytes_and_end_in_both_marks():
    raw = ics([booking(title="法律咨询" * 60, place="宅群村, 党群；服务中心" * 30)], name="名" * 90)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and any(line.startswith(b" ") for line in lines)
    assert all(line.decode() is not None and b"\n" not in line and b"\r" not in line for line in lines)


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\t"])
def test_no_control_character_gets_into_the_file(mark):
    raw = ics([booking(title=f"前{mark}后", place=f"前{mark}后", note=f"前{mark}后\r下一行")]).decode()
    assert mark not in raw and raw.count("前 后") == 3 and "前 后\\n下一行" in raw


def test_a_calendar_file_of_nothing_is_still_one():
    assert icalendar.Calendar.from_ical(ics([])).walk("VEVENT") == []
