"""Times for villagers abroad: Beijing time first, and beside it what their own clocks show."""

from datetime import UTC, datetime

import pytest
from flask import g

from linli.access import Scope
from linli.people.models import Person
from linli.toolkit import zones
from linli.toolkit.phones import masked, plain

WINTER, SUMMER = datetime(2026, 11, 25, 1, 30, tzinfo=UTC), datetime(2026, 7, 15, 1, 30, tzinfo=UTC)


def shown(app, zone, at, show=zones.clock, chosen=""):
    """What a reader sees whose phone says `zone` and who chose `chosen`."""
    with app.test_request_context(headers={"Cookie": f"zone={zone}"}):
        g.scope = Scope(permissions={}, person=Person(name="黄美珍", zone=chosen))
        return show(at)


@pytest.mark.parametrize(("zone", "at", "words"), [
    ("America/Vancouver", WINTER, "上午 9:30（您那里是前一天 下午 5:30）"),
    ("America/Vancouver", SUMMER, "上午 9:30（您那里是前一天 晚上 6:30）"),
    ("Australia/Sydney", WINTER, "上午 9:30（您那里是中午 12:30）"),
    ("Australia/Sydney", SUMMER, "上午 9:30（您那里是上午 11:30）"),
    ("Pacific/Auckland", datetime(2026, 11, 25, 12, 0, tzinfo=UTC), "晚上 8:00（您那里是后一天 凌晨 1:00）"),
    ("America/New_York", datetime(2026, 3, 8, 6, 59, tzinfo=UTC), "下午 2:59（您那里是凌晨 1:59）"),
    ("America/New_York", datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "下午 3:00（您那里是凌晨 3:00）"),
    ("Europe/London", WINTER, "上午 9:30（您那里是凌晨 1:30）")])
def test_their_own_time_stands_beside_with_summer_time_and_the_day_where_it_is_another(app, zone, at, words):
    assert shown(app, zone, at) == words


@pytest.mark.parametrize("zone", ["", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei",
                                  "Asia/Kuala_Lumpur", "Australia/Perth", "Mars/Olympus", "../etc/passwd",
                                  "America", "x" * 500, "%00", "北京"])
def test_who_is_in_our_time_or_in_none_reads_what_everybody_reads(app, zone):
    assert shown(app, zone.encode().decode("latin-1"), WINTER) == "上午 9:30"


def test_where_one_chose_to_be_goes_before_what_the_phone_says(app):
    assert shown(app, "America/Vancouver", WINTER, chosen="Asia/Shanghai") == "上午 9:30"
    assert "您那里是凌晨 1:30" in shown(app, "", WINTER, chosen="Europe/London")


def test_days_and_stamps_too_and_papers_alone_not(app):
    beside = "（您那里是前一天 下午 5:30）"
    assert shown(app, "America/Vancouver", WINTER, zones.when) == f"11 月 25 日 周三 上午 9:30{beside}"
    assert shown(app, "America/Vancouver", WINTER, zones.stamp) == f"2026-11-25 09:30{beside}"
    for show in (zones.when, zones.clock, zones.stamp):
        assert "您那里" not in shown(app, "America/Vancouver", WINTER, lambda at, show=show: show(at, False))
    assert zones.clock(WINTER) == "上午 9:30"  # the jobs' process has no reader


def test_every_place_that_can_be_chosen_is_a_zone():
    assert all(zones.known(name) for name in zones.PLACES)


@pytest.mark.parametrize(("phone", "people_write", "hidden"), [
    ("+16045550123", "+1 604-555-0123", "+1 ****0123"), ("+14155550123", "+1 415-555-0123", "+1 ****0123"),
    ("+85291234567", "+852 9123 4567", "+852 ****4567"), ("+85366123456", "+853 6612 3456", "+853 ****3456"),
    ("+886912345678", "+886 912 345 678", "+886 ****5678"),
    ("+61412345678", "+61 412 345 678", "+61 ****5678"), ("+60123456789", "+60 12-345 6789", "+60 ****6789"),
    ("+8613800001234", "13800001234", "138****1234")])
def test_numbers_of_every_country_are_readable_and_masked(phone, people_write, hidden):
    assert (plain(phone), masked(phone)) == (people_write, hidden)
