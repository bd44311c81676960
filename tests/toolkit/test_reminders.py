"""A reminder comes once, at its time, whatever restarts; never late, never after it was taken back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from linli import jobs
from linli.database import db, transaction, utc_now
from linli.testing import count_queries
from linli.toolkit import reminders
from linli.toolkit.notices import Notice
from linli.toolkit.reminders import Reminder, drain, forget, remind

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_to_come(app):
    """What the plugins' demo is reminded of stands in nobody's way."""
    Reminder.delete().execute()


@pytest.fixture
def remember(person):
    """`remember("a:1", hours)`: 黄美珍 is to be reminded in so many hours, for an hour long."""
    def do(record="a:1", hours=1):
        at = utc_now() + hours * HOUR
        with transaction():
            remind(record, person("黄美珍"), at, at + HOUR, f"提醒 {record}", "内容", "/me/")
    return do


def told():
    """The titles of the reminders that became notices."""
    return [row.title for row in Notice.select().where(Notice.title.startswith("提醒"))
            .order_by(Notice.id)]


def clock(app, hours):
    """One round of the site's own clock, in so many hours."""
    db.close()
    with time_machine.travel(utc_now() + hours * HOUR):
        jobs.run_once(app)


def test_it_comes_at_its_time_and_once(app, remember):
    remember()
    clock(app, 0.9)
    assert told() == []
    for _round in range(2):
        clock(app, 1.1)
    assert told() == ["提醒 a:1"] and not Reminder.select().exists()


def test_too_late_is_not_at_all(app, remember):
    remember()
    clock(app, 2.1)
    assert told() == [] and not Reminder.select().exists()


def test_a_moment_that_is_past_is_passed_over(app, remember):
    remember(hours=-0.5)
    assert not Reminder.select().exists()


def test_what_was_taken_back_never_comes_and_its_neighbour_does(app, remember):
    remember("a:1")
    remember("a:12")
    with transaction():
        forget("a:1")
    clock(app, 1.1)
    assert told() == ["提醒 a:12"]


@pytest.mark.parametrize("write", [lambda who: remind("a:1", who, utc_now(), utc_now(), "", "", ""),
                                   lambda who: forget("a:1")])
def test_without_a_transaction_it_is_refused(person, write):
    with pytest.raises(AssertionError):
        write(person("黄美珍"))


def test_four_workers_at_once_tell_each_once(app, remember):
    for number in range(12):
        remember(f"a:{number}")
    start, now = threading.Barrier(4), utc_now() + 1.1 * HOUR

    def work(_number):
        with db.connection_context():
            start.wait(10)
            return drain(now)
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) == 12
    assert sorted(told()) == sorted(f"提醒 a:{number}" for number in range(12))


def test_one_killed_between_taking_and_telling_leaves_it_to_the_next(app, remember, monkeypatch):
    remember()

    def die(*_arguments, **_named):
        raise KeyboardInterrupt
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "notify", die)
        with pytest.raises(KeyboardInterrupt):
            drain(utc_now() + 1.1 * HOUR)
    clock(app, 1.1)
    assert told() == ["提醒 a:1"]


def test_what_is_not_due_costs_nothing(app, remember):
    for number in range(50):
        remember(f"a:{number}", hours=100)
    with count_queries() as seen:
        assert drain(utc_now()) == 0
    assert len(seen) == 1
