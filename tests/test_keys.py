"""The keys of the desk, in a real browser: they help whoever looks, and never disturb whoever types."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from linli.testing.browsing import DESK, PHONE, faults_by_axe
from linli.web import STATIC

V = "/440783108226"
DESK_PAGE, LEDGER, SEARCH = f"{V}/desk", f"{V}/legal/ledgers/bookings", f"{V}/search?q=2026"
PRINTED = "window.printed = 0; window.print = () => { window.printed += 1; }"


@pytest.fixture
def desk(visit, server):
    """`desk(path)`: a clerk's page on a wide screen; what it prints is counted."""
    def open_page(path, **options):
        page = visit("方敏仪", DESK, **options)
        page.add_init_script(PRINTED)
        page.goto(server.url + path)
        return page
    return open_page


@pytest.mark.parametrize("path", [DESK_PAGE, LEDGER, SEARCH])
def test_j_and_k_move_through_rows_and_cards_and_enter_opens(desk, path):
    page = desk(path)
    rows = page.locator("main [data-row-href], main a.card")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        expect(rows.nth(place)).to_have_class(re.compile(r"\bhere\b"))
        assert page.locator(".here").count() == 1
        assert rows.nth(place).evaluate("row => row.contains(document.activeElement)")
    assert page.locator("#keys [role=status]").inner_text() == f"第 2 条，共 {rows.count()} 条"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    address = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_a_slash_goes_to_the_search_and_escape_back(desk):
    page = desk(DESK_PAGE)
    for key in ("/", "Slash"):
        page.keyboard.press(key)
        expect(page.locator("#find")).to_be_focused()
        assert page.locator("#find").input_value() == ""
        page.keyboard.press("Escape")
        expect(page.locator("#find")).not_to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("j/k?p")
    assert page.locator("#find").input_value() == "j/k?p" and page.locator(".here").count() == 0
    assert page.locator("#keys-list").is_hidden() and page.evaluate("window.printed") == 0


def test_p_prints_the_page_or_leads_to_the_paper(desk):
    page = desk(DESK_PAGE)
    page.keyboard.press("p")
    assert page.evaluate("window.printed") == 1
    page = desk(LEDGER)
    address = page.locator("[data-print-href]").get_attribute("href")
    page.keyboard.press("p")
    page.wait_for_url(f"**{address}")


def test_a_question_mark_shows_the_keys_and_puts_them_away(desk):
    page = desk(DESK_PAGE)
    page.keyboard.press("?")
    expect(page.locator("#keys-list")).to_be_focused()
    assert "下一条" in page.locator("#keys-list").inner_text() and not faults_by_axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys button")).to_be_focused()
    assert page.locator("#keys-list").is_hidden()


def test_whoever_does_not_want_them_switches_them_off_for_good(desk):
    page = desk(DESK_PAGE)
    page.locator("#keys button").click()
    page.locator("#keys input").uncheck()
    page.reload()
    for key in ("j", "/", "p", "?"):
        page.locator("h1").click()
        page.keyboard.press(key)
    assert page.locator(".here").count() == 0 and page.evaluate("window.printed") == 0
    expect(page.locator("#find")).not_to_be_focused()


def test_keys_of_the_browser_stay_its_own(desk):
    page = desk(DESK_PAGE)
    for key in ("Control+j", "Alt+j", "Meta+j", "Control+p", "Control+/"):
        page.keyboard.press(key)
        assert page.locator(".here").count() == 0 and page.evaluate("window.printed") == 0, key
    expect(page.locator("#find")).not_to_be_focused()


def test_an_input_method_is_let_alone_and_its_wide_signs_are_understood(desk):
    page = desk(DESK_PAGE)
    press = """([key, more]) => document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }))"""
    for more in ({"isComposing": True}, {"keyCode": 229}):
        page.evaluate(press, ["j", more])
        assert page.locator(".here").count() == 0
    page.evaluate(press, ["ｊ", {}])
    assert page.locator(".here").count() == 1
    page.evaluate(press, ["？", {}])
    assert page.locator("#keys-list").is_visible()
    page.evaluate(press, ["、", {}])
    expect(page.locator("#find")).to_be_focused()


def test_typing_in_any_field_moves_nothing(desk):
    page = desk(LEDGER)
    fields = page.locator("main input:visible, main select:visible").all()
    assert len(fields) > 3
    for field in fields:
        field.focus()
        for key in ("j", "k", "p", "?", "/"):
            field.press(key)
    assert page.locator(".here").count() == 0 and page.evaluate("window.printed") == 0
    assert page.locator("#keys-list").is_hidden() and page.url.endswith(LEDGER)


def test_without_javascript_nothing_promises_keys(desk):
    page = desk(LEDGER, java_script_enabled=False)
    assert page.locator("#keys").is_hidden() and page.locator("td a").first.is_visible()


def test_only_wide_pages_bring_the_script_and_it_is_small(client_as, visit, server):
    scripts = {path: "/js/keys.js" in client_as(name).get(path).text for name, path in (
        ("方敏仪", DESK_PAGE), ("方敏仪", LEDGER), ("黄美珍", f"{V}/"), ("黄美珍", f"{V}/legal/"))}
    assert scripts == {DESK_PAGE: True, LEDGER: True, f"{V}/": False, f"{V}/legal/": False}
    assert len(gzip.compress((STATIC / "js" / "keys.js").read_bytes())) < 1_500
    page = visit("方敏仪", PHONE)
    page.goto(server.url + DESK_PAGE)
    assert page.locator("#keys").is_hidden()
