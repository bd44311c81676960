"""One resident in a real browser: puts herself forward, tries it, is appointed; claims a task, loses the
signal, hands it in all the same; the task becomes points, and the points a bag of rice.

Two plugins that do not know each other carry it.
"""

import re
from datetime import timedelta

import pytest
from peewee import fn
from playwright.sync_api import expect

from linli.database import db
from linli.jobs import run_once
from linli.modules.services import switch
from linli.testing import photo
from linli.testing.browsing import DESK, PHONE, picture
from linli.toolkit.activities import Activity
from linli.toolkit.calendar import today
from plugins.leaders.claims.models import ACCEPTED, Claim
from plugins.leaders.tasks.models import Task
from plugins.leaders.tenure.models import Tenure
from plugins.points.accounts.models import Account, Entry
from plugins.points.deeds.models import ACTIVITY, NOTICE, POSTED, Deed

V = "/440783108226"
WORTH, RICE = 5, 50


@pytest.fixture
def two_photos(tmp_path):
    """Two files as a phone's camera leaves them."""
    paths = [tmp_path / "before.jpg", tmp_path / "after.jpg"]
    for path, width in zip(paths, (640, 800), strict=True):
        path.write_bytes(photo(width, 480)[0].read())
    return [str(path) for path in paths]


@pytest.fixture
def household(app, person):
    """黄美珍's household, with enough in its passbook that the task is what it lacks for the rice."""
    account = Account.get(Account.household == person("黄美珍").household_id)
    assert account.balance >= RICE - WORTH
    return account


def test_from_a_door_to_a_bag_of_rice(app, household, visit, server, two_photos):
    resident, clerk = visit("黄美珍", PHONE), visit("方敏仪", DESK)
    _put_forward(server.url, resident)
    _interview(server.url, clerk)
    _probation_is_over(server.url, clerk, resident)
    number = _publish(server.url, clerk)
    claim = _claim(server.url, resident, number)
    _hand_in_without_a_signal(server.url, resident, claim, two_photos)
    _accept(server.url, clerk, number)
    deed = _becomes_a_deed(app, household)
    for member in ("胡月娥", "许志华", "林婉仪"):
        _vote(server.url, visit(member, PHONE), deed)
    before = Account.get_by_id(household.id).balance
    _hangs_in_notice(server.url, visit("谢国强", PHONE), app, deed)
    _stands_in_the_passbook(server.url, resident, app, deed, before + WORTH)
    redemption = _take_rice(server.url, resident)
    _fetch(server.url, visit("何永康", PHONE), redemption)
    _books_add_up(household, before + WORTH - RICE)


def _put_forward(url, page):
    page.goto(f"{url}{V}/leaders/")
    page.get_by_role("link", name="自荐").first.click()
    page.get_by_label("为哪里服务").select_option(index=1)
    page.get_by_label("说说自己").fill("住了二十年，早晚都在家，想帮大家看看楼道")
    picture(page, "put-forward")
    page.get_by_role("button", name="报名").click()
    expect(page.locator("main")).to_contain_text("约您")


def _tenure():
    return Tenure.select().order_by(Tenure.id.desc()).get()


def _interview(url, page):
    page.goto(f"{url}{V}/desk")
    page.locator(f'a[href$="/leaders/tenures/{_tenure().id}"]').first.click()
    page.get_by_role("link", name="登记面谈").click()
    page.get_by_label("通过，开始试用").check()
    page.get_by_label("面谈记录").fill("人热心，楼上楼下都说好")
    page.get_by_role("button", name="登记结果").click()
    expect(page.locator("main")).to_contain_text("试用中")


def _probation_is_over(url, clerk, resident):
    resident.goto(f"{url}{V}/leaders/tenures/{_tenure().id}")
    expect(resident.locator("main")).to_contain_text("试用到")
    expect(resident.locator("main")).not_to_contain_text("楼上楼下")  # notes are the staff's
    clerk.goto(f"{url}{V}/leaders/tenures/{_tenure().id}/review")
    clerk.get_by_label("聘任", exact=True).check()
    clerk.get_by_role("button", name="登记结果").click()
    expect(clerk.locator("main")).to_contain_text("在任")
    resident.goto(f"{url}{V}/leaders/")
    picture(resident, "leaders")


def _publish(url, page):
    page.goto(f"{url}{V}/leaders/tasks/new?topic=environment")
    page.get_by_label("要几个人").fill("1")
    page.get_by_label("最多可得多少积分").fill(str(WORTH))
    page.get_by_label("在哪里").fill("村口水塘边")
    page.get_by_role("button", name="发出去").click()
    expect(page.locator("main")).to_contain_text("任务发出去了")
    return Task.select().order_by(Task.id.desc()).get().number


def _claim(url, page, number):
    page.goto(f"{url}{V}/leaders/tasks")
    page.locator(f'a[href$="/tasks/{number}"]').click()
    expect(page.locator("main")).to_contain_text("最多可得 5 积分")
    page.get_by_role("button", name="我来做").click()
    picture(page, "claimed")
    return Claim.select().order_by(Claim.id.desc()).get()


def _hand_in_without_a_signal(url, page, claim, photos):
    """In the stairwell: two photos and a sentence wait on the phone, and go once, by themselves."""
    page.goto(f"{url}{V}/leaders/claims/{claim.id}")
    page.get_by_role("link", name=re.compile("交上去")).click()
    page.context.set_offline(True)
    page.locator("input[type=file]").set_input_files(photos)
    page.get_by_label(re.compile("做了什么|说")).first.fill("水塘边的垃圾清了，两袋")
    page.get_by_label(re.compile("分钟|多久")).first.fill("40")
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("body")).to_contain_text("没有信号")
    picture(page, "no-signal")
    assert Claim.get_by_id(claim.id).submitted_at is None
    page.context.set_offline(False)
    page.wait_for_url(re.compile(rf"/leaders/claims/{claim.id}$"))
    expect(page.locator("main")).to_contain_text("等验收")
    expect(page.locator("main img")).to_have_count(2)
    picture(page, "handed-in")


def _accept(url, page, number):
    page.goto(f"{url}{V}/desk")
    page.get_by_role("link", name=re.compile("验收")).first.click()
    page.goto(f"{url}{V}/leaders/reviews/{_claim_of(number).id}")
    picture(page, "review")
    page.get_by_role("button", name="通过", exact=True).click()
    page.wait_for_url(lambda address: f"/reviews/{_claim_of(number).id}" not in address)
    assert _claim_of(number).state == ACCEPTED


def _claim_of(number):
    return Claim.select().join(Task).where(Task.number == number).get()


def _becomes_a_deed(app, household):
    run_once(app)
    run_once(app)  # each activity is taken once, however often the clock goes round
    with db.connection_context():
        deeds = list(household.deeds.where(Deed.source == ACTIVITY).order_by(Deed.id.desc()))
        assert deeds[0].activity == Activity.select().order_by(Activity.id.desc()).get()
        assert deeds[0].points == WORTH
    return deeds[0].number


def _vote(url, page, number):
    page.goto(f"{url}{V}/points/decide")
    page.get_by_role("button", name=f"同意 {number}", exact=True).click()
    expect(page.locator("main")).to_contain_text(re.compile("您：同意|通过了"))


def _hangs_in_notice(url, page, app, number):
    with db.connection_context():
        assert Deed.get(Deed.number == number).state == NOTICE
    page.goto(f"{url}{V}/points/notices")
    expect(page.locator("main")).to_contain_text("志愿服务")
    picture(page, "notice")
    run_once(app)  # nothing posts while it hangs
    with db.connection_context():
        assert Deed.get(Deed.number == number).state == NOTICE
        Deed.update(notice_from=today() - timedelta(days=8), notice_until=today() - timedelta(days=1)).where(
            Deed.number == number).execute()
    run_once(app)


def _stands_in_the_passbook(url, page, app, number, balance):
    with db.connection_context():
        assert Deed.get(Deed.number == number).state == POSTED
    page.goto(f"{url}{V}/points/passbook")
    expect(page.locator("main")).to_contain_text(f"{balance} 分")
    expect(page.locator("main")).to_contain_text("志愿服务")
    picture(page, "passbook")


def _take_rice(url, page):
    page.goto(f"{url}{V}/points/shop")
    picture(page, "shop")
    page.get_by_role("button", name=re.compile("^换 1 .* 米$")).click()
    expect(page.locator("main")).to_contain_text("换好了")
    expect(page.get_by_role("img", name="领取用的二维码")).to_be_visible()
    picture(page, "redemption")
    return page.locator(".confirmation strong").first.inner_text()


def _fetch(url, page, number):
    page.goto(f"{url}{V}/points/counter")
    page.get_by_label("领取编号").fill(number)
    page.get_by_role("button", name="查一查").click()
    page.get_by_role("button", name="发放", exact=True).click()
    expect(page.locator("main")).to_contain_text("已领走")
    picture(page, "handed-over")


def _books_add_up(household, balance):
    with db.connection_context():
        account = Account.get_by_id(household.id)
        lines = [entry.points for entry in account.entries]
        assert account.balance == sum(lines) == balance
        everybody = Account.select(fn.SUM(Account.balance)).scalar()
        assert everybody == Entry.select(fn.SUM(Entry.points)).scalar()


@pytest.mark.parametrize(("off", "name", "paths"), [
    ("points", "邓桂香", ("/leaders/", "/leaders/tasks", "/leaders/tasks/RW-2026-0004", "/")),
    ("leaders", "黄美珍", ("/points/", "/points/book", "/points/passbook", "/points/shop", "/"))])
def test_each_works_without_the_other(client_as, village, off, name, paths):
    """With one of them switched off the other opens, and says nothing of it."""
    switch(village("宅群村"), off, False, None)
    client = client_as(name)
    for path in paths:
        page = client.get(f"{V}{path}")
        assert page.status_code == 200, path
        assert f'{V}/{off}/' not in page.text, path
        assert off != "points" or "积分" not in page.text, path
    assert client.get(f"{V}/{off}/").status_code == 404


def test_a_clerk_publishes_without_a_word_of_points_where_nobody_gives_any(client_as, village):
    switch(village("宅群村"), "points", False, None)
    assert "积分" not in client_as("方敏仪").get(f"{V}/leaders/tasks/new").text
