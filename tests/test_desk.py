"""The staff desk: its links stand by module, and nothing of a matter is hidden on a phone."""

import re

from linli.testing.browsing import DESK, PHONE, faults_by_axe, overflow

D = "/440783108226/desk"


def test_the_links_stand_by_module_with_ledgers_and_figures_below_what_is_managed(client_as):
    side = re.search(r'<nav class="side".*?</nav>', client_as("方敏仪").get(D).text, re.S)[0]
    legal = side[side.index("<summary>法律顾问"):side.index("<summary>积分存折")]
    assert "/legal/ledgers/bookings" in legal and "/legal/figures" in legal and "/points/" not in legal
    assert side.index("服务开关") < side.index("<summary>法律顾问")


def test_on_a_phone_a_summary_opens_the_links_and_each_matter_is_whole(visit, server):
    page = visit("方敏仪", PHONE)
    page.goto(server.url + D)
    assert not page.locator(".side").is_visible() and overflow(page) <= 0
    box = page.locator(".todo .pill").first.bounding_box()
    assert box["x"] + box["width"] <= PHONE["width"]
    page.locator(".contents summary").press("Enter")
    assert page.locator(".side").is_visible() and not faults_by_axe(page)


def test_on_a_wide_screen_the_links_of_the_current_module_stand_open(visit, server):
    page = visit("方敏仪", DESK)
    page.goto(server.url + D)
    assert page.locator(".side").is_visible() and not page.locator(".contents").is_visible()
    assert page.locator(".side").bounding_box()["height"] < DESK["height"]
    page.locator(".side summary", has_text="管理").click()
    page.get_by_role("link", name="服务开关").click()
    page.wait_for_url("**/modules/")
    assert page.locator(".side > details[open] > summary").all_text_contents() == ["管理"]
    assert page.locator(".side").bounding_box()["height"] < DESK["height"]
