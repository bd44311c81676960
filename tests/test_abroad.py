"""Villagers abroad: their numbers sign in and are booked for, and every time is also told by their clocks."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from linli.people.models import Person
from linli.people.services import normal_phone
from linli.testing import csrf, post
from linli.testing.browsing import PHONE, faults_by_axe, overflow
from linli.toolkit.notices import Notice
from linli.toolkit.phones import masked, plain
from linli.toolkit.zones import COOKIE
from plugins.legal.booking.models import Booking

V = "/440783108226"
BESIDE = re.compile(r"（您那里是前一天 (下午|晚上) \d+:\d\d）")


@pytest.mark.parametrize("typed", ["+1 604 555 0123", "+1 (415) 555-0123", "+852 9123 4567", "+853 6612 3456",
                                   "+886 912 345 678", "+61 412 345 678", "+60 12-345 6789"])
def test_a_number_from_abroad_signs_in_and_is_found_and_shown(client_as, person, typed):
    kept = normal_phone(typed)
    Person.update(phone=kept).where(Person.id == person("黄美珍").id).execute()
    client = client_as()
    token = csrf(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"phone": typed, "password": "tangkou-demo", "csrf_token": token})
    assert answer.status_code == 303 and "黄美珍" in client.get("/me/").text
    found = client_as("方敏仪").get(f"{V}/search", query_string={"q": typed}).text
    assert "<b>黄美珍</b>" in found and masked(kept) in found
    assert plain(kept) not in client_as("方敏仪").get(f"{V}/search?q=hmz").text
    assert normal_phone(plain(kept)) == kept


def test_an_adviser_reads_the_number_of_whoever_booked_from_abroad(client_as, person):
    kept = normal_phone("+1 604 555 0123")
    one = Booking.select().where(Booking.resident != person("黄美珍").id).order_by(Booking.id.desc()).first()
    Booking.update(resident=person("黄美珍"), state="held").where(Booking.id == one.id).execute()
    Person.update(phone=kept).where(Person.id == person("黄美珍").id).execute()
    text = client_as(one.adviser.person.name).get(f"/{one.locality_id}/legal/bookings/{one.number}").text
    assert f'href="tel:{kept}"' in text and "+1 604-555-0123" in text


def test_a_resident_in_vancouver_books_by_both_clocks(client_as, person):
    """The pages say both; what is kept and told says Beijing time."""
    with time_machine.travel(datetime(2026, 11, 29, 2, 0, tzinfo=UTC), tick=False):
        client = client_as("黄美珍")
        assert "您那里" not in client.get(f"{V}/legal/book").text
        assert post(client, "/me/where", {"zone": "America/Vancouver"}).status_code == 303
        assert "加拿大：温哥华" in client.get("/me/").text
        times = client.get(f"{V}/legal/book").text
        url, words = re.search(r'class="time" href="([^"]+)">([^<]+)<', times).groups()
        assert BESIDE.search(words), words
        answer = post(client, url.replace("&amp;", "&"), {"kind": "family", "text": "想问房子的事"},
                      follow_redirects=True)
        assert answer.status_code == 200 and BESIDE.search(answer.text)
        assert BESIDE.search(client.get("/me/").text) and BESIDE.search(client.get(f"{V}/").text)
        told = Notice.select().where(Notice.person == person("黄美珍")).order_by(Notice.id.desc()).get()
        assert "您那里" not in told.text + told.title
        assert "您那里" not in client_as("方敏仪").get(f"{V}/legal/coming").text


def test_back_home_nothing_stands_beside(client_as):
    client = client_as("黄美珍")
    client.set_cookie(COOKIE, "America/Vancouver")
    assert "（您那里是" in client.get("/me/devices").text
    post(client, "/me/where", {"zone": "Asia/Shanghai"})
    assert "（您那里是" not in client.get("/me/devices").text
    post(client, "/me/where", {"zone": ""})
    assert "（您那里是" in client.get("/me/devices").text
    assert post(client, "/me/where", {"zone": "Mars/Olympus"}).status_code == 422


def test_the_phone_tells_its_zone_and_is_told_both_times(visit, server):
    page = visit("黄美珍", PHONE, timezone_id="America/Vancouver")
    for path in (f"{V}/legal/book", "/me/devices", "/me/where"):
        page.goto(server.url + path)
        assert ("（您那里是" in page.locator("main").inner_text()) == (path != "/me/where")
        assert overflow(page) <= 0 and not faults_by_axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{server.url}{V}/legal/book")
    assert overflow(page) <= 0 and "abroad" in page.locator("html").get_attribute("class")


def test_a_phone_at_home_keeps_no_zone(visit, server):
    page = visit("黄美珍", PHONE)
    page.goto(f"{server.url}/me/devices")
    assert "您那里" not in page.locator("main").inner_text()
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE]
