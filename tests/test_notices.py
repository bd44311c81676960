"""A notice comes with its fact or not at all; a word of it goes out once, by the way that was chosen, and
says next to nothing.
"""

import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from linli import config, jobs
from linli.database import connect_to, db, migrate, transaction, utc_now
from linli.delivery.models import FAILED, SENT, WAITING
from linli.delivery.sending import RETRIES, drain
from linli.delivery.services import send_code, wipe_late
from linli.delivery.ways import Refused, Unreachable, Way
from linli.hookspecs import hookimpl
from linli.people.models import Person
from linli.people.services import disable, tell_by
from linli.personal import retention
from linli.plugins import Module
from linli.testing import environment
from linli.toolkit.notices import Delivery, Notice, notify
from linli.toolkit.phones import plain
from plugins.legal.booking import services
from plugins.legal.booking.models import Booking
from plugins.legal.booking.offers import offers

MIGRATIONS = Path(__file__).parents[1] / "migrations"
ADDRESS = "meizhen@example.org"
MATTER = "围墙占了我家三尺巷"


class Fault(Exception):
    """What goes wrong in a test after a fact was written."""


class Pigeons:
    """A plugin with a way of its own, that reaches people by their phones: each flight is `fly(message)`."""

    def __init__(self, fly, key="pigeon"):
        self.fly, self.key = fly, key

    @hookimpl
    def linli_deliver(self):
        return [Way(self.key, "信鸽", "phone", lambda config: True, self.opened)]

    @contextmanager
    def opened(self, config):
        yield self.fly


@pytest.fixture
def pigeons(load):
    """`pigeons(fly)`: the plugin, loaded."""
    def start(fly, key="pigeon"):
        load(Pigeons(fly, key), Module(key, title="信鸽", summary="信鸽", icon="bell"))
    return start


@pytest.fixture
def reachable(person):
    """黄美珍, who gave an address."""
    tell_by(person("黄美珍"), "mail", ADDRESS)
    return person("黄美珍")


@pytest.fixture
def friend(person):
    """谢国强, who is told by pigeon."""
    tell_by(person("谢国强"), "pigeon")
    return person("谢国强")


@pytest.fixture
def book(app, reachable, scope_of):
    """`book()`: 黄美珍 books the first time that is free in 宅群村."""
    scope = scope_of(reachable)

    def do():
        with app.test_request_context():
            slot = next(offer.slot for offer in offers(scope.locality)[1] if offer.free)
            return services.book(scope, slot.key, "neighbours", MATTER, None, "a-nonce")
    return do


def tell(person, times=1):
    """Put notices into a person's inbox."""
    with transaction():
        for number in range(times):
            notify(person, f"消息{number}", "内容", "/me/")


def rows():
    """How many bookings, notices and deliveries there are."""
    return [model.select().count() for model in (Booking, Notice, Delivery)]


def clock(app):
    """One round of the site's own clock, as its worker runs it."""
    db.close()
    jobs.run_once(app)
    return jobs.deliver_once(app)


def test_a_notice_is_written_with_its_fact(book):
    bookings, notices, deliveries = rows()
    booking = book()
    assert rows() == [bookings + 1, notices + 2, deliveries + 1]
    told = Notice.select().order_by(Notice.id.desc()).limit(2)
    assert {notice.person for notice in told} == {booking.resident, booking.adviser.person}
    assert (Delivery.get().person, Delivery.get().way) == (booking.resident, "mail")


def test_a_notice_vanishes_with_its_fact(book):
    before = rows()
    with pytest.raises(Fault), transaction():
        book()
        assert rows() != before
        raise Fault
    assert rows() == before


def test_a_notice_without_a_transaction_is_refused(reachable):
    with pytest.raises(AssertionError):
        notify(reachable, "消息", "内容", "/me/")
    assert not Notice.select().where(Notice.person == reachable).exists()


def test_who_gave_no_address_has_the_notice_in_the_inbox_only(person):
    tell(person("谢国强"))
    assert Notice.select().where(Notice.person == person("谢国强")).count() == 1
    assert Delivery.select().count() == 0


def test_past_the_last_page_of_the_inbox_stands_the_last(client_as, person):
    tell(person("谢国强"), times=3)
    assert "消息0" in client_as("谢国强").get("/me/inbox?page=99").text


def test_four_workers_at_once_send_each_once(app, friend, pigeons):
    start, sent = threading.Barrier(4), []
    pigeons(lambda message: sent.append(message.key))
    tell(friend, times=12)

    def work(_number):
        with app.app_context(), db.connection_context():
            start.wait(10)
            return drain(app)
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(work, range(4)))
    assert sorted(sent) == sorted(f"delivery-{delivery.id}" for delivery in Delivery.select())
    assert sum(counts) == len(sent) == 12
    assert clock(app) == 0 and len(sent) == 12


def test_a_worker_that_was_killed_is_followed_by_another_when_its_lease_is_over(app, reachable, mail_server):
    tell(reachable)
    with mail_server() as server:
        server.silent.set()
        given = {name: app.config[name] for name in ("MAIL_HOST", "MAIL_PORT", "MAIL_FROM", "SITE_URL")}
        worker = subprocess.Popen(
            [sys.executable, "-c", "import linli, linli.jobs; linli.jobs.deliver_once(linli.create_app())"],
            env={**environment(app.config), **{f"LINLI_{name}": value for name, value in given.items()}})
        try:
            assert server.taken.wait(60)
        finally:
            worker.kill()
            worker.wait(10)
        server.silent.clear()
        assert (Delivery.get().state, Delivery.get().tries) == (WAITING, 1)
        assert clock(app) == 0 and not server.kept, "the lease is not over"
        with time_machine.travel(utc_now() + timedelta(minutes=11)):
            assert clock(app) == 1
            assert clock(app) == 0
        assert len(server.kept) == 1


def test_one_that_fails_does_not_hold_up_the_others(app, friend, pigeons):
    tell(friend, times=3)
    first = Delivery.select().order_by(Delivery.id).first().id

    def fly(message):
        if message.key == f"delivery-{first}":
            raise TimeoutError
    pigeons(fly)
    assert clock(app) == 2
    assert [each.id for each in Delivery.select().where(Delivery.state == WAITING)] == [first]


def test_a_way_that_raises_keeps_no_other(app, friend, reachable, pigeons, load, mail_server, caplog):
    class Broken:
        """A plugin that cannot even say what its ways are."""

        @hookimpl
        def linli_deliver(self):
            raise RuntimeError("ways")

    class Closed(Pigeons):
        """A plugin whose rounds do not begin."""

        @contextmanager
        def opened(self, config):
            raise RuntimeError("round")
            yield
    for name, plugin in (("aaa_broken", Broken()), ("aab_closed", Closed(None, "pigeon"))):
        load(plugin, Module(name, title="坏的", summary="总是出错", icon="warning"))
    tell(friend)
    tell(reachable)
    with mail_server() as server:
        assert clock(app) == 1 and len(server.kept) == 1
    assert "plugin aaa_broken failed in linli_deliver" in caplog.text
    assert [each.tries for each in Delivery.select().where(Delivery.way == "pigeon")] == [0]


def test_a_failure_is_tried_again_later_as_the_same_message(app, reachable, mail_server):
    tell(reachable)
    with mail_server(refusals=1) as server:
        assert clock(app) == 0
        assert clock(app) == 0, "not at once"
        assert len(server.turned_away) == 1
        with time_machine.travel(utc_now() + timedelta(minutes=11)):
            assert clock(app) == 1
            assert clock(app) == 0
        assert len(server.kept) == 1
        assert server.kept[0]["Message-ID"] == server.turned_away[0]["Message-ID"]
    assert Delivery.get().state == SENT


def test_after_six_times_it_could_not_be_sent(app, friend, pigeons):
    tell(friend)
    tries = []

    def fly(message):
        tries.append(message.key)
        raise TimeoutError
    pigeons(fly)
    for day in range(RETRIES + 3):
        with time_machine.travel(utc_now() + timedelta(days=day)):
            assert clock(app) == 0
    assert len(tries) == RETRIES == 6
    assert (Delivery.get().state, Delivery.get().reason) == (FAILED, "tries")


def test_an_address_that_is_nobodys_is_refused_for_good(app, reachable, mail_server):
    tell(reachable)
    with mail_server() as server:
        server.unknown.add(ADDRESS)
        assert clock(app) == 0
    assert (Delivery.get().state, Delivery.get().reason, Delivery.get().tries) == (FAILED, "refused", 1)


def test_who_left_no_address_is_said_at_once(app, person, mail_server):
    tell_by(person("黄美珍"), "mail")
    tell(person("黄美珍"))
    with mail_server():
        assert clock(app) == 0
    assert (Delivery.get().state, Delivery.get().reason) == (FAILED, "nowhere")


def test_a_server_that_is_not_there_ends_the_round_and_costs_no_try(app, reachable, mail_server):
    tell(reachable, times=3)
    with mail_server() as server:
        port = app.config["MAIL_PORT"]
        app.config["MAIL_PORT"] = "1"  # nobody listens there
        assert clock(app) == 0
        assert {each.tries for each in Delivery.select()} == {0}
        app.config["MAIL_PORT"] = port
        assert clock(app) == 3 and len(server.kept) == 3


def test_a_way_that_closes_meanwhile_costs_no_try_and_lets_others_come_first(app, friend, pigeons):
    tell(friend, times=3)
    flown = []

    def fly(message):
        flown.append(message.key)
        if len(flown) == 1:
            raise Unreachable
    pigeons(fly)
    assert clock(app) == 0 and len(flown) == 1
    assert {each.tries for each in Delivery.select()} == {0}
    assert clock(app) == 2, "the one that found it closed waits for its lease"
    with time_machine.travel(utc_now() + timedelta(minutes=11)):
        assert clock(app) == 1
    assert len(set(flown)) == 3


def test_what_was_refused_is_not_tried_again(app, friend, pigeons):
    def fly(message):
        raise Refused
    pigeons(fly)
    tell(friend)
    assert clock(app) == 0
    with time_machine.travel(utc_now() + timedelta(days=1)):
        assert clock(app) == 0
    assert (Delivery.get().state, Delivery.get().tries) == (FAILED, 1)


def test_who_chose_otherwise_meanwhile_is_not_told_by_the_old_way(app, friend, pigeons):
    flown = []
    pigeons(flown.append)
    tell(friend)
    tell_by(friend, "")
    assert clock(app) == 0 and not flown
    assert Delivery.select().where(Delivery.state == WAITING).count() == 0


def test_a_corrected_address_is_the_one_that_is_used(app, friend, pigeons):
    flown = []
    pigeons(flown.append)
    tell(friend)
    Person.update(phone="+8614000009999").where(Person.id == friend.id).execute()
    assert clock(app) == 1 and flown[0].to == "+8614000009999"


def test_a_code_goes_out_whatever_was_chosen_and_is_wiped(app, person, pigeons):
    flown, soon = [], utc_now() + timedelta(minutes=10)
    pigeons(flown.append)
    with transaction():
        assert send_code(app, person("谢国强"), "602413", soon).key == "pigeon"
    assert "602413" not in str(Delivery.get().__data__), "kept sealed"
    assert clock(app) == 1
    assert flown[0].code == "602413" and "602413" in flown[0].text
    assert Delivery.get().code == "" and Delivery.get().state == SENT


def test_a_code_that_is_too_late_or_was_asked_for_again_is_not_sent(app, person, pigeons):
    flown, soon = [], utc_now() + timedelta(minutes=10)
    pigeons(flown.append)
    with transaction():
        send_code(app, person("谢国强"), "111111", soon)
        send_code(app, person("谢国强"), "222222", soon)
        send_code(app, person("黄美珍"), "333333", utc_now() - timedelta(seconds=1))
    assert clock(app) == 1
    assert [message.code for message in flown] == ["222222"]
    assert {each.code for each in Delivery.select()} == {""}


def test_a_code_whose_way_is_gone_is_wiped_by_night(app, person, pigeons):
    with transaction():
        assert send_code(app, person("谢国强"), "602413", utc_now()) is None, "no way is set up"
    assert Delivery.select().count() == 0
    pigeons(lambda message: None)
    with transaction():
        send_code(app, person("谢国强"), "602413", utc_now() + timedelta(minutes=10))
    with time_machine.travel(utc_now() + timedelta(minutes=11)):
        assert wipe_late() == 1 and Delivery.get().code == ""


def test_what_is_over_is_dropped_after_three_months_and_what_failed_stays(app, friend, pigeons):
    pigeons(lambda message: None)
    tell(friend, times=2)
    assert clock(app) == 2
    Delivery.update(state=FAILED, reason="tries").where(Delivery.id == Delivery.get().id).execute()
    for days, left in ((89, 2), (91, 1)):
        retention.let_go(app.extensions["linli"], utc_now() + timedelta(days=days))
        assert Delivery.select().count() == left
    assert Delivery.get().state == FAILED


def test_the_outbox_of_before_is_carried_over(databases, tmp_path):
    """Who gave an address is told by e-mail as before; what waited waits, what was given up is seen to."""
    settings, before = databases.new(tmp_path / "data"), tmp_path / "before"
    (tmp_path / "data").mkdir()
    shutil.copytree(MIGRATIONS, before, ignore=lambda _folder, names: [
        name for name in names if name >= "0011" or not name.endswith(".py")])
    try:
        connect_to(config.load(settings)["DATABASE_URL"])
        migrate({"core_migration": before})
        with db.connection_context(), transaction():
            db.execute_sql("INSERT INTO person (id, name, email, version) "
                           "VALUES (1, 'A', 'a@example.org', 0)")
            for key, tries, sent in ((1, 0, "NULL"), (2, 6, "NULL"), (3, 1, "'2026-01-01 00:00:00'")):
                db.execute_sql("INSERT INTO notice (id, person_id, title, text, url, at) VALUES "
                               f"({key}, 1, 't', 't', '/', '2026-01-01 00:00:00')")
                db.execute_sql("INSERT INTO delivery (notice_id, address, due_at, tries, sent_at) VALUES "
                               f"({key}, 'a@example.org', '2026-01-01 00:00:00', {tries}, {sent})")
        migrate({"core_migration": MIGRATIONS})
        with db.connection_context():
            assert Person.get().told_by == "mail"
            assert [(row.notice_id, row.person_id, row.state) for row in Delivery.select().order_by(
                Delivery.notice)] == [(1, 1, WAITING), (2, 1, FAILED)]
    finally:
        db.close_all()
        databases.drop(settings)


def test_a_code_is_no_notice_that_somebody_sees_to(app, person, pigeons):
    def fly(message):
        raise Refused
    pigeons(fly)
    with transaction():
        send_code(app, person("谢国强"), "602413", utc_now() + timedelta(minutes=10))
    assert clock(app) == 0
    assert (Delivery.get().reason, Delivery.get().code) == ("", "")


def test_whose_account_is_closed_is_told_nothing(reachable, person):
    disable(reachable)
    tell(person("黄美珍"))
    assert Delivery.select().count() == 0 and not Notice.select().where(Notice.title == "消息0").exists()


def test_no_mail_server_leaves_the_outbox_for_later(app, reachable):
    tell(reachable)
    assert clock(app) == 0
    assert Delivery.get().tries == 0


def test_the_mail_says_no_more_than_that_there_is_a_notice(app, book, mail_server):
    booking = book()
    number, adviser, day = booking.number, booking.adviser.person.name, booking.starts_at
    notice = Delivery.get().notice
    with mail_server() as server:
        assert clock(app) == 1
    message = server.kept[0]
    assert (message["To"], message["From"]) == (ADDRESS, "linli@example.org")
    body = message.get_content()
    assert "https://linli.example.org/me/inbox" in body
    whole = "\n".join([*map(str, message.values()), body])
    for secret in ("黄美珍", adviser, plain(booking.resident.phone), number, "宅群", "法律", "预约", "律师",
                   MATTER, notice.title, notice.text, notice.url, f"{day.month}月", str(day.date()), "二楼"):
        assert secret not in whole, secret
