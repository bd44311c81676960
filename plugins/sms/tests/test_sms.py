"""Text messages through a gateway as the operator described it: a real server on loopback that keeps what
it is sent.
"""

import json
import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from linli import jobs
from linli.database import db, transaction, utc_now
from linli.delivery.models import FAILED, SENT, WAITING
from linli.delivery.services import send_code
from linli.people.services import tell_by
from linli.toolkit.notices import Delivery, notify
from plugins.sms.gateway import filled, headers_of, means

SITE = "https://linli.example.org"
KEY = "k-9f8e7d"


@pytest.fixture
def gateway(app, web_server):
    """`gateway((200, "ok"), …, BODY=…)`: a gateway, and the settings that describe it."""
    servers = []

    def start(*answers, **settings):
        serving = web_server(*answers)
        server = serving.__enter__()
        servers.append(serving)
        app.config.update({"SITE_URL": SITE, "SMS_URL": f"{server.url}/send?account={KEY}",
                           **{f"SMS_{name}": value for name, value in settings.items()}})
        return server
    yield start
    for serving in servers:
        serving.__exit__(None, None, None)


@pytest.fixture
def told(app, person):
    """谢国强, who is told by text message, and has a notice."""
    tell_by(person("谢国强"), "sms")
    with transaction():
        notify(person("谢国强"), "律师答复", "您问的围墙", "/me/")
    return person("谢国强")


def clock(app):
    """One round of the outbox."""
    db.close()
    return jobs.deliver_once(app)


def test_a_notice_says_only_that_there_is_one(app, gateway, told):
    server = gateway()
    assert clock(app) == 1
    path, headers, body = server.kept[0]
    assert path == f"/send?account={KEY}" and headers["Content-Type"].startswith("application/x-www-form")
    sent = parse_qs(body)
    assert sent["mobile"] == [told.phone.removeprefix("+86")]
    assert sent["content"] == [f"您有一条新消息，请登录查看：{SITE}/me/inbox"]
    assert Delivery.get().state == SENT


def test_json_with_sign_and_templates_of_the_provider(app, gateway, told):
    server = gateway(BODY='{"to": "{phone}", "s": "{sign}", "t": "{template}", "p": {"code": "{code}"}}',
                     SIGN='塘口"镇', TEMPLATE="T1", CODE_TEMPLATE="T2", HEADERS=f"X-Key: {KEY}; X-More: 1")
    with transaction():
        send_code(app, told, "602413", utc_now() + timedelta(minutes=10))
    assert clock(app) == 2
    (_path, headers, code), (_path, _headers, notice) = server.kept  # codes first
    assert headers["X-Key"] == KEY and headers["X-More"] == "1"
    assert headers["Content-Type"].startswith("application/json")
    phone = told.phone.removeprefix("+86")
    assert json.loads(code) == {"to": phone, "s": '塘口"镇', "t": "T2", "p": {"code": "602413"}}
    assert json.loads(notice) == {"to": phone, "s": '塘口"镇', "t": "T1", "p": {"code": ""}}


def test_by_get_it_stands_in_the_address(app, gateway, told):
    server = gateway(METHOD="get")
    assert clock(app) == 1
    asked = parse_qs(urlsplit(server.kept[0][0]).query)
    assert asked["mobile"] == [told.phone.removeprefix("+86")] and asked["account"] == [KEY]


def test_an_answer_that_accepts_nothing_is_tried_again(app, gateway, told):
    server = gateway((200, '{"r": {"Code": "BUSY"}}'), (200, '{"r": {"Code": "OK"}}'), SUCCESS="r.Code=OK")
    assert clock(app) == 0 and (Delivery.get().state, Delivery.get().tries) == (WAITING, 1)
    with time_machine.travel(utc_now() + timedelta(minutes=11)):
        assert clock(app) == 1
    assert len(server.kept) == 2


def test_a_number_that_takes_nothing_is_refused_for_good(app, gateway, told):
    gateway((200, "error 1107: black list"), SUCCESS="^ok", REFUSED="black list")
    assert clock(app) == 0
    assert (Delivery.get().state, Delivery.get().reason) == (FAILED, "refused")


@pytest.mark.parametrize("status", [401, 403, 429, 502, 503, 504])
def test_a_gateway_that_is_closed_costs_no_try(app, gateway, told, status):
    gateway((status, "no"))
    assert clock(app) == 0
    assert (Delivery.get().state, Delivery.get().tries) == (WAITING, 0)


def test_a_gateway_that_is_not_there_costs_no_try(app, told):
    app.config["SMS_URL"] = "http://127.0.0.1:1/"
    assert clock(app) == 0
    assert (Delivery.get().state, Delivery.get().tries) == (WAITING, 0)


@pytest.mark.parametrize("status", [302, 400, 500])
def test_any_other_answer_is_a_try(app, gateway, told, status):
    server = gateway((status, "no"))
    assert clock(app) == 0
    assert (Delivery.get().state, Delivery.get().tries) == (WAITING, 1)
    assert len(server.kept) == 1, "it follows no one elsewhere"


def test_no_log_holds_a_key_a_phone_or_a_code(app, gateway, told, caplog):
    caplog.set_level(logging.INFO)
    gateway((500, "no"))
    with transaction():
        send_code(app, told, "602413", utc_now() + timedelta(minutes=10))
    assert clock(app) == 0
    app.config["SMS_URL"] = f"http://127.0.0.1:1/?account={KEY}"
    with time_machine.travel(utc_now() + timedelta(minutes=11)):
        assert clock(app) == 0
    assert "NotAccepted" in caplog.text and "nothing goes out by sms" in caplog.text
    for secret in (KEY, told.phone.removeprefix("+86"), "602413"):
        assert secret not in caplog.text, secret


def test_it_serves_the_whole_site_and_no_place_switches_it(client_as):
    clerk = client_as("方敏仪")
    assert "短信" not in clerk.get("/440783108226/modules/").text
    assert clerk.get("/440783108226/modules/sms").status_code == 404
    assert clerk.get("/440783108226/modules/sms/switch").status_code == 404


@pytest.mark.parametrize(("answer", "rule", "meant"), [
    ('{"Code": "OK"}', "Code=OK", True), ('{"Code": "NO"}', "Code=OK", False),
    ('{"a": [{"b": 0}]}', "a.0.b=0", True), ('{"a": []}', "a.0.b=0", False),
    ('{"ok": true}', "ok=true", True),
    ("no json", "Code=OK", False), ("[]", "Code=OK", False), ("null", "Code=OK", False),
    ("OK:123", "^OK:", True), ("ERR", "^OK:", False), ("anything", "", True)])
def test_what_an_answer_means(answer, rule, meant):
    assert means(answer, rule) is meant


def test_a_value_cannot_leave_its_place():
    values = dict.fromkeys(("phone", "text", "sign", "template", "code", "site"), "")
    text = {**values, "text": "{sign}&m=1 é"}
    assert filled("m={phone}&c={text}", text) == "m=&c=%7Bsign%7D%26m%3D1+%C3%A9"
    tricky = 'a"}\n{phone}'
    assert json.loads(filled('{"t": "{text}"}', {**values, "text": tricky})) == {"t": tricky}


def test_headers_of_lines_and_of_parts():
    assert headers_of("A: b:c\nD: e; F:g;") == {"A": "b:c", "D": "e", "F": "g"}
