"""From rosters to bookable slots, around the holidays of 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from linli.toolkit.calendar import is_make_up_workday, is_public_holiday, local, to_utc
from plugins.legal.roster.duty import Pattern, Shift, duty_days, falls_on
from plugins.legal.roster.slots import (
    Leave,
    Rules,
    find_slot,
    overlap,
    parse_key,
    slots_between,
    slots_on,
)

WEDNESDAY = date(2026, 11, 25)
RULES = Rules(slot_minutes=30, lead_minutes=0, horizon_days=14)


def shift(pattern=None, **changes):
    fields = {
        "roster_id": 1,
        "adviser_id": 7,
        "locality_code": "440783108226",
        "pattern": pattern or Pattern("weekly", weekday=2),
        "starts": time(9),
        "ends": time(11),
        "first_day": date(2026, 1, 1),
    }
    return Shift(**fields | changes)


def leave(first=WEDNESDAY, last=WEDNESDAY, **changes):
    return Leave(**{"adviser_id": 7, "first_day": first, "last_day": last} | changes)


def clocks(slots):
    return [f"{local(slot.start_utc):%H:%M}" for slot in slots]


def days(slots):
    return sorted({local(slot.start_utc).date() for slot in slots})


def falling(pattern, first, last):
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in span if falls_on(pattern, day)]


# Patterns


def test_every_other_week_runs_on_across_new_year():
    pattern = Pattern("fortnightly", weekday=2, anchor=date(2026, 12, 14))
    assert falling(pattern, date(2026, 12, 14), date(2027, 1, 20)) == [
        date(2026, 12, 16),
        date(2026, 12, 30),
        date(2027, 1, 13),
    ]


def test_every_other_week_counts_from_the_week_of_its_anchor_not_from_its_day():
    mondays = Pattern("fortnightly", weekday=0, anchor=date(2026, 11, 29))
    assert falls_on(mondays, date(2026, 11, 23))
    assert not falls_on(mondays, date(2026, 11, 30))
    assert falls_on(mondays, date(2026, 11, 9)), "also before the anchor"


def test_the_last_friday_is_the_fourth_or_the_fifth():
    pattern = Pattern("nth_weekday", weekday=4, nth=-1)
    assert falling(pattern, date(2026, 10, 1), date(2026, 12, 31)) == [
        date(2026, 10, 30),
        date(2026, 11, 27),
        date(2026, 12, 25),
    ]


def test_a_fifth_friday_is_not_in_every_month():
    pattern = Pattern("nth_weekday", weekday=4, nth=5)
    assert falling(pattern, date(2026, 9, 1), date(2026, 11, 30)) == [date(2026, 10, 30)]
    first = Pattern("nth_weekday", weekday=6, nth=1)
    assert falling(first, date(2026, 11, 1), date(2026, 11, 30)) == [date(2026, 11, 1)]


def test_the_31st_passes_over_the_short_months():
    days_31 = falling(Pattern("month_day", month_day=31), date(2026, 1, 1), date(2026, 12, 31))
    assert [day.month for day in days_31] == [1, 3, 5, 7, 8, 10, 12]


@pytest.mark.parametrize("fields", [{"kind": "daily"}, {"kind": "nth_weekday", "weekday": 1}])
def test_half_a_pattern_is_refused(fields):
    with pytest.raises(ValueError):
        Pattern(**fields)


# Holidays


def test_a_public_holiday_skips_keeps_or_moves_the_duty():
    span = date(2026, 9, 28), date(2026, 10, 18)
    wednesdays = [date(2026, 9, 30), date(2026, 10, 7), date(2026, 10, 14)]
    moved = [date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 14)]
    assert duty_days(shift(on_holiday="skip"), *span) == [wednesdays[0], wednesdays[2]]
    assert duty_days(shift(on_holiday="keep"), *span) == wednesdays
    assert duty_days(shift(on_holiday="next_workday"), *span) == moved


def test_a_moved_duty_is_found_by_asking_for_its_new_day_alone():
    moving = shift(on_holiday="next_workday")
    assert duty_days(moving, date(2026, 10, 8), date(2026, 10, 8)) == [date(2026, 10, 8)]
    assert duty_days(moving, date(2026, 10, 7), date(2026, 10, 7)) == []
    first_of_month = shift(Pattern("month_day", month_day=1), on_holiday="next_workday")
    assert duty_days(first_of_month, date(2026, 10, 8), date(2026, 10, 8)) == [date(2026, 10, 8)]


def test_a_duty_kept_on_the_holiday_just_before_is_not_in_the_span():
    assert duty_days(shift(on_holiday="keep"), date(2026, 10, 8), date(2026, 10, 8)) == []


def test_two_duties_on_one_day_are_one():
    thursdays = shift(Pattern("weekly", weekday=3), on_holiday="next_workday")
    assert duty_days(thursdays, date(2026, 10, 1), date(2026, 10, 9)) == [date(2026, 10, 8)]
    assert len(slots_on(thursdays, date(2026, 10, 8), RULES, [])) == 4


def test_a_duty_moves_to_a_make_up_day_where_that_comes_first():
    make_up = date(2026, 1, 4)
    assert is_make_up_workday(make_up) and is_public_holiday(date(2026, 1, 2))
    fridays = shift(Pattern("weekly", weekday=4), on_holiday="next_workday")
    assert duty_days(fridays, date(2026, 1, 1), date(2026, 1, 8)) == [make_up]


def test_weekend_duties_are_held_unless_the_weekend_is_part_of_a_holiday():
    saturdays = shift(Pattern("weekly", weekday=5))
    assert duty_days(saturdays, date(2026, 9, 26), date(2026, 10, 17)) == [
        date(2026, 10, 10),
        date(2026, 10, 17),
    ]


def test_past_the_list_no_day_is_a_holiday():
    fridays = shift(Pattern("weekly", weekday=4))
    assert duty_days(fridays, date(2027, 10, 1), date(2027, 10, 7)) == [date(2027, 10, 1)]


def test_a_shift_holds_from_its_first_day_to_its_last():
    short = shift(first_day=WEDNESDAY, last_day=WEDNESDAY + timedelta(days=7))
    assert duty_days(short, date(2026, 11, 1), date(2026, 12, 31)) == [
        WEDNESDAY,
        WEDNESDAY + timedelta(days=7),
    ]
    ending = shift(on_holiday="next_workday", last_day=date(2026, 10, 7))
    assert duty_days(ending, date(2026, 10, 1), date(2026, 10, 31)) == []
    beginning = shift(on_holiday="next_workday", first_day=date(2026, 10, 8))
    assert duty_days(beginning, date(2026, 10, 1), date(2026, 10, 9)) == []


def test_an_extra_duty_is_held_on_its_day_even_on_a_holiday():
    fields = {"roster_id": 2, "adviser_id": 7, "locality_code": "440783108226"}
    day = date(2026, 10, 1)
    once = Shift(pattern=Pattern("once", anchor=day), first_day=day, on_holiday="keep",
                 starts=time(15), ends=time(16), **fields)
    assert duty_days(once, date(2026, 1, 1), date(2027, 12, 31)) == [date(2026, 10, 1)]
    assert clocks(slots_on(once, date(2026, 10, 1), RULES, [])) == ["15:00", "15:30"]


def test_an_unknown_holiday_rule_is_refused():
    with pytest.raises(ValueError):
        shift(on_holiday="move")


# Slots of one day


def test_slots_carry_where_and_when():
    room = shift(place_kind="phone", place="0750-0000000")
    slot = slots_on(room, WEDNESDAY, RULES, [])[0]
    assert slot.start_utc == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert slot.end_utc == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
    assert (slot.adviser_id, slot.roster_id, slot.locality_code) == (7, 1, "440783108226")
    assert (slot.place_kind, slot.place) == ("phone", "0750-0000000")


@pytest.mark.parametrize(
    ("rules", "ends", "expected"),
    [
        (Rules(slot_minutes=30), time(10), ["09:00", "09:30"]),
        (Rules(slot_minutes=30), time(9, 59), ["09:00"]),
        (Rules(slot_minutes=30, buffer_minutes=10), time(10, 20), ["09:00", "09:40"]),
        (Rules(slot_minutes=30, buffer_minutes=10), time(10, 10), ["09:00", "09:40"]),
        (Rules(slot_minutes=30, buffer_minutes=10), time(10, 9), ["09:00"]),
        (Rules(slot_minutes=61), time(10), []),
        (Rules(slot_minutes=30), time(8), []),
    ],
)
def test_slots_never_run_past_the_end(rules, ends, expected):
    assert clocks(slots_on(shift(ends=ends), WEDNESDAY, rules, [])) == expected


def test_a_day_without_duty_has_no_slots():
    assert slots_on(shift(), WEDNESDAY + timedelta(days=1), RULES, []) == []


@pytest.mark.parametrize("fields", [{"slot_minutes": 0}, {"buffer_minutes": -30}])
def test_rules_that_would_never_end_are_refused(fields):
    with pytest.raises(ValueError):
        Rules(**fields)


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (leave(), []),
        (leave(WEDNESDAY - timedelta(days=9), WEDNESDAY), []),
        (leave(starts=time(9, 30), ends=time(10)), ["09:00", "10:00", "10:30"]),
        (leave(starts=time(9, 45), ends=time(10, 1)), ["09:00", "10:30"]),
        (leave(starts=time(10)), ["09:00", "09:30"]),
        (leave(ends=time(10)), ["10:00", "10:30"]),
        (leave(locality_code="440783108226"), []),
        (leave(locality_code="440783108227"), ["09:00", "09:30", "10:00", "10:30"]),
        (leave(adviser_id=8), ["09:00", "09:30", "10:00", "10:30"]),
        (leave(WEDNESDAY + timedelta(days=1), WEDNESDAY + timedelta(days=3)), None),
        (leave(WEDNESDAY - timedelta(days=3), WEDNESDAY - timedelta(days=1)), None),
    ],
)
def test_leave_takes_away_what_it_touches_and_no_more(away, expected):
    whole = ["09:00", "09:30", "10:00", "10:30"]
    assert clocks(slots_on(shift(), WEDNESDAY, RULES, [away])) == (
        whole if expected is None else expected
    )


# What can be booked now


def test_nothing_starts_before_the_lead_is_over():
    now = to_utc(WEDNESDAY, time(8, 30))
    rules = replace(RULES, lead_minutes=60, horizon_days=0)
    assert clocks(slots_between([shift()], [], rules, now)) == ["09:30", "10:00", "10:30"]
    later = now + timedelta(seconds=1)
    assert clocks(slots_between([shift()], [], rules, later)) == ["10:00", "10:30"]


def test_the_horizon_is_a_day_in_shanghai():
    rules = replace(RULES, horizon_days=7)
    late_tuesday, early_wednesday = (
        to_utc(WEDNESDAY - timedelta(days=1), time(23, 59)),
        to_utc(WEDNESDAY, time(0, 0)),
    )
    assert days(slots_between([shift()], [], rules, late_tuesday)) == [WEDNESDAY]
    assert days(slots_between([shift()], [], rules, early_wednesday)) == [
        WEDNESDAY,
        WEDNESDAY + timedelta(days=7),
    ]


def test_slots_come_by_start_then_adviser_and_each_once():
    shifts = [
        shift(adviser_id=9, ends=time(10), locality_code="440783108001"),
        shift(ends=time(9, 30)),
        shift(roster_id=2, ends=time(10)),
    ]
    rules = replace(RULES, horizon_days=0)
    found = slots_between(iter(shifts), iter([]), rules, to_utc(WEDNESDAY, time(8)))
    assert [slot.key for slot in found] == [
        "7-20261125T0900",
        "9-20261125T0900",
        "7-20261125T0930",
        "9-20261125T0930",
    ]
    assert found[0].roster_id == 1


def test_leave_counts_in_what_can_be_booked():
    found = slots_between(
        [shift()], [leave()], replace(RULES, horizon_days=7), to_utc(WEDNESDAY, time(8))
    )
    assert days(found) == [WEDNESDAY + timedelta(days=7)]


# A slot that a form asks for


def find(start, adviser_id=7, shifts=None, leaves=(), now=None, rules=RULES):
    now = now or to_utc(date(2026, 11, 22), time(12))
    return find_slot(shifts or [shift()], leaves, rules, now, adviser_id, start)


def test_every_slot_offered_is_found_again_by_its_key():
    now = to_utc(date(2026, 11, 22), time(12))
    offered = slots_between([shift()], [], RULES, now)
    assert len(offered) == 8
    for slot in offered:
        adviser_id, start = parse_key(slot.key)
        assert find(start, adviser_id) == slot


def test_what_was_not_offered_is_not_found():
    nine = to_utc(WEDNESDAY, time(9))
    assert find(nine)
    assert find(nine, adviser_id=8) is None, "another adviser"
    assert find(nine + timedelta(minutes=1)) is None, "between two slots"
    assert find(nine + timedelta(days=1)) is None, "no duty"
    assert find(nine + timedelta(days=14)) is None, "beyond the horizon"
    assert find(nine - timedelta(days=7)) is None, "past"
    assert find(nine, now=nine + timedelta(seconds=1)) is None, "just begun"
    assert find(nine, leaves=[leave()]) is None, "on leave"
    assert find(nine, shifts=[shift(last_day=date(2026, 11, 24))]) is None, "roster ended"
    assert find(nine, rules=replace(RULES, lead_minutes=60 * 24 * 3)) is None, "too soon"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "7",
        "x-20261125T0900",
        "07-20261125T0900",
        "-7-20261125T0900",
        "0-20261125T0900",
        "9999999999-20261125T0900",
        "7-20261125T0900\n",
        " 7-20261125T0900",
        "7-20261125T090000",
        "7-20261125t0900",
        "7-20261131T0900",
        "7-20261125T2400",
        "7-20261125T0960",
        "7-00010101T0000",
        "7-２0261125T0900",
        "٧-20261125T0900",
        "7-20261125T0900' OR 1=1",
    ],
)
def test_forged_keys_are_refused(text):
    with pytest.raises(ValueError):
        parse_key(text)


def test_a_key_far_away_is_only_not_found():
    adviser_id, start = parse_key("7-29991231T2359")
    assert find(start, adviser_id) is None


# Clashes across villages


def test_consultations_clash_when_nearer_than_the_buffer():
    nine, ten = to_utc(WEDNESDAY, time(9)), to_utc(WEDNESDAY, time(10))
    eleven, half_past = ten + timedelta(hours=1), ten - timedelta(minutes=30)
    assert overlap(nine, ten, half_past, eleven)
    assert overlap(nine, eleven, half_past, ten), "one within the other"
    assert not overlap(nine, ten, ten, eleven)
    assert overlap(nine, ten, ten, eleven, buffer=1)
    assert overlap(ten, eleven, nine, ten, buffer=1), "the same the other way round"
    assert not overlap(nine, half_past, ten, eleven, buffer=30)
    assert overlap(nine, half_past, ten, eleven, buffer=31)
