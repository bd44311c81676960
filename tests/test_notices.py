"""A notice comes with its fact or not at all; its mail goes out once, and says next to nothing."""

import email
import email.policy
import socketserver
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine

from linli import jobs
from linli.database import db, transaction, utc_now
from linli.people.services import disable, set_email
from linli.toolkit.notices import RETRIES, Delivery, Notice, drain, notify
from linli.toolkit.phones import plain
from plugins.legal.booking import services
from plugins.legal.booking.models import Booking
from plugins.legal.booking.offers import offers

ADDRESS = "meizhen@example.org"
MATTER = "围墙占了我家三尺巷"


class Fault(Exception):
    """What goes wrong in a test after a fact was written."""


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is sent, after turning away the first few with 451."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, refusals):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.refusals, self.kept, self.turned_away = refusals, [], []


class Conversation(socketserver.StreamRequestHandler):
    """One client's words, as far as smtplib says any."""

    def handle(self):
        """Answer line by line."""
        self.say("220 sink")
        while word := self.rfile.readline().strip().upper():
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            else:
                self.say("221 bye" if word == b"QUIT" else "250 ok")

    def take(self):
        """Read one message and keep it, or turn it away."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        if len(self.server.turned_away) < self.server.refusals:
            self.server.turned_away.append(message)
            self.say("451 later")
        else:
            self.server.kept.append(message)
            self.say("250 kept")

    def say(self, line):
        """One line to the client."""
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def sink(app):
    """`sink(refusals=0)`: a mail server on loopback, to which the site sends its mail."""
    @contextmanager
    def start(refusals=0):
        with Sink(refusals) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            app.config.update(MAIL_HOST="127.0.0.1", MAIL_PORT=str(server.server_address[1]),
                              MAIL_FROM="linli@example.org", SITE_URL="https://linli.example.org")
            try:
                yield server
            finally:
                server.shutdown()
                thread.join()
    return start


@pytest.fixture
def reachable(person):
    """黄美珍, who gave an address."""
    set_email(person("黄美珍"), ADDRESS)
    return person("黄美珍")


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
    return jobs.send_mail(app)


def refuse(_delivery):
    raise ConnectionRefusedError


def test_a_notice_is_written_with_its_fact(book):
    bookings, notices, deliveries = rows()
    booking = book()
    assert rows() == [bookings + 1, notices + 2, deliveries + 1]
    told = Notice.select().order_by(Notice.id.desc()).limit(2)
    assert {notice.person for notice in told} == {booking.resident, booking.adviser.person}
    assert Delivery.get().address == ADDRESS


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


def test_four_workers_at_once_send_each_once(app, reachable):
    tell(reachable, times=12)
    start, sent = threading.Barrier(4), []

    def work(_number):
        with db.connection_context():
            start.wait(10)
            return drain(app.config, lambda delivery: sent.append(delivery.id))
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(work, range(4)))
    assert sorted(sent) == sorted(delivery.id for delivery in Delivery.select())
    assert sum(counts) == len(sent) == 12
    assert drain(app.config, refuse) == 0


def test_one_that_fails_does_not_hold_up_the_others(app, reachable):
    tell(reachable, times=3)
    first = Delivery.select().order_by(Delivery.id).first().id

    def send(delivery):
        if delivery.id == first:
            raise TimeoutError
    assert drain(app.config, send) == 2
    assert [each.id for each in Delivery.select().where(Delivery.sent_at.is_null())] == [first]


def test_a_failure_is_tried_again_later_as_the_same_message(app, reachable, sink):
    tell(reachable)
    with sink(refusals=1) as server:
        assert clock(app) == 0
        assert clock(app) == 0, "not at once"
        assert len(server.turned_away) == 1
        with time_machine.travel(utc_now() + timedelta(minutes=11)):
            assert clock(app) == 1
            assert clock(app) == 0
        assert len(server.kept) == 1
        assert server.kept[0]["Message-ID"] == server.turned_away[0]["Message-ID"]
    assert Delivery.get().sent_at


def test_after_six_times_it_is_left(app, reachable):
    tell(reachable)
    tries = []

    def fail(delivery):
        tries.append(delivery.id)
        raise ConnectionRefusedError
    for day in range(RETRIES + 3):
        with time_machine.travel(utc_now() + timedelta(days=day)):
            assert drain(app.config, fail) == 0
    assert len(tries) == RETRIES == 6


def test_a_server_that_is_not_there_ends_the_round_and_costs_no_try(app, reachable, sink):
    tell(reachable, times=3)
    with sink() as server:
        port = app.config["MAIL_PORT"]
        app.config["MAIL_PORT"] = "1"  # nobody listens there
        assert clock(app) == 0
        assert {each.tries for each in Delivery.select()} == {0}
        app.config["MAIL_PORT"] = port
        assert clock(app) == 3 and len(server.kept) == 3


def test_whose_account_is_closed_is_told_nothing(reachable, person):
    disable(reachable)
    tell(person("黄美珍"))
    assert Delivery.select().count() == 0 and not Notice.select().where(Notice.title == "消息0").exists()


def test_no_mail_server_leaves_the_outbox_for_later(app, reachable):
    tell(reachable)
    assert clock(app) == 0
    assert Delivery.get().tries == 0


def test_the_mail_says_no_more_than_that_there_is_a_notice(app, book, sink):
    booking = book()
    number, adviser, day = booking.number, booking.adviser.person.name, booking.starts_at
    notice = Delivery.get().notice
    with sink() as server:
        assert clock(app) == 1
    message = server.kept[0]
    assert (message["To"], message["From"]) == (ADDRESS, "linli@example.org")
    body = message.get_content()
    assert "https://linli.example.org/me/inbox" in body
    whole = "\n".join([*map(str, message.values()), body])
    for secret in ("黄美珍", adviser, plain(booking.resident.phone), number, "宅群", "法律", "预约", "律师",
                   MATTER, notice.title, notice.text, notice.url, f"{day.month}月", str(day.date()), "二楼"):
        assert secret not in whole, secret
