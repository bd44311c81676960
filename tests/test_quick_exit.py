"""Somebody who must leave a page quickly leaves it, and Back does not lead there again."""

import pytest
from flask import get_template_attribute
from playwright.sync_api import expect

from linli.testing.browsing import DESK, PHONE, faults_by_axe, overflow

V = "/440783108226"
OUTSIDE = "https://www.weather.com.cn/"


@pytest.fixture
def exposed(app, server, visit):
    """`exposed(…)`: a long page of this site with a way out at its top, after another one; no network.
    `asked` on it are the headers with which the browser asked for the page outside.
    """
    with app.test_request_context():
        way_out = str(get_template_attribute("macros/pieces.html", "quick_exit")())

    def add(route):
        answer = route.fetch()
        head, tag, rest = answer.text().partition('<main id="main" tabindex="-1">')
        route.fulfill(response=answer, body=head + tag + way_out + rest)

    def open_page(**options):
        page = visit(None, **options)
        page.asked = []

        def answer(route):
            page.asked.append(route.request.all_headers())
            route.fulfill(body="<title>天气</title>", content_type="text/html; charset=utf-8")
        page.route(f"**{V}/legal/", add)
        page.route(OUTSIDE, answer)
        page.goto(f"{server.url}{V}/")
        page.goto(f"{server.url}{V}/legal/")
        return page
    return open_page


def left_for_good(page, server):
    """Outside, which was told nothing; and Back leads to the page before."""
    page.wait_for_url(OUTSIDE)
    assert not any("referer" in headers for headers in page.asked) and page.asked
    page.go_back()
    expect(page).to_have_url(f"{server.url}{V}/")


def test_one_tap_leaves(exposed, server):
    page = exposed()
    page.get_by_text("马上离开这一页").click()
    left_for_good(page, server)


def test_three_times_escape_leaves_and_twice_does_not(exposed, server):
    page = exposed(size=DESK)
    expect(page.get_by_text("连按三下 Esc 键也可以")).to_be_visible()
    for key in ("Escape", "Escape", "Tab", "Escape", "Escape"):
        page.keyboard.press(key)
    expect(page).to_have_url(f"{server.url}{V}/legal/")
    page.keyboard.press("Escape")
    left_for_good(page, server)


def test_without_javascript_it_is_a_link_that_tells_nothing(exposed):
    page = exposed(java_script_enabled=False)
    assert not page.get_by_text("连按三下 Esc 键也可以").is_visible()
    page.get_by_text("马上离开这一页").click()
    page.wait_for_url(OUTSIDE)
    assert page.asked and "referer" not in page.asked[0]


@pytest.mark.parametrize(("size", "large"), [(PHONE, False), ({"width": 320, "height": 640}, True)])
def test_it_stays_in_reach(exposed, size, large):
    page = exposed(size=size, large=large)
    assert overflow(page) <= 0 and not faults_by_axe(page)
    page.evaluate("document.querySelector('main').style.minHeight = '3000px'; window.scrollTo(0, 1500)")
    expect(page.get_by_text("马上离开这一页")).to_be_in_viewport(ratio=1)
