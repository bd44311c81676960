"""Activities of other plugins: each taken once, taken back, waiting while the module is off, and followed
to the household that a merge left.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from linli.database import transaction
from linli.modules.services import switch
from linli.toolkit import activities
from linli.toolkit.calendar import today
from plugins.points import taking
from plugins.points.accounts.models import Account
from plugins.points.book.models import Rule
from plugins.points.deeds.models import WITHDRAWN, Deed
from plugins.points.tests.changing import merge
from plugins.points.tests.planting import household, now, rule


@pytest.fixture
def account(place):
    """A passbook with nothing in it."""
    return household(place, "梁阿婆")


@pytest.fixture
def counting(app, place):
    """The one rule of the village that counts tasks; what the demo brought is taken in."""
    clock(app)
    Rule.update(activity="").execute()
    Rule.update(activity="leaders.task").where(Rule.id == rule(place, 4).id).execute()


@pytest.fixture
def done(account, place):
    """`done(77)`: a task of 梁阿婆 was accepted just now."""
    def make(number, doer=None):
        with transaction():
            return activities.write(f"task:{number}", "leaders.task", "巡了一圈", place,
                                    doer or account.household.people.get(), today(), worth=4)
    return make


def clock(app, days=0):
    with app.app_context(), time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
        taking.tick(datetime.now(UTC))


def deeds(account):
    return [row.activity.record for row in Deed.select().where(Deed.account == account.id).order_by(Deed.id)]


def test_an_activity_that_is_refused_stops_no_other(app, account, place, counting, caplog):
    """The clock read it before the passbook or the rule changed: here, one of tomorrow."""
    doer = account.household.people.get()
    with transaction():
        for number, day in ((77, today() + timedelta(days=1)), (78, today())):
            activities.write(f"leaders_claim:{number}", "leaders.task", "巡了一圈", place, doer, day, worth=4)
    odd = activities.Activity.get(activities.Activity.record == "leaders_claim:77")
    clock(app)
    assert [row.activity.record for row in Deed.select().where(Deed.account == account.id)] == [
        "leaders_claim:78"]
    assert f"activity {odd.id} " in caplog.text and "巡了一圈" not in caplog.text
    assert not activities.waiting("points")


def test_the_clock_takes_each_activity_once_and_takes_it_back(app, account, place, counting):
    doer = account.household.people.get()
    with transaction():
        activities.write("leaders_claim:77", "leaders.task", "巡了一圈", place, doer, today(), worth=4)
    for _each in range(2):
        clock(app)
    row = Deed.get(Deed.account == account.id)
    assert (row.points, row.text) == (4, "巡了一圈")
    assert Deed.select().where(Deed.account == account.id).count() == 1
    with transaction():
        activities.reverse("leaders_claim:77")
    for _each in range(2):
        clock(app)
    assert now(row).state == WITHDRAWN


def test_what_is_accepted_while_the_module_is_off_waits_and_holds_up_no_other(
        app, account, counting, done, place, village, monkeypatch):
    monkeypatch.setattr(taking, "MOST", 2)
    switch(place, "points", False, None)
    for number in (1, 2, 3):
        done(number)
    other = village("强亚村")
    switch(other, "points", True, None)
    with transaction():
        activities.write("task:9", "leaders.task", "巡了一圈", other,
                         account.household.people.get(), today(), worth=4)
    clock(app)
    assert deeds(account) == []
    assert [row.record for row in activities.waiting("points")] == [f"task:{n}" for n in (1, 2, 3)]
    switch(place, "points", True, None)
    clock(app)
    clock(app)
    assert deeds(account) == [f"task:{n}" for n in (1, 2, 3)] and not activities.waiting("points")


def test_it_waits_for_a_month_and_no_longer(app, account, counting, done, place):
    switch(place, "points", False, None)
    done(1)
    clock(app, 29)
    assert activities.waiting("points")
    clock(app, 31)
    assert not activities.waiting("points")
    switch(place, "points", True, None)
    clock(app, 31)
    assert deeds(account) == []


def test_what_is_taken_back_while_the_module_is_off_is_undone_at_once(app, account, counting, done, place):
    done(1)
    clock(app)
    switch(place, "points", False, None)
    done(2)
    with transaction():
        activities.reverse("task:1")
        activities.reverse("task:2")
    clock(app)
    assert Deed.get(Deed.account == account.id).state == WITHDRAWN
    switch(place, "points", True, None)
    clock(app)
    assert {row.state for row in account.deeds} == {WITHDRAWN} and not activities.waiting("points")


def test_a_household_that_merged_earns_where_it_went(app, account, counting, done, place, scope_of):
    stays, last = household(place, "乙一"), household(place, "丙一")
    Account.update(joined_on=today() + timedelta(days=1)).where(Account.id == last.id).execute()
    done(1)
    merge(scope_of("方敏仪"), now(account), now(stays), "并了", "n1")
    merge(scope_of("方敏仪"), now(stays), now(last), "又并了", "n2")
    clock(app)
    assert deeds(last) == ["task:1"] and deeds(account) == []
