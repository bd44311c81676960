"""The story of the first booking, in a real browser: the clerk, two residents, the adviser.

Its pictures stand in README.md (`make pictures`).
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from linli.modules.models import ModuleSwitch
from linli.testing.browsing import DESK, PHONE, overflow, picture
from linli.toolkit.calendar import today
from plugins.legal.roster.models import Roster

V = "/440783108226"


@pytest.fixture
def untouched(nothing_booked, village):
    """宅群村 before anybody switched the module on: no roster, no booking."""
    place = village("宅群村")
    Roster.delete().where(Roster.locality == place).execute()
    ModuleSwitch.delete().where(ModuleSwitch.locality == place).execute()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_from_the_switch_to_a_place_that_changes_hands(untouched, visit, server, javascript):
    clerk = visit("方敏仪", DESK)
    _switch_on_and_make_a_roster(clerk, server.url)
    resident = visit("黄美珍", PHONE, java_script_enabled=javascript)
    number = _book(resident, server.url)
    moved_from, moved_to = _move(resident, server.url, number)
    assert moved_from != moved_to
    _cancel(resident, server.url, number)
    second = visit("谢国强", PHONE, java_script_enabled=javascript)
    _take_the_place(second, server.url, moved_to)
    _adviser_reads(visit("司徒晴", PHONE), server.url)
    clerk.goto(f"{server.url}{V}/legal/coming")
    expect(clerk.locator("tbody tr")).to_contain_text("谢国强")
    clerk.goto(f"{server.url}{V}/legal/ledgers/bookings")
    picture(clerk, "ledger")
    expect(clerk.locator("tbody tr")).to_have_count(2)
    for private in ("围墙占了我家三尺巷", "谢国强", "黄美珍"):
        expect(clerk.locator("main")).not_to_contain_text(private)


def test_another_day_comes_without_a_new_page(visit, server):
    page = visit("黄美珍", PHONE)
    page.goto(f"{server.url}{V}/legal/book")
    page.evaluate("window.same = true")
    before = page.locator("#day").inner_text()
    page.locator("a.day").nth(1).click()
    expect(page.locator("#day")).not_to_have_text(before)
    assert page.evaluate("window.same") and "day=" in page.url
    expect(page.locator("h1")).to_have_count(1)


def _switch_on_and_make_a_roster(page, url):
    page.goto(f"{url}{V}/")
    expect(page.locator("a.tile")).to_have_count(0)
    page.goto(f"{url}{V}/modules/")
    picture(page, "modules")
    page.get_by_role("link", name="开通 法律顾问").click()
    page.get_by_role("button", name="开通").click()
    expect(page.locator("main")).to_contain_text("法律顾问 已开通")
    page.locator(".side summary", has_text="法律顾问").click()
    page.get_by_role("link", name="顾问与排班").click()
    page.get_by_role("link", name="加排班 司徒晴").click()
    page.get_by_label("哪位顾问").select_option(label="司徒晴")
    weekday = (today() + timedelta(days=2)).weekday()  # far enough for every hour to be open
    page.get_by_label("周几").select_option(str(weekday))
    page.get_by_label("几点开始").fill("09:00")
    page.get_by_label("几点结束").fill("11:30")
    page.get_by_label("地点", exact=True).fill("党群服务中心二楼")
    page.get_by_label("放假照常").check()
    picture(page, "roster")
    page.get_by_role("button", name="排好了").click()
    expect(page.locator("main")).to_contain_text(f"每周{'一二三四五六日'[weekday]} 9:00–11:30")
    picture(page, "advisers")


def _book(page, url):
    page.goto(f"{url}{V}/")
    page.locator("a.tile", has_text="法律顾问").click()
    page.get_by_role("link", name="预约咨询").click()
    picture(page, "times")
    page.locator("a.time").first.click()
    page.locator("main form button").click()
    expect(page.locator("#summary")).to_contain_text("请选一项")
    page.get_by_label("邻里纠纷").check()
    page.get_by_label("简单说几句").fill("围墙占了我家三尺巷")
    picture(page, "matter")
    page.locator("main form button").click()
    number = page.locator(".confirmation strong").inner_text()
    picture(page, "booked")
    assert re.fullmatch(r"FL-\d{4}-\d{4}", number) and overflow(page) <= 0
    page.goto(f"{url}{V}/")
    expect(page.locator("a.card.mine")).to_contain_text("司徒晴")
    picture(page, "village")
    return number


def _move(page, url, number):
    page.goto(f"{url}{V}/legal/bookings/{number}")
    before = page.locator("h1").inner_text()
    page.get_by_role("link", name="改时间").click()
    page.locator("button.time").nth(1).click()
    page.wait_for_url("**/booked")
    page.goto(f"{url}{V}/legal/bookings/{number}")
    picture(page, "booking")
    return before, page.locator("h1").inner_text()


def _cancel(page, url, number):
    page.get_by_role("link", name="取消预约").click()
    page.get_by_label("为什么取消").fill("孩子发烧")
    page.get_by_role("button", name="取消预约").click()
    expect(page.locator("main")).to_contain_text("已取消")
    page.goto(f"{url}/me/")
    expect(page.locator("main")).to_contain_text("眼下没有等您的事")
    page.goto(f"{url}/me/inbox")
    expect(page.locator("main")).to_contain_text("预约取消了")
    picture(page, "inbox")


def _take_the_place(page, url, freed):
    page.goto(f"{url}{V}/legal/book")
    clock = freed.split(" ")[-1].removeprefix("上午").strip()
    page.locator("a.time", has_text=clock).first.click()
    expect(page.locator("main")).to_contain_text(freed)
    page.get_by_label("其他").check()
    page.get_by_label("简单说几句").fill("想问问租约")
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("约好了")


def _adviser_reads(page, url):
    page.goto(f"{url}/me/")
    page.locator("a.card.mine").click()
    expect(page.locator("main")).to_contain_text("想问问租约")
    picture(page, "adviser")
