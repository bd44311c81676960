"""Two whole cases in a real browser: one agreed, carried out and confirmed by the court, one that the
other side does not want. 吴国安 mediates at a desk, the parties hold phones.
"""

import io
from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import expect

from linli.testing.browsing import DESK, PHONE, picture
from linli.toolkit.calendar import today
from plugins.mediation.agreements.models import CONFIRMED, Confirmation
from plugins.mediation.cases.models import Case
from plugins.mediation.cases.states import CLOSED, REFUSED
from plugins.mediation.sessions.models import Session

V = "/440783108226"
ROOM = f"{V}/mediation"


@pytest.fixture
def last_case(app):
    """`last_case()`: the case that came in last."""
    return lambda: Case.select().order_by(Case.id.desc()).get()


def test_agreed_carried_out_and_confirmed(visit, server, last_case, tmp_path):
    url = server.url
    applicant, other, mediator = visit("黄美珍", PHONE), visit("谢国强", PHONE), visit("吴国安", DESK)
    _apply(url, applicant, "墙角的水滴到我家厨房，说了两回没有修")
    case = last_case()
    other.goto(f"{url}/me/")
    expect(other.locator("main")).not_to_contain_text("调解")
    _ask(url, mediator, case)
    _answer(url, other, "愿意，坐下来说说")
    picture(other, "mediation-asked")
    number = Case.get_by_id(case.id).number
    assert number.startswith(f"({today().year})") and "人调字第" in number
    _look_into(url, mediator, case)
    _sit(url, mediator, other, case)
    _agree(url, mediator, case)
    _sign(url, mediator, case, tmp_path)
    expect(mediator.locator("main")).to_contain_text("已经生效")
    _confirm(url, mediator, other, case)
    _carry_out(url, mediator, case)
    assert Case.get_by_id(case.id).state == CLOSED
    _read_the_file(url, mediator, case, number)
    assert Confirmation.get(Confirmation.case == case).state == CONFIRMED
    applicant.goto(f"{url}{ROOM}/cases/{case.code}")
    expect(applicant.locator("main")).to_contain_text("已回访结案")
    picture(applicant, "mediation-closed")


def test_the_other_side_does_not_want_to(visit, server, last_case):
    url = server.url
    applicant, other, mediator = visit("黄美珍", PHONE), visit("谢国强", PHONE), visit("吴国安", DESK)
    _apply(url, applicant, "地界的石头挪了半米")
    case = last_case()
    _ask(url, mediator, case)
    _answer(url, other, "不愿意")
    assert Case.get_by_id(case.id).state == REFUSED and Case.get_by_id(case.id).number is None
    applicant.goto(f"{url}/me/inbox")
    applicant.locator("main a", has_text="调解").first.click()
    expect(applicant.locator("main")).to_contain_text("不愿意调解")
    expect(applicant.locator("main")).to_contain_text("法院")
    picture(applicant, "mediation-refused")


def _read_the_file(url, page, case, number):
    """The whole file as one PDF: its papers in order, each with the number."""
    page.goto(f"{url}{ROOM}/cases/{case.code}/papers")
    picture(page, "mediation-file")
    page.get_by_role("link", name="整卷下载 PDF").click()
    token = page.locator("main form [name=csrf_token]").get_attribute("value")
    answer = page.request.post(f"{url}{ROOM}/cases/{case.code}/file", form={"csrf_token": token})
    document = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    texts = ["".join(each.get_textpage().get_text_bounded().split()) for each in document]
    found = [next(at for at, text in enumerate(texts) if f"人民调解委员会{title}" in text) for title in (
        "人民调解卷宗", "人民调解申请书", "人民调解权利义务告知书", "调查记录", "人民调解记录",
        "人民调解协议书", "人民调解回访记录", "司法确认有关材料", "封底")]
    assert found == sorted(found) and all(number in text for text in texts)
    assert "120.50" in "".join(texts) and "祠堂东厢" in "".join(texts)


def _apply(url, page, story):
    page.goto(f"{url}{V}/")
    page.get_by_role("link", name="乡情调解室").click()
    page.get_by_role("link", name="申请调解").first.click()
    expect(page.locator("main")).to_contain_text("这一页对方永远看不到")
    picture(page, "mediation-alone")
    page.get_by_label("没有", exact=True).check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("水、路、采光、通风").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("怎么回事").fill(story)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("对方姓名").fill("谢国强")
    page.get_by_label("对方手机号").fill("14000000002")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("main")).to_contain_text(story)
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("main")).to_contain_text("申请交上去了")


def _ask(url, page, case):
    page.goto(f"{url}{V}/desk")
    picture(page, "mediation-desk")
    page.goto(f"{url}{ROOM}/cases/{case.code}")
    page.get_by_role("link", name="问对方意见").click()
    page.get_by_role("button", name="问对方意见").click()
    expect(page.locator("main")).to_contain_text("等对方回话")


def _answer(url, page, answer):
    page.goto(f"{url}/me/inbox")
    page.locator("main a", has_text="调解").first.click()
    page.get_by_role("link", name="回话").click()
    page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="就这样回").click()
    expect(page.locator("main")).to_contain_text("记下了")


def _look_into(url, page, case):
    page.goto(f"{url}{ROOM}/cases/{case.code}")
    page.get_by_role("link", name="分给调解员").click()
    page.get_by_label("吴国安").check()
    page.get_by_role("button", name="分给调解员").click()
    page.get_by_role("link", name="开始了解情况").click()
    page.get_by_role("button", name="开始了解情况").click()
    page.get_by_role("link", name="写调查记录").click()
    page.get_by_label("调查记录").fill("到两家看了，水管接头在谢家墙里，确实在滴")
    page.get_by_role("button", name="写调查记录").click()
    expect(page.locator("main")).to_contain_text("保存好了")


def _sit(url, page, other, case):
    page.get_by_role("link", name="安排调解").click()
    page.get_by_label("哪一天").fill(str(today() + timedelta(days=1)))
    page.get_by_label("几点开始").fill("10:00")
    page.get_by_label("排多少分钟").fill("60")
    page.get_by_label("别的地方", exact=True).check()
    page.get_by_label("别的地方：在哪里").fill("祠堂东厢")
    page.get_by_role("button", name="约好").click()
    expect(page.locator("main")).to_contain_text("祠堂东厢")
    other.goto(f"{url}/me/")
    expect(other.locator("main")).to_contain_text("祠堂东厢")
    session = Session.get(Session.case == case)
    held = session.starts_at - timedelta(days=2)
    moved = Session.update(starts_at=held, ends_at=held + timedelta(hours=1))
    moved.where(Session.id == session.id).execute()
    page.goto(f"{url}{ROOM}/sessions/{session.id}/record")
    for box in page.locator('input[type=checkbox][name="came"]').all():
        box.check()
    page.locator('textarea[name="text"]').fill("双方各说一遍，谢家愿意修，黄家愿意等十天")
    page.locator('input[name="minutes"]').fill("55")
    page.get_by_role("button", name="记下来").click()
    expect(page.locator("main")).to_contain_text("谢家愿意修")


def _agree(url, page, case):
    page.goto(f"{url}{ROOM}/cases/{case.code}")
    page.get_by_role("link", name="写协议").click()
    page.get_by_label("事情是怎样的").fill("谢家水管接头滴水，湿了黄家厨房的墙")
    page.get_by_role("button", name="存下来").click()
    for who, text, amount in (("谢国强", "把接头换好，墙角重新粉刷", ""), ("谢国强", "赔灶台板", "120.50")):
        page.goto(f"{url}{ROOM}/cases/{case.code}/agreement")
        page.get_by_role("link", name="加一条").click()
        page.get_by_role("group", name="谁来做").get_by_label(who).check()
        page.get_by_role("group", name="给谁做").get_by_label("黄美珍").check()
        page.get_by_label("做什么").fill(text)
        page.get_by_label("付多少钱").fill(amount)
        page.get_by_label("什么时候以前").fill(str(today() + timedelta(days=10)))
        page.get_by_role("button", name="存下来").click()
    expect(page.locator("main")).to_contain_text("120.50 元")
    picture(page, "mediation-agreement")


def _sign(url, page, case, folder):
    for signed in (1, 2):
        page.goto(f"{url}{ROOM}/cases/{case.code}/agreement")
        page.locator('a.button[href*="/agreement/signatures/"]').first.click()
        page.get_by_label("在屏幕上签了").check()
        pad = page.locator("canvas").first
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + 20, steps=6)
        page.mouse.move(box["x"] + 60, box["y"] + 70, steps=6)
        page.mouse.up()
        page.get_by_role("button", name="用这个签名").click()
        picture(page, "mediation-signing")
        page.get_by_role("button", name="签好了").click()
        expect(page.locator("main")).to_contain_text(f"签了 {signed} 方")


def _confirm(url, page, party, case):
    party.goto(f"{url}{ROOM}/cases/{case.code}/agreement")
    expect(party.locator("main")).to_contain_text("还剩 30 天")
    page.goto(f"{url}{ROOM}/cases/{case.code}/confirmation/new")
    page.get_by_label("都没有").check()
    page.get_by_label("双方一起申请").check()
    page.get_by_label("哪一家法院").fill("开平市人民法院")
    page.locator("main form button").last.click()
    page.goto(f"{url}{ROOM}/cases/{case.code}/confirmation/decide")
    page.get_by_label("法院确认有效").check()
    page.get_by_label("裁定书编号").fill("(2026)粤0783民特18号")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("法院确认有效")


def _carry_out(url, page, case):
    for _term in range(2):
        page.goto(f"{url}{ROOM}/cases/{case.code}/agreement")
        page.get_by_role("link", name="办好了，记下来").first.click()
        page.get_by_role("button", name="办好了").click()
    page.goto(f"{url}{ROOM}/cases/{case.code}/follow-ups/new")
    page.get_by_label("黄美珍").check()
    page.get_by_label("上门").check()
    page.get_by_label("做到了，双方没有再闹").check()
    page.get_by_role("button", name="记下来").click()
    expect(page.locator("main")).to_contain_text("做到了")
