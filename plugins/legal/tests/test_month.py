"""A month of a village, walked in a real browser: bookings, a walk-in, a no-show, a conflict passed
on, a talk, a wage lead paid in two parts; then the ledger as Excel and on paper, the figures, and
a calendar that follows.
"""

import io
import re
import urllib.request
from datetime import timedelta

import pypdfium2
import pytest
import python_calamine
import vobject
from playwright.sync_api import expect

from linli.testing.browsing import DESK, PHONE, PICTURES, picture
from linli.toolkit.album import AlbumPhoto
from linli.toolkit.calendar import local, to_utc, today
from plugins.legal.booking.models import Booking
from plugins.legal.consultation.models import Consultation
from plugins.legal.gatherings.models import Gathering
from plugins.legal.leads.models import Lead

V, TOWNSHIP = "/440783108226", "/440783108000"
LAST_MONTH = (today().replace(day=1) - timedelta(days=1)).replace(day=10)
SECRET, ADVICE = "围墙占了我家三尺巷", "先去镇里调取宅基地档案"


@pytest.fixture
def quiet_village(nothing_booked):
    """The demo before anything was booked, held or told."""
    for model in (AlbumPhoto, Gathering):
        model.delete().execute()


def time_passes(number, hour):
    """The day of this booking has come, and lies in last month now."""
    row = Booking.get(Booking.number == number)
    start = to_utc(LAST_MONTH, local(row.starts_at).time().replace(hour=hour, minute=0))
    Booking.update(starts_at=start, ends_at=start + timedelta(minutes=30),
                   made_at=start - timedelta(days=3), waited_days=3).where(Booking.id == row.id).execute()


def test_a_month_of_a_village(quiet_village, visit, server):
    resident, adviser = visit("黄美珍", PHONE), visit("司徒晴", PHONE)
    clerk, officer = visit("方敏仪", DESK), visit("冯少芬", DESK)
    others = visit("谢国强", PHONE), visit("吴国安", PHONE)
    came, absent, passed, kept = _book_four(server.url, resident, *others)
    feed = _subscribe(server.url, resident)
    _cancel(server.url, resident, kept)
    _read_feed(feed, came, kept)
    _pass_on(server.url, adviser, passed)
    for number, hour in ((came, 9), (absent, 10), (passed, 11)):
        time_passes(number, hour)
    _write_down(server.url, adviser, came, absent)
    _judge_writes_down(server.url, visit("谭仲明", PHONE), passed)
    _walk_in(server.url, adviser)
    _read_and_rate(server.url, resident, came)
    _talk(server.url, clerk)
    _lead_in_two_parts(server.url, resident, officer)
    _month_as_excel(server.url, clerk)
    _month_on_paper(server.url, clerk)
    _figures_add_up(server.url, clerk)


def _book_four(url, *residents):
    """The first resident books twice, the others once; all with 司徒晴. Returns the numbers."""
    numbers = []
    for page in (residents[0], *residents[1:], residents[0]):
        page.goto(f"{url}{V}/legal/book")
        page.get_by_role("link", name="司徒晴").first.click()
        page.locator("a.time").first.click()
        page.get_by_label("邻里纠纷").check()
        page.get_by_label("简单说几句").fill(SECRET)
        page.locator("main form button").click()
        numbers.append(page.locator(".confirmation strong").inner_text())
    return numbers


def _subscribe(url, page):
    page.goto(f"{url}/me/")
    page.get_by_role("link", name="日历订阅").click()
    page.get_by_role("button", name="要一个订阅地址").click()
    picture(page, "calendar")
    path = page.locator("#address").input_value().partition("/calendar/")[2]
    return f"{url}/calendar/{path}"


def _cancel(url, page, number):
    page.goto(f"{url}{V}/legal/bookings/{number}/cancel")
    page.get_by_label("为什么取消").fill("孩子发烧")
    page.get_by_role("button", name="取消预约").click()
    expect(page.locator("main")).to_contain_text("已取消")


def _pass_on(url, page, number):
    page.goto(f"{url}{V}/legal/bookings/{number}")
    page.get_by_role("link", name="有利益冲突").click()
    page.locator("button.time", has_text="谭仲明").first.click()
    expect(page.locator("main")).to_contain_text("转出去了")
    page.goto(f"{url}{V}/legal/bookings/{number}")
    expect(page.locator("h1")).to_have_text("没有找到这一页")


def _write_down(url, page, came, absent):
    page.goto(f"{url}{V}/legal/day?day={LAST_MONTH}")
    picture(page, "day")
    page.get_by_role("link", name=re.compile("^没来")).nth(1).click()
    page.get_by_role("button", name="记为没来").click()
    assert Booking.get(Booking.number == absent).state == "no_show"
    page.get_by_role("link", name=re.compile("^来了")).click()
    page.get_by_label("给他的意见").fill(ADVICE)
    page.get_by_label("申请调解").check()
    page.get_by_label("花了多少分钟").fill("-5")
    page.get_by_role("button", name="记好，交给他看").click()
    expect(page.locator("#summary")).to_contain_text("请填 1 到 1440")
    expect(page.get_by_label("给他的意见")).to_have_value(ADVICE)
    page.get_by_label("花了多少分钟").fill("40")
    page.get_by_role("button", name="记好，交给他看").click()
    expect(page.locator("main")).to_contain_text("能看到您的意见")
    assert Consultation.get(Consultation.number == came).minutes == 40


def _judge_writes_down(url, page, number):
    page.goto(f"{url}{V}/legal/bookings/{number}/advice")
    expect(page.locator("main")).to_contain_text(SECRET)
    page.get_by_label("给他的意见").fill(ADVICE)
    page.get_by_role("button", name="记好，交给他看").click()
    expect(page.locator("main")).to_contain_text("能看到您的意见")


def _walk_in(url, page):
    page.goto(f"{url}{V}/legal/day")
    page.get_by_role("link", name="登记没预约来的").click()
    page.get_by_label("谁来问的").fill("阿婆")
    page.get_by_label("您怎么答的").fill(ADVICE)
    page.get_by_text("还有要补的").click()
    page.get_by_label("哪一天").fill(LAST_MONTH.isoformat())
    picture(page, "walk-in")
    page.get_by_role("button", name="记好了").click()
    expect(page.locator("main")).to_contain_text("直接上门")


def _read_and_rate(url, page, number):
    page.goto(f"{url}/me/")
    page.get_by_text("办过的事").click()
    page.locator("a.card", has_text=number).click()
    expect(page.locator("main")).to_contain_text(ADVICE)
    picture(page, "advice")
    page.get_by_role("link", name="评一评").click()
    page.get_by_label("很满意").check()
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("main")).to_contain_text("谢谢您")


def _talk(url, page):
    page.goto(f"{url}{V}/legal/gatherings")
    page.get_by_role("link", name="记一场讲座").click()
    page.get_by_label("主题").fill("欠了工钱怎么要")
    page.get_by_label("哪一天").fill((today() + timedelta(days=3)).isoformat())
    page.get_by_label("地点").fill("祠堂")
    page.get_by_label("谁来讲").fill("司徒晴律师")
    page.get_by_label("算哪位顾问的服务时间").select_option(label="司徒晴")
    page.get_by_label("一共多少分钟").fill("60")
    page.get_by_label("来了多少人").fill("35")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#summary")).to_contain_text("这一天还没到")
    page.get_by_label("哪一天").fill(LAST_MONTH.isoformat())
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("35")


def _lead_in_two_parts(url, worker, officer):
    worker.goto(f"{url}{V}/legal/leads/new")
    worker.get_by_label("谁欠的").fill("包工头陈某")
    worker.get_by_label("工地或做工的地方").fill("村口路面")
    worker.get_by_label("一共欠多少").fill("1234.567")
    worker.get_by_role("button", name="报上去").click()
    expect(worker.locator("#summary")).to_contain_text("最多到分")
    worker.get_by_label("一共欠多少").fill("1234.57")
    worker.get_by_role("button", name="报上去").click()
    number = worker.locator(".confirmation strong").inner_text()
    officer.goto(f"{url}{TOWNSHIP}/legal/ledgers/leads?q={number}")
    officer.get_by_role("link", name=number).click()
    for link, fields, button in (
            ("核实", {}, "情况属实"), ("转给人社部门", {"转给哪个部门": "市人社局"}, "转出去"),
            ("记一笔到账", {"付了多少": "1000"}, "记下来"), ("记一笔到账", {"付了多少": "234.57"}, "记下来"),
            ("结案", {}, "结案")):
        officer.locator("main").get_by_role("link", name=link, exact=True).click()
        for label, value in fields.items():
            officer.get_by_label(label).fill(value)
        officer.get_by_role("button", name=button, exact=True).click()
    expect(officer.locator("main")).to_contain_text("1,234.57")
    picture(officer, "lead")
    lead = Lead.get(Lead.number == number)
    assert lead.state == "closed"
    assert sorted(payment.amount for payment in lead.payments) == [23457, 100000]


def _month_of_ledger(url, page):
    first = LAST_MONTH.replace(day=1)
    page.goto(f"{url}{V}/legal/ledgers/consultations?day_first={first}&day_last={LAST_MONTH}")
    expect(page.locator("tbody tr")).to_have_count(3)
    picture(page, "ledger-month")
    page.get_by_role("link", name="导出").click()
    page.get_by_label("季度检查").check()


def _month_as_excel(url, page):
    _month_of_ledger(url, page)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载或打印").click()
    book = python_calamine.CalamineWorkbook.from_path(download.value.path())
    rows = book.get_sheet_by_index(0).to_python()
    cells = "".join(str(cell) for row in rows for cell in row)
    assert sum(str(row[0]).startswith("FL-") or str(row[1]).startswith("FL-") for row in rows) == 3
    assert "方敏仪" in cells and "季度检查" in cells
    assert not any(words in cells for words in (SECRET, ADVICE, "阿婆", "黄美珍"))


def _month_on_paper(url, page):
    """On A4, with a page number, and looked at as a picture: not blank, and within the margins."""
    _month_of_ledger(url, page)
    page.get_by_label("打印在纸上").check()
    page.get_by_role("button", name="下载或打印").click()
    expect(page.locator(".signing")).to_contain_text("盖章")
    (sheet,) = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = sheet.get_textpage().get_text_range()
    assert "法律咨询台账" in text and re.search(r"第\s*1\s*页", text) and "季度检查" in text
    assert text.count("FL-") == 3 and SECRET not in text
    image = sheet.render(scale=1.5).to_pil()
    assert abs(image.width / image.height - 210 / 297) < 0.01
    PICTURES.mkdir(parents=True, exist_ok=True)
    image.save(PICTURES / "paper.png")
    ink = image.convert("L").point(lambda light: 255 * (light < 128)).getbbox()
    assert ink[0] > 20 and ink[2] < image.width - 20 and ink[3] < image.height


def _figures_add_up(url, page):
    page.goto(f"{url}{V}/legal/figures?period={LAST_MONTH:%Y-%m}")
    picture(page, "figures")
    for name, words in {"咨询": "3", "律师服务时间": "2 小时", "约了没来": "3 次里 1 次没来",
                        "法治讲座": "1"}.items():
        card = page.locator("section.figure", has=page.get_by_role("heading", name=name, exact=True))
        expect(card).to_contain_text(words)


def _read_feed(address, came, kept):
    with urllib.request.urlopen(address, timeout=20) as answer:
        text = answer.read().decode()
    states = {event.uid.value.partition("@")[0]: event.status.value
              for event in vobject.readOne(io.StringIO(text)).vevent_list}
    assert states.items() >= {came: "CONFIRMED", kept: "CANCELLED"}.items()
    assert SECRET not in text and ADVICE not in text
