"""The private address of a calendar: who gets one, who is let in, and what ends it at once."""

import hashlib
import io
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
import peewee
import pytest
import time_machine

from linli.database import db, utc_now
from linli.feeds import services
from linli.feeds.models import Feed
from linli.hookspecs import hookimpl
from linli.logs import JsonLines
from linli.people.services import disable
from linli.plugins import Module
from linli.testing import post
from linli.testing.pages import PageReader

PAGE = "/me/calendar"
SECRET = "s" * 64


def make(client):
    """Ask for an address on the page; its path."""
    assert post(client, PAGE, {"act": "make"}).status_code == 303
    return path_on(client.get(PAGE).text)


def path_on(html):
    return urlsplit(re.search(r'id="address" value="([^"]+)"', html)[1]).path


@pytest.fixture
def stranger(client_as):
    """A calendar program: nobody is signed in."""
    return client_as(None)


@pytest.fixture
def feed(client_as):
    """(client of 黄美珍, path of her feed)."""
    client = client_as("黄美珍")
    return client, make(client)


def test_the_page_makes_an_address_and_shows_it_again(client_as, stranger):
    client = client_as("黄美珍")
    assert 'id="address"' not in client.get(PAGE).text
    path = make(client)
    page = client.get(PAGE)
    assert path_on(page.text) == path and "还没有日历来取过" in page.text
    assert f"http://127.0.0.1:8000{path}" in page.text and f"webcal://127.0.0.1:8000{path}" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert PAGE in client.get("/me/").text
    assert stranger.get(path).status_code == 200
    assert "日历最近来取过" in client.get(PAGE).text


def test_a_calendar_program_is_answered_in_its_language(client_as, stranger):
    answer = stranger.get(make(client_as("司徒晴")))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    calendar = icalendar.Calendar.from_ical(answer.data)
    assert calendar["X-WR-CALNAME"] == "邻里日程" and calendar.events


def test_head_and_an_unchanged_calendar_cost_no_body(feed, stranger):
    whole, head = stranger.get(feed[1]), stranger.head(feed[1])
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert head.headers["ETag"] == whole.headers["ETag"]
    again = stranger.get(feed[1], headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    other = stranger.get(feed[1], headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200 and other.data


def test_another_address_ends_the_old_one_at_once(feed, stranger):
    client, old = feed
    new = make(client)
    assert new != old and path_on(client.get(PAGE).text) == new
    assert (stranger.get(old).status_code, stranger.get(new).status_code) == (404, 200)
    assert Feed.select().where(Feed.ended_at.is_null()).count() == 1


def test_ended_means_gone_and_one_may_begin_again(feed, stranger):
    client, old = feed
    etag = stranger.get(old).headers["ETag"]
    assert post(client, PAGE, {"act": "end"}).status_code == 303
    gone = stranger.get(old, headers={"If-None-Match": etag})
    assert gone.status_code == 404 and gone.headers["X-Robots-Tag"] == "noindex"
    assert gone.headers["Referrer-Policy"] == "no-referrer"
    assert 'id="address"' not in client.get(PAGE).text
    assert make(client) != old and stranger.get(old).status_code == 404


def test_a_disabled_account_has_no_calendar(feed, stranger, person):
    disable(person("黄美珍"))
    assert stranger.get(feed[1]).status_code == 404


def test_one_does_not_end_anothers(feed, client_as, stranger):
    other = client_as("谢国强")
    assert path_on_or_none(other.get(PAGE).text) is None
    assert make(other) != feed[1]
    post(other, PAGE, {"act": "end"})
    assert stranger.get(feed[1]).status_code == 200


def path_on_or_none(html):
    return path_on(html) if 'id="address"' in html else None


def test_a_forged_address_is_not_found(feed, stranger):
    path = feed[1]
    number, _dash, signature = path.removeprefix("/calendar/").removesuffix(".ics").partition("-")
    row = Feed.get()
    forged = [
        number, f"{number}-", f"-{signature}", f"{int(number) + 1}-{signature}", f"0{number}-{signature}",
        f"{number}-{signature[:-1]}", f"{number}-{signature}=", f"{number}-{signature.swapcase()}",
        f"{number}-{row.key}", f"{number}-{hashlib.sha256(row.key.encode()).hexdigest()}",
        f"１-{signature}", f"{number}-é", "9" * 400, "😀", f"{number} -{signature}"]
    for token in forged:
        assert stranger.get(f"/calendar/{token}.ics").status_code == 404, token
    assert stranger.get(f"/440783108226{path}").status_code == 404


def test_the_table_alone_gives_nobody_an_address(feed):
    row = Feed.get()
    stored = " ".join(str(value) for value in row.__data__.values())
    signature = feed[1].removesuffix(".ics").partition("-")[2]
    assert len(signature) >= 43 and signature not in stored
    assert services.token_of(row, SECRET) != services.token_of(row, SECRET[1:])
    assert services.find(services.token_of(row, SECRET), SECRET).id == row.id
    assert services.find(services.token_of(row, "other"), SECRET) is None


def test_the_address_is_not_logged(app, feed, stranger):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("linli")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        assert stranger.get(feed[1]).status_code == 200
        assert stranger.get(feed[1][:-6] + ".ics").status_code == 404
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    assert "/calendar/<token>.ics" in said.getvalue()
    assert feed[1].partition("-")[2][:12] not in said.getvalue()


def test_a_fetch_is_noted_once_an_hour(feed, stranger):
    start = datetime.now(UTC).replace(microsecond=0)
    noted = []
    for minutes in (0, 30, 59, 61, 90):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            stranger.get(feed[1])
        noted.append((Feed.get().last_fetched_at - start) // timedelta(minutes=1))
    assert noted == [0, 0, 0, 61, 61]


def test_the_same_tap_twice_makes_one(client_as):
    client = client_as("黄美珍")
    fields = next(form.fields for form in PageReader(client.get(PAGE).text).forms if form.action == PAGE)
    for _each in range(2):
        assert client.post(PAGE, data=fields).status_code == 303
    assert Feed.select().count() == 1


def test_many_taps_at_once_leave_one_live_address(app, person):
    def tap(number):
        with app.app_context(), db.connection_context():
            return services.make(person("黄美珍"), f"tap-{number}").id
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(tap, range(6)))
    assert len(set(made)) == 6
    assert [row.id for row in Feed.select().where(Feed.ended_at.is_null())] == [max(made)]


def test_the_database_holds_one_live_address_a_person(feed, person):
    with pytest.raises(peewee.IntegrityError), db.atomic():
        Feed.create(person=person("黄美珍"), key="k")
    Feed.create(person=person("黄美珍"), key="k", ended_at=utc_now())


def test_where_a_plugin_fails_the_calendar_keeps_what_it_has(app, feed, load, caplog):
    class Broken:
        @hookimpl
        def linli_calendar_items(self, person):
            raise RuntimeError("items")
    load(Broken(), Module("broken", title="坏的", summary="总是出错", icon="warning"))
    assert app.test_client().get(feed[1]).status_code == 500
