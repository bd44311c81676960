"""The committee: who may vote, when it is certain, what is told, and two who vote at once."""

import threading
from datetime import time, timedelta

import pytest
import time_machine

from linli.database import db, is_sqlite, utc_now
from linli.modules.services import save_settings
from linli.people.models import Post
from linli.people.services import end_post
from linli.testing import count_queries, csrf, post
from linli.testing.races import let_two_meet, without_guards
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import History
from plugins.points.deciding import clock, services
from plugins.points.deciding.counting import Tally, outcome
from plugins.points.deciding.models import Vote
from plugins.points.deeds.models import COLLECTED, HOUSEHOLD, NOTICE, REFUSED, Deed
from plugins.points.module import module
from plugins.points.tests.planting import V, deed, household, member, now, passbook, scope_of, voted

MEMBERS = ("胡月娥", "许志华", "林婉仪")


@pytest.fixture
def place(village):
    """宅群村, where nothing waits but what a test makes."""
    Vote.delete().execute()
    Deed.update(state=REFUSED, due_on=None).where(Deed.state == COLLECTED).execute()
    return village("宅群村")


@pytest.fixture
def waiting(place):
    """A deed of a household that has nothing to do with the committee."""
    return deed(household(place, "梁阿婆"))


def say(client, choice, *deeds):
    return post(client, f"{V}/decide", {"choice": choice, "deed": [str(each.id) for each in deeds]})


def told(person):
    return [notice.title for notice in Notice.select().where(Notice.person == person).order_by(Notice.id)]


# The arithmetic: quorum 3, more than half.


@pytest.mark.parametrize(("eligible", "yes", "no", "abstain", "overdue", "then"), [
    (3, 2, 0, 0, False, None),  # two of three agree, but the quorum is not there
    (3, 2, 0, 1, False, "approve"), (3, 2, 1, 0, False, "approve"), (3, 3, 0, 0, False, "approve"),
    (3, 1, 2, 0, False, "refuse"), (3, 0, 2, 0, False, "refuse"),  # one yes to come is not enough
    (3, 1, 0, 2, False, "refuse"), (3, 1, 1, 0, False, None),
    (4, 2, 1, 0, False, None),  # half of four is not more than half
    (4, 2, 2, 0, False, "refuse"), (4, 2, 1, 1, False, "refuse"), (4, 3, 0, 0, False, "approve"),
    (5, 3, 0, 0, False, "approve"), (5, 2, 1, 0, False, None), (5, 2, 1, 0, True, "approve"),
    (5, 2, 2, 0, True, "refuse"), (5, 2, 0, 2, True, "refuse"),  # who abstains has voted
    (5, 2, 0, 0, True, None),  # no quorum: it stays
    (2, 2, 0, 0, False, None), (2, 2, 0, 0, True, None), (2, 0, 2, 0, True, None),  # nothing can be decided
    (0, 0, 0, 0, True, None)])
def test_what_the_votes_decide(eligible, yes, no, abstain, overdue, then):
    assert outcome(Tally(eligible, yes, no, abstain), 3, 50, overdue) == then


def test_a_village_may_ask_for_two_thirds():
    assert outcome(Tally(6, 4, 0, 0), 3, 66, False) == "approve"
    assert outcome(Tally(6, 3, 0, 0), 3, 66, False) is None
    assert outcome(Tally(6, 3, 2, 0), 3, 66, False) is None
    assert outcome(Tally(6, 3, 3, 0), 3, 66, False) == "refuse"


@pytest.mark.parametrize(("settings", "yes", "then"), [
    ({}, 2, COLLECTED), ({}, 3, NOTICE), ({"quorum": 4}, 3, COLLECTED), ({"quorum": 4}, 4, NOTICE),
    ({"majority": 60}, 3, COLLECTED), ({"majority": 60}, 4, NOTICE)])
def test_a_village_says_how_many_it_takes(app, place, waiting, person, settings, yes, then):
    """Of five members so many say yes; quorum and majority are the village's own."""
    members = [*map(person, MEMBERS), member(place, "司徒明"), member(place, "司徒亮")]
    save_settings(module, place, settings, None)
    for each in members[:yes]:
        with app.test_request_context():
            services.vote(scope_of(app, each, place), place, [waiting.id], "yes", f"s{each.id}")
    assert now(waiting).state == then


# Voting


def test_three_members_approve_and_the_household_is_told(place, waiting, client_as):
    for name in MEMBERS[:2]:
        assert say(client_as(name), "yes", waiting).status_code == 303
    assert now(waiting).state == COLLECTED
    last = client_as(MEMBERS[2])
    assert f"通过了：{waiting.number}" in last.get(say(last, "no", waiting).location).text
    done = now(waiting)
    assert (done.state, done.notice_from, done.due_on) == (NOTICE, today(), None)
    assert done.notice_until == today() + timedelta(days=7)
    resident = waiting.account.household.people.get()
    assert told(resident) == ["评议通过了，开始公示"]
    line = History.get(History.record == f"points_deed:{waiting.id}", History.name == "approve")
    assert line.person is None and line.note == "同意 2，不同意 1，弃权 0；能表态的一共 3 位"


def test_a_refusal_is_told_to_the_collector_and_to_the_household_that_reported(place, client_as, person):
    collector, account = person("方立秋"), household(place, "梁阿婆")
    by_staff = deed(account, collected_by=collector)
    own = deed(account, source=HOUSEHOLD, collected_by=account.household.people.get())
    for name in MEMBERS[:2]:
        say(client_as(name), "no", by_staff, own)
    assert {now(by_staff).state, now(own).state} == {REFUSED}
    assert told(collector)[-1] == "您收集的一条评议没有通过"
    assert told(account.household.people.get()) == ["评议没有通过"]


def test_a_vote_stays_visible_and_may_be_changed_until_it_is_decided(waiting, client_as):
    client = client_as("胡月娥")
    client.post(f"{V}/decide", data={"csrf_token": csrf(client.get(f"{V}/decide").text),
                                     "one": f"yes:{waiting.id}"})
    assert "您：同意" in client.get(f"{V}/decide").text
    say(client, "no", waiting)
    assert "您：不同意" in client.get(f"{V}/decide").text
    assert [vote.choice for vote in Vote.select().where(Vote.deed == waiting.id)] == ["no"]


def test_a_ticked_batch_and_what_was_decided_a_moment_earlier(place, waiting, client_as):
    other = deed(waiting.account)
    client, late = client_as("胡月娥"), client_as("许志华")
    page = late.get(f"{V}/decide").text
    assert str(other.number) in page
    Deed.update(state=NOTICE).where(Deed.id == other.id).execute()
    answer = late.post(f"{V}/decide", data={"csrf_token": csrf(page), "choice": "yes", "nonce": "n1",
                                            "deed": [waiting.id, other.id]})
    assert answer.status_code == 303 and f"{other.number} 刚刚已经定下来了" in late.get(answer.location).text
    assert Vote.select().where(Vote.deed == other.id).count() == 0
    gone = client.post(f"{V}/decide", data={"csrf_token": csrf(client.get(f"{V}/decide").text),
                                            "one": f"yes:{other.id}"})
    assert gone.status_code == 409 and "慢了一步" in gone.text and waiting.number in gone.text


def test_nothing_ticked_or_odd_is_said_and_a_strange_deed_is_not_found(waiting, client_as, village):
    client = client_as("胡月娥")
    token = csrf(client.get(f"{V}/decide").text)

    def send(**data):
        return client.post(f"{V}/decide", data={"csrf_token": token, **data})
    assert "请先勾选几条" in send(choice="yes").text
    for odd in ({"choice": "maybe", "deed": [waiting.id]}, {"one": "yes:"}, {"one": "yes:9999999999"},
                {"one": "x"}, {"choice": "yes", "deed": ["x"]}, {"choice": "yes", "deed": ["9" * 30]}):
        assert send(**odd).status_code == 422, odd
    elsewhere = deed(household(village("强亚村")))
    assert send(one=f"yes:{elsewhere.id}").status_code == 404
    assert send(one="yes:999999999").status_code == 404
    assert not Vote.select().exists()


def test_the_same_form_twice_votes_once(waiting, client_as):
    client = client_as("胡月娥")
    data = {"csrf_token": csrf(client.get(f"{V}/decide").text), "one": f"yes:{waiting.id}", "nonce": "n"}
    assert [client.post(f"{V}/decide", data=data).status_code for _each in range(2)] == [303, 303]
    assert Vote.select().where(Vote.deed == waiting.id).count() == 1


# Who


def test_own_household_and_own_collection_are_for_the_others(place, waiting, client_as, person):
    someone = person("胡月娥")
    own = deed(passbook(someone.household))
    collected = deed(waiting.account, collected_by=someone)
    client = client_as("胡月娥")
    page = client.get(f"{V}/decide").text
    assert f"tick-{waiting.id}" in page
    assert f"tick-{own.id}" not in page and f"tick-{collected.id}" not in page
    assert "您不参加的（2 条）" in page
    for each in (own, collected):
        answer = client.post(f"{V}/decide", data={"csrf_token": csrf(page), "one": f"yes:{each.id}",
                                                  "nonce": f"n{each.id}"})
        assert answer.status_code == 403
    assert not Vote.select().exists()


@pytest.mark.parametrize("name", ["黄美珍", "方敏仪", "周伯年", "方立秋", "梁书宁", "陈玉莲"])
def test_nobody_else_votes(waiting, client_as, name):
    client = client_as(name)
    assert client.get(f"{V}/decide").status_code == 403
    token = csrf(client.get("/me/").text)
    sent = {"csrf_token": token, "one": f"yes:{waiting.id}"}
    assert client.post(f"{V}/decide", data=sent).status_code == 403


def test_a_member_who_lost_the_post_midway_counts_no_more(place, waiting, client_as, person):
    fourth = member(place, "司徒明")
    voted(waiting, 胡月娥="yes", 司徒明="yes")
    end_post(Post.get(Post.person == fourth, Post.role == "points_committee"), today() - timedelta(days=1))
    say(client_as("许志华"), "no", waiting)
    assert now(waiting).state == COLLECTED, "two of three have voted: no quorum"
    say(client_as("林婉仪"), "abstain", waiting)
    assert now(waiting).state == REFUSED, "one yes of three: the lost member's yes does not count"


def test_too_few_members_are_said_plainly(place, waiting, client_as, person):
    end_post(Post.get(Post.person == person("林婉仪"), Post.role == "points_committee"),
             today() - timedelta(days=1))
    for name in MEMBERS[:2]:
        say(client_as(name), "no", waiting)
    assert now(waiting).state == COLLECTED
    assert "请村委再聘委员" in client_as("胡月娥").get(f"{V}/decide").text
    assert "1 条积分定不下来" in client_as("方敏仪").get("/440783108226/desk").text


# The clock


def at(day, hour=0, minute=1):
    return to_utc(day, time(hour, minute))


def test_when_its_days_are_over_the_votes_cast_decide(app, place, waiting):
    for name in ("司徒明", "司徒亮"):
        member(place, name)
    alone = deed(waiting.account)
    voted(waiting, 胡月娥="yes", 许志华="yes", 林婉仪="no")
    voted(alone, 胡月娥="yes", 许志华="yes")
    with app.app_context():
        with time_machine.travel(at(waiting.due_on, 23, 59), tick=False):
            clock.tick(utc_now())
            assert now(waiting).state == COLLECTED
        with time_machine.travel(at(waiting.due_on + timedelta(days=1)), tick=False):
            clock.tick(utc_now())
            clock.tick(utc_now())
            assert now(waiting).state == NOTICE and now(waiting).notice_from == today()
            assert now(alone).state == COLLECTED, "without a quorum it stays"
    assert History.select().where(History.record == f"points_deed:{waiting.id}").count() == 1


def test_a_late_one_climbs_the_desk(waiting, client_as):
    Deed.update(due_on=today() - timedelta(days=1)).where(Deed.id == waiting.id).execute()
    assert "1 条积分过了评议期限" in client_as("方敏仪").get("/440783108226/desk").text
    assert "过了期限" in client_as("胡月娥").get("/me/").text
    assert "过了期限" in client_as("胡月娥").get(f"{V}/decide").text


def test_the_clock_decides_when_the_village_asks_for_fewer(app, place, waiting):
    voted(waiting, 胡月娥="yes", 许志华="yes")
    save_settings(module, place, {"quorum": 2}, None)
    with app.app_context():
        clock.tick(utc_now())
    assert now(waiting).state == NOTICE


def test_the_clock_costs_one_query_where_nobody_has_voted_and_no_more_for_more_rows(app, place, waiting):
    deed(waiting.account, due_on=today() - timedelta(days=9))
    with app.app_context():
        with count_queries() as silent:
            clock.tick(utc_now())
        voted(waiting, 胡月娥="yes")
        with count_queries() as one:
            clock.tick(utc_now())
        for _each in range(8):
            deed(waiting.account)
            voted(deed(waiting.account), 胡月娥="yes")
        with count_queries() as many:
            clock.tick(utc_now())
        Deed.update(state=REFUSED).where(Deed.state == COLLECTED).execute()
        with count_queries() as none:
            clock.tick(utc_now())
    assert len(one) == len(many) and len(silent) == len(none) == 1


# At once


def _two_vote(app, place, waiting, person, monkeypatch):
    let_two_meet(monkeypatch, services, "tally")
    voted(waiting, 胡月娥="yes")
    scopes = [scope_of(app, person(name), place) for name in MEMBERS[1:]]
    failures = []

    def send(scope):
        with app.app_context(), db.connection_context():
            try:
                services.vote(scope, place, {waiting.id}, "yes", f"n{scope.person.id}")
            except Exception as error:
                failures.append(error)
    threads = [threading.Thread(target=send, args=(scope,)) for scope in scopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_two_deciding_votes_at_once_make_one_decision(app, place, waiting, person, monkeypatch):
    failures = _two_vote(app, place, waiting, person, monkeypatch)
    assert not failures and now(waiting).state == NOTICE
    lines = History.select().where(History.record == f"points_deed:{waiting.id}", History.name == "approve")
    assert lines.count() == 1 and Vote.select().where(Vote.deed == waiting.id).count() == 3
    assert Notice.select().where(Notice.title == "评议通过了，开始公示", Notice.person.in_(
        waiting.account.household.people)).count() == 1


def test_without_the_guard_two_would_miss_each_other(app, place, waiting, person, monkeypatch):
    """What the guard is for: on PostgreSQL each counts without the other's vote, and nobody decides.
    SQLite lets one writer in at a time, guard or not.
    """
    without_guards(monkeypatch, services)
    _two_vote(app, place, waiting, person, monkeypatch)
    assert now(waiting).state == (NOTICE if is_sqlite() else COLLECTED)


def test_a_page_of_twenty_costs_no_more_than_a_page_of_one(waiting, client_as):
    client = client_as("胡月娥")
    with count_queries() as one:
        client.get(f"{V}/decide")
    for _each in range(25):
        deed(waiting.account)
    with count_queries() as many:
        page = client.get(f"{V}/decide").text
    assert len(one) == len(many) <= 15 and "第 1 页，共 2 页" in page
    assert client.get(f"{V}/decide?page=2").status_code == 200
