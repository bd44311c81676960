"""From the notice to the passbook by the clock, never early and once; and back by lines of their own."""

import threading
from datetime import time, timedelta

import pytest
import time_machine
from peewee import fn

from linli.database import db, transaction, utc_now
from linli.modules.services import switch
from linli.testing import count_queries, csrf, post
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import History
from plugins.points.accounts.models import (
    CLOSED,
    DEED,
    LAPSED,
    LEAVING,
    REVERSED,
    SPENT,
    Account,
    Entry,
)
from plugins.points.accounts.services import write
from plugins.points.deeds.models import (
    NOTICE,
    OBJECTED,
    POSTED,
    STRUCK,
    WITHDRAWN,
    Deed,
)
from plugins.points.deeds.models import REVERSED as TAKEN_BACK
from plugins.points.notice import clock, posting
from plugins.points.notice.models import DISMISSED, MOOT, Objection
from plugins.points.tests.planting import V, deed, household, now, rule


@pytest.fixture
def account(place):
    """A passbook with nothing in it, in a village where nothing else falls due."""
    Objection.delete().execute()
    Deed.update(state=STRUCK).where(Deed.state.in_((NOTICE, OBJECTED))).execute()
    return household(place, "梁阿婆")


def hang(account, points=3, days=7, **fields):
    return deed(account, points, state=NOTICE, notice_from=today(),
                notice_until=today() + timedelta(days=days), **fields)


def tick(app, day, clock_text="00:01"):
    with app.app_context(), time_machine.travel(f"{day}T{clock_text}:00+08:00", tick=False):
        clock.tick(utc_now())


def give(account, points, kind=DEED, record="test:1"):
    with transaction():
        write(account, kind, points, record, title="以前的")


def lines(row):
    return [(line.kind, line.points) for line in Entry.select().where(
        Entry.record == posting.record_of(row)).order_by(Entry.id)]


def adds_up():
    for account in Account.select():
        total = Entry.select(fn.SUM(Entry.points)).where(Entry.account == account.id).scalar() or 0
        if account.balance != total:
            return False
    return True


def note(row, name):
    return History.get(History.record == posting.record_of(row), History.name == name).note


# Posting


def test_not_the_day_before_nor_the_last_day_but_the_day_after(app, account):
    row = hang(account)
    for day, text in ((row.notice_until - timedelta(days=1), "12:00"), (row.notice_until, "00:01"),
                      (row.notice_until, "23:59")):
        tick(app, day, text)
        assert now(row).state == NOTICE and not lines(row)
    tick(app, row.notice_until + timedelta(days=1))
    assert (now(row).state, now(row).posted_on) == (POSTED, row.notice_until + timedelta(days=1))
    line = Entry.get(Entry.record == posting.record_of(row))
    assert (line.points, line.balance, line.title, line.reason) == (3, 3, row.rule.full_title, row.text)
    assert line.aspect == "taking_part" and line.on == now(row).posted_on and now(account).balance == 3
    assert Notice.get(Notice.person == account.household.people.get()).title == "积分记入存折了"


def test_nothing_posts_while_the_module_is_off_and_the_days_begin_anew(app, account, place):
    row = hang(account)
    day = row.notice_until + timedelta(days=1)
    switch(place, "points", False, None)
    tick(app, day)
    assert now(row).state == NOTICE and now(row).notice_until == day + timedelta(days=7) and not lines(row)
    switch(place, "points", True, None)
    tick(app, now(row).notice_until)
    assert now(row).state == NOTICE
    tick(app, now(row).notice_until + timedelta(days=1))
    assert now(row).state == POSTED


def test_the_day_is_that_of_the_moment_the_clock_is_given(app, account):
    """Whatever this machine's own day is: the deed and its line bear it alike."""
    row, day = hang(account), today() + timedelta(days=8)
    with app.app_context():
        clock.tick(to_utc(row.notice_until, time(23, 59)))
        assert now(row).state == NOTICE
        clock.tick(to_utc(day, time(0, 1)))
    assert now(row).posted_on == day == Entry.get(Entry.record == posting.record_of(row)).on


def test_the_clock_twice_posts_once(app, account):
    row = hang(account)
    for _each in range(2):
        tick(app, row.notice_until + timedelta(days=1))
    assert lines(row) == [(DEED, 3)] and now(account).balance == 3 and adds_up()


def test_two_clocks_at_once_post_once(app, account):
    rows = [hang(account, days=-1) for _each in range(4)]
    failures = []

    def run():
        with app.app_context(), db.connection_context():
            try:
                clock.tick(utc_now())
            except Exception as error:
                failures.append(error)
    threads = [threading.Thread(target=run) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and all(lines(row) == [(DEED, 3)] for row in rows)
    assert now(account).balance == 12 and adds_up()


def test_where_nothing_is_due_the_clock_costs_two_queries(app, account):
    hang(account)
    with app.app_context():
        clock.tick(utc_now())  # what other plugins of the demo brought is taken in
        with count_queries() as seen:
            clock.tick(utc_now())
    assert len(seen) <= 2


def test_a_rule_changed_meanwhile_changes_nothing(app, account, place):
    old = rule(place, 3)
    row = hang(account, rule=old)
    old.ends_on = today()
    old.save()
    same = {key: value for key, value in old.__data__.items() if key != "id"}
    type(old).create(**{**same, "least": 1, "most": 1, "title": "改过的", "ends_on": None,
                        "starts_on": today() + timedelta(days=1)})
    tick(app, row.notice_until + timedelta(days=1))
    assert lines(row) == [(DEED, 3)] and "改过的" not in Entry.get(
        Entry.record == posting.record_of(row)).title


@pytest.mark.parametrize(("there", "taken", "said"), [
    (10, [(DEED, -5)], ""), (2, [(DEED, -2)], "只有 2 分"), (0, [], "没有扣")])
def test_a_minus_takes_at_most_what_there_is(app, account, there, taken, said):
    if there:
        give(account, there)
    row = hang(account, -5)
    tick(app, row.notice_until + timedelta(days=1))
    assert now(row).state == POSTED and lines(row) == taken
    assert said in note(row, "post") and (said or not note(row, "post"))
    assert now(account).balance == max(there - 5, 0) and adds_up()


def test_a_household_that_is_leaving_still_gets_what_it_did(app, account):
    row = hang(account)
    Account.update(state=LEAVING, leaving_until=today() + timedelta(days=90)).execute()
    tick(app, row.notice_until + timedelta(days=1))
    assert lines(row) == [(DEED, 3)] and now(account).balance == 3


def test_what_reaches_a_closed_passbook_lapses_and_says_so(app, account):
    plus, minus = hang(account), hang(account, -3)
    Account.update(state=CLOSED).where(Account.id == account.id).execute()
    tick(app, plus.notice_until + timedelta(days=1))
    assert lines(plus) == [(DEED, 3), (LAPSED, -3)] and lines(minus) == []
    assert "结清" in note(plus, "post") and now(minus).state == POSTED
    assert now(account).balance == 0 and adds_up()


def test_an_objection_stops_only_its_item_and_nothing_posts_on_the_day_of_the_answer(app, account, client_as):
    row, other = hang(account), hang(account)
    post(client_as("黄美珍"), f"{V}/notices/{row.number}/object", {"text": "不对"})
    after = row.notice_until + timedelta(days=1)
    tick(app, after)
    assert now(other).state == POSTED and now(row).state == OBJECTED
    with time_machine.travel(f"{after + timedelta(days=2)}T10:00:00+08:00", tick=False):
        answer = f"{V}/objections/{Objection.get().id}/answer"
        post(client_as("方敏仪"), answer, {"verdict": DISMISSED, "words": "查过了"})
    tick(app, after + timedelta(days=2), "23:59")
    assert now(row).state == NOTICE and not lines(row)
    tick(app, after + timedelta(days=3))
    assert now(row).state == POSTED and now(account).balance == 6


# Reversing


def reverse(client, row, reason="记错了户"):
    return post(client, f"{V}/deeds/{row.number}/reverse", {"reason": reason})


def posted(app, account, points=3, **fields):
    row = hang(account, points, days=-1, **fields)
    with app.app_context():
        clock.tick(utc_now())
    assert now(row).state == POSTED
    return row


def test_a_reversal_is_a_line_of_its_own_and_the_household_is_told(app, account, client_as):
    row = posted(app, account)
    assert reverse(client_as("方敏仪"), row).status_code == 303
    assert now(row).state == TAKEN_BACK and lines(row) == [(DEED, 3), (REVERSED, -3)]
    assert now(account).balance == 0 and adds_up() and note(row, "reverse") == "记错了户"
    told = Notice.select().where(Notice.person == account.household.people.get()).order_by(Notice.id.desc())
    assert told.get().title == "一条积分冲正了" and "记错了户" in told.get().text


@pytest.mark.parametrize(("spent", "back"), [(2, [(DEED, 3), (REVERSED, -1)]), (3, [(DEED, 3)])])
def test_what_was_spent_nobody_owes(app, account, client_as, spent, back):
    row = posted(app, account)
    give(account, -spent, SPENT, "points_redemption:1")
    reverse(client_as("方敏仪"), row)
    assert lines(row) == back and now(account).balance == 0 and adds_up()


def test_a_minus_is_given_back_as_it_was_taken(app, account, client_as):
    give(account, 2)
    row = posted(app, account, -5)
    reverse(client_as("方敏仪"), row)
    assert lines(row) == [(DEED, -2), (REVERSED, 2)] and now(account).balance == 2 and adds_up()


def test_a_minus_that_took_nothing_gives_nothing_back(app, account, client_as):
    row = posted(app, account, -5)
    assert reverse(client_as("方敏仪"), row).status_code == 303
    assert lines(row) == [] and now(row).state == TAKEN_BACK and now(account).balance == 0


def test_once_and_not_for_ones_own_household(app, account, client_as, account_of):
    row, clerk = posted(app, account), client_as("方敏仪")
    page = clerk.get(f"{V}/deeds/{row.number}/reverse").text
    data = {"csrf_token": csrf(page), "reason": "错了", "nonce": "n"}
    url = f"{V}/deeds/{row.number}/reverse"
    assert [clerk.post(url, data=data).status_code for _each in range(2)] == [303, 303]
    again = clerk.post(url, data={**data, "nonce": "m"})
    assert again.status_code == 409 and "错了" in again.text and lines(row) == [(DEED, 3), (REVERSED, -3)]
    assert clerk.get(url).status_code == 303
    own = posted(app, account_of("方敏仪"))
    assert clerk.get(f"{V}/deeds/{own.number}/reverse").status_code == 403
    waits = hang(account)
    assert clerk.get(f"{V}/deeds/{waits.number}/reverse").status_code == 303
    assert clerk.post(f"{V}/deeds/{waits.number}/reverse", data={**data, "nonce": "o"}).status_code == 409
    assert clerk.post(url, data={"csrf_token": csrf(page), "reason": " "}).status_code == 409


@pytest.mark.parametrize("name", ["黄美珍", "胡月娥", "周伯年", "方立秋", "梁书宁"])
def test_nobody_else_reverses(app, account, client_as, name):
    row = posted(app, account)
    assert client_as(name).get(f"{V}/deeds/{row.number}/reverse").status_code == 403


# Activities taken back


def undo(app, row):
    with app.app_context(), transaction():
        posting.undo(row)


def test_a_task_taken_back_takes_its_deed_along(app, account, client_as):
    open_one, done = hang(account), posted(app, account)
    post(client_as("黄美珍"), f"{V}/notices/{open_one.number}/object", {"text": "不对"})
    undo(app, open_one)
    undo(app, done)
    assert now(open_one).state == WITHDRAWN and Objection.get().state == MOOT
    assert now(done).state == TAKEN_BACK and now(account).balance == 0 and adds_up()
    undo(app, done)
    assert lines(done) == [(DEED, 3), (REVERSED, -3)]
