"""A forgotten password: a code where an address is known, and the same answer to everybody."""

import re
import socketserver
import threading
from datetime import timedelta

import pytest
import time_machine

from linli import jobs
from linli.audit.models import AuditLine
from linli.database import utc_now
from linli.delivery.models import Delivery
from linli.delivery.words import SEALED_FOR
from linli.people.forgotten import services
from linli.people.forgotten.models import ResetCode
from linli.people.models import Person
from linli.people.services import disable, tell_by
from linli.testing import post
from linli.testing.databases import count_queries
from linli.toolkit.notices import Notice
from linli.toolkit.sealing import unseal

URL = "/sign-in/forgotten"
PHONE, WORDS = "14000000001", "开平碉楼有八百座"
NEW = {"new_password": WORDS, "again_password": WORDS}


@pytest.fixture
def reachable(app, person):
    """黄美珍, who gave an address, on a site that sends mail."""
    app.config.update(MAIL_HOST="127.0.0.1", MAIL_FROM="linli@example.org")
    tell_by(person("黄美珍"), "mail", "meizhen@example.org")
    return person("黄美珍")


def ask(client, phone=PHONE):
    """Say whose password was forgotten, and let the clock go round; returns the page that follows."""
    answer = post(client, URL, {"phone": phone})
    assert answer.status_code == 303, answer.status_code
    with client.application.app_context():
        services.answer(client.application)
    return client.get(answer.location)


def code_sent(app):
    """The code that waits in the outbox."""
    waiting = codes().order_by(Delivery.id.desc()).get()
    return unseal(app.secret_key, SEALED_FOR, waiting.code)


def codes():
    """The codes that wait to leave the site."""
    return Delivery.select().where(Delivery.code != "")


def at(client, number):
    """This client, from another address."""
    client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
    return client


@pytest.fixture
def own(client_as):
    """A device on which 黄美珍 signed in once, and out again."""
    client = client_as()
    assert post(client, "/sign-in", {"phone": PHONE, "password": "tangkou-demo"}).status_code == 303
    assert post(client, "/sign-out", page="/me/").status_code == 303
    return client


def wrong(code):
    return f"{(int(code) + 1) % 10 ** 6:06d}"


def test_a_code_sets_a_new_password_and_ends_every_session(app, client_as, reachable):
    before, client = client_as("黄美珍"), client_as()
    ask(client)
    answer = post(client, f"{URL}/code", {"code": code_sent(app), **NEW})
    assert answer.status_code == 303 and client.get("/me/").status_code == 200
    assert before.get("/me/").status_code == 302
    assert post(client_as(), "/sign-in", {"phone": PHONE, "password": WORDS}).status_code == 303
    assert Notice.select().where(Notice.person == reachable, Notice.title == "密码重设了").count() == 1
    assert AuditLine.get(AuditLine.act == "password_by_code").person_id == reachable.id


@pytest.mark.parametrize("who", ["14000000002", "13900000999"])
def test_the_answer_is_the_same_with_and_without_an_account(app, client_as, reachable, who):
    """谢国强 gave no address, the other has no account."""
    pages = [re.sub(r'value="[^"]*"', "", ask(client_as(), phone).text) for phone in (PHONE, who)]
    masked = f"{who[:3]}****{who[-4:]}"
    assert pages[0].replace("140****0001", masked) == pages[1]
    assert codes().count() == ResetCode.select().count() == 1, "for 黄美珍 alone"


def test_asking_too_often_is_answered_alike(client_as, reachable):
    for phone in (PHONE, "13900000999"):
        for _each in range(5):
            ask(client_as(), phone)
        answer = post(client_as(), URL, {"phone": phone})
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


def test_a_code_is_tried_five_times(app, client_as, reachable):
    client = client_as()
    ask(client)
    code = code_sent(app)
    for _each in range(5):
        assert post(client, f"{URL}/code", {"code": wrong(code), **NEW}).status_code == 422
    assert post(client, f"{URL}/code", {"code": code, **NEW}).status_code == 429
    assert post(at(client, 1), f"{URL}/code", {"code": code, **NEW}).status_code == 422, "used up everywhere"
    assert Person.get_by_id(reachable.id).password_hash == reachable.password_hash


def test_a_code_is_good_for_fifteen_minutes(app, client_as, reachable):
    client = client_as()
    ask(client)
    code = code_sent(app)
    with time_machine.travel(utc_now() + timedelta(minutes=15, seconds=1)):
        assert post(client, f"{URL}/code", {"code": code, **NEW}).status_code == 422
    with time_machine.travel(utc_now() + timedelta(minutes=14)):
        assert post(client, f"{URL}/code", {"code": code, **NEW}).status_code == 303


def test_a_code_works_once_and_a_new_one_ends_the_old(app, client_as, reachable):
    client, other = client_as(), client_as()
    ask(client)
    first = code_sent(app)
    ask(other)
    second = code_sent(app)
    if first != second:
        assert post(client, f"{URL}/code", {"code": first, **NEW}).status_code == 422
    assert post(other, f"{URL}/code", {"code": second, **NEW}).status_code == 303
    assert post(client, f"{URL}/code", {"code": second, **NEW}).status_code == 422


def test_a_code_is_good_for_its_own_phone_only(app, client_as, reachable):
    ask(client_as())
    code, other = code_sent(app), client_as()
    ask(other, "14000000002")
    assert post(other, f"{URL}/code", {"code": code, **NEW}).status_code == 422


def test_a_password_that_will_not_do_costs_no_try(app, client_as, reachable):
    client = client_as()
    ask(client)
    for _each in range(6):
        assert post(client, f"{URL}/code", {"code": code_sent(app), **NEW, "again_password": "x"}
                    ).status_code == 422
    assert ResetCode.get().tries == 0


def test_a_closed_account_gets_none(client_as, reachable):
    disable(reachable)
    ask(client_as())
    assert codes().count() == 0


def test_where_no_mail_is_sent_the_way_to_the_office_is_said(app, client_as, person):
    tell_by(person("黄美珍"), "mail", "meizhen@example.org")
    text = ask(client_as()).text
    assert "到村委" in text and 'name="code"' not in text
    assert codes().count() == ResetCode.select().count() == 0


def test_neither_table_holds_the_code(app, client_as, reachable):
    ask(client_as())
    code = code_sent(app)
    assert all(code not in str(value) for row in (ResetCode.get(), codes().get())
               for name, value in row.__data__.items() if name != "until")


def test_the_code_page_without_a_phone_asks_for_it(client_as):
    assert client_as().get(f"{URL}/code").location == URL
    assert f'action="{URL}"' in client_as().post(f"{URL}/code").text


class Conversation(socketserver.StreamRequestHandler):
    """A mail server's side, as far as smtplib asks for any."""

    def handle(self):
        """Take one message."""
        self.wfile.write(b"220 sink\r\n")
        while word := self.rfile.readline().strip().upper():
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.kept.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def sink(app):
    """A mail server on loopback that keeps what it is sent."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.kept = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_mail_holds_the_code_and_goes_out_once(app, client_as, reachable, sink):
    app.config["MAIL_PORT"] = str(sink.server_address[1])
    client = client_as()
    ask(client)
    code = code_sent(app)
    assert (jobs.deliver_once(app), jobs.deliver_once(app), len(sink.kept)) == (1, 0, 1)
    assert codes().count() == 0
    assert post(client, f"{URL}/code", {"code": code, **NEW}).status_code == 303


def test_a_mail_that_comes_too_late_is_not_sent(app, client_as, reachable, sink):
    app.config["MAIL_PORT"] = str(sink.server_address[1])
    ask(client_as())
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        assert jobs.deliver_once(app) == 0
    assert not sink.kept and codes().count() == 0


def test_while_one_asks_nobody_looks_who_it_is(client_as, reachable):
    """With an account and without one the same is written, so that no clock tells them apart."""
    def asked(phone):
        with count_queries() as said:
            assert post(client_as(), URL, {"phone": phone}).status_code == 303
        return said
    assert asked(PHONE) == asked("13900000999")
    assert ResetCode.select().count() == 0, "the clock makes the code"
    rows = [row.__data__ for row in codes()]
    assert len(rows) == 2 and not any(PHONE in str(value) for row in rows for value in row.values())


def test_who_asked_is_answered_once_and_not_too_late(app, client_as, reachable):
    post(client_as(), URL, {"phone": PHONE})
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        services.answer(app)
        assert ResetCode.select().count() == 0
    services.answer(app)
    first = ResetCode.get().code_hash
    services.answer(app)
    assert ResetCode.get().code_hash == first and codes().count() == 1


def test_strangers_keep_nobody_from_their_own_device(app, client_as, reachable, own):
    for number in range(15):
        assert post(at(client_as(), number // 5), URL, {"phone": PHONE}).status_code == 303
    assert post(at(client_as(), 9), URL, {"phone": PHONE}).status_code == 429
    ask(own)
    code = code_sent(app)
    for number in range(10):
        stranger = at(client_as(), number // 5)
        with stranger.session_transaction() as cookie:
            cookie["forgotten"] = f"+86{PHONE}"
        assert post(stranger, f"{URL}/code", {"code": wrong(code), **NEW}).status_code == 422
    answer = post(at(stranger, 9), f"{URL}/code", {"code": code, **NEW})
    assert answer.status_code == 429, "ten tries by strangers, wherever they come from"
    for _each in range(4):
        assert post(own, f"{URL}/code", {"code": wrong(code), **NEW}).status_code == 422
    assert post(own, f"{URL}/code", {"code": code, **NEW}).status_code == 303


def test_ones_own_device_has_five_tries_as_well(app, client_as, reachable, own):
    ask(own)
    code = code_sent(app)
    for _each in range(5):
        assert post(own, f"{URL}/code", {"code": wrong(code), **NEW}).status_code == 422
    assert post(own, f"{URL}/code", {"code": code, **NEW}).status_code == 429
