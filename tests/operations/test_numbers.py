"""Whoever rings about an error page reads out its number, and the log has it beside the cause."""

import json
import re

import peewee
import pytest
from flask.sessions import SecureCookieSessionInterface

from linli.access import permission
from linli.database import LostRace

VILLAGE = "/440783108226/"


@pytest.fixture
def plant(app, monkeypatch):
    """`plant(error)`: the home of a village raises it."""
    def fail(error):
        @permission("public")
        def failing(**_arguments):
            raise error
        adapter = app.url_map.bind("127.0.0.1")
        monkeypatch.setitem(app.view_functions, adapter.match(VILLAGE)[0], failing)
    return fail


def number_on(answer):
    return re.search(r"代号 \d+ · ([0-9a-f]{10})", answer.text)[1]


def same_number(answer, lines, cause=None):
    """The page, the line of the request and that of the cause agree."""
    number = number_on(answer)
    (asked,) = [line for line in lines if line["message"] == "request"]
    assert (asked["id"], asked["status"]) == (number, answer.status_code)
    if cause:
        (told,) = [line for line in lines if line.get("where", [""])[0] == cause]
        assert (told["id"], told["level"]) == (number, "error")


@pytest.mark.parametrize(("error", "status", "cause"), [
    (RuntimeError("黄美珍"), 500, "RuntimeError"),
    (peewee.OperationalError("locked"), 503, "OperationalError"),
    (peewee.InterfaceError("gone"), 503, "InterfaceError"), (LostRace(), 409, None)])
def test_page_and_log_agree(app, plant, lines, error, status, cause):
    plant(error)
    answer = app.test_client().get(VILLAGE)
    assert answer.status_code == status
    same_number(answer, lines(), cause)
    assert "黄美珍" not in json.dumps(lines(), ensure_ascii=False)


def test_a_page_that_is_none(app, lines):
    answer = app.test_client().get("/nowhere")
    assert answer.status_code == 404
    same_number(answer, lines())


def test_each_request_has_its_own(app):
    client = app.test_client()
    assert number_on(client.get("/nowhere")) != number_on(client.get("/nowhere"))


def test_before_the_request_begins(app, lines, monkeypatch):
    class Broken(SecureCookieSessionInterface):
        def open_session(self, app, request):
            raise RuntimeError
    monkeypatch.setattr(app, "session_interface", Broken())
    answer = app.test_client().get("/feeds/a-private-address.ics")
    assert answer.status_code == 500
    same_number(answer, lines(), "RuntimeError")
    assert "a-private-address" not in json.dumps(lines())


def test_outside_of_it(app, lines, monkeypatch):
    def broken(_environ, _start_response):
        raise OSError
    monkeypatch.setattr(app.wsgi_app, "site", broken)
    answer = app.test_client().get(VILLAGE)
    assert answer.status_code == 500
    (told,) = lines()
    assert told["id"] == number_on(answer) and told["where"][0] == "OSError"


def test_a_plugin_that_fails_beside_the_page(app, lines, client_as, monkeypatch):
    implementation = app.extensions["linli"].manager.hook.linli_home_cards.get_hookimpls()[0]

    def broken(**_arguments):
        raise RuntimeError
    monkeypatch.setattr(implementation, "function", broken)
    monkeypatch.setattr(implementation, "argnames", ())
    assert client_as("方敏仪").get(VILLAGE).status_code == 200
    told = next(line for line in lines() if "where" in line)
    asked = next(line for line in lines() if line["message"] == "request")
    assert told["id"] == asked["id"] and implementation.plugin_name in told["message"]
