"""One camera of a shop, in a real browser, from the application to the fault that is repaired: more is
asked for once, the site is looked at, the price is split, two approve in turn, the resident pays at the
office, it is put up, accepted, filed with the police, settled with the telecom, and one day has no
picture.
"""

import io

import pypdfium2
import pytest
from playwright.sync_api import expect

from linli.testing import photo
from linli.testing.browsing import DESK, PHONE, picture
from linli.toolkit.calendar import today
from plugins.cctv.applications.models import SETTLED, Application
from plugins.cctv.cameras.models import WORKING, Camera, Fault
from plugins.cctv.programmes.models import OPEN, Package, Programme
from plugins.cctv.settlements.models import Settlement

V, TOWN = "/440783108226", "/440783108000"
PRICE, LEAST = 399_00, 99_00


@pytest.fixture
def programme(app, village):
    """An open programme of 塘口镇: 399 元, of which the resident pays at least 99."""
    Programme.update(state="closed").execute()
    made = Programme.create(
        locality="440783108000", number="XM-2026-0099", title="雪亮工程第三期", state=OPEN, budget=10_000_00,
        first_day=today(), last_day=today())
    Package.create(programme=made, key="door", title="门口一路", camera="400 万像素", storage="存储卡 64 GB",
                   price=PRICE, telecom_permille=250, resident_permille=200, resident_least=LEAST)
    return made


@pytest.fixture
def snapshot(tmp_path):
    """A photo as a phone takes it."""
    path = tmp_path / "door.jpg"
    path.write_bytes(photo(800, 600)[0].read())
    return str(path)


def test_from_the_application_to_the_repair(visit, server, programme, snapshot):
    url = server.url
    resident, clerk, town = visit("谢国强", PHONE), visit("方敏仪", DESK), visit("梁书宁", DESK)
    chief = visit("余海川", DESK)
    _apply(url, resident, programme)
    row = Application.select().order_by(Application.id.desc()).get()
    page = f"{url}{V}/cctv/applications/{row.number}"
    surveyor = visit("方立秋", PHONE)
    _ask_for_more(surveyor, resident, page, snapshot)
    _survey(surveyor, page)
    _quote(town, page)
    town.goto(page)
    expect(town.get_by_role("link", name="去审批")).to_have_count(0)  # whoever quoted does not approve
    for who in (clerk, chief):
        _approve(who, page)
    programme = Programme.get_by_id(programme.id)
    assert (programme.reserved, programme.taken) == (PRICE - 99_75 - LEAST, 1)
    _pay(clerk, resident, page)
    _install(clerk, page, snapshot)
    _accept(resident, page, snapshot)
    camera = Camera.get(Camera.application == row)
    _file(url, visit("谭志豪", DESK), camera)
    _settle(url, town, programme, row)
    assert Application.get_by_id(row.id).state == SETTLED
    _repair(url, resident, clerk, camera)
    assert Camera.get_by_id(camera.id).state == WORKING


def _apply(url, page, programme):
    page.goto(f"{url}{V}/")
    page.get_by_role("link", name="视频监控共建").click()
    page.get_by_role("link", name="看套餐，去申请").first.click()
    expect(page.locator("main")).to_contain_text("99")
    picture(page, "camera-programme")
    page.get_by_role("link", name="我要申请").click()
    page.get_by_label("门口一路").check()
    page.get_by_label("商铺", exact=True).check()
    page.get_by_label("店名").fill("谢记粮油")
    page.get_by_label("装在哪里").fill("祠堂边 3 号门口")
    page.get_by_label("自家门口、院子里").check()
    page.get_by_label("巷子").check()
    page.get_by_label("那里归我管").check()
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("SB-")
    picture(page, "camera-applied")


def _ask_for_more(surveyor, resident, page, snapshot):
    surveyor.goto(page)
    surveyor.get_by_role("link", name="要申请人补材料").click()
    surveyor.get_by_label("现场照片").check()
    surveyor.get_by_label("写清楚要补什么").fill("拍一张门口的照片，看得到巷子")
    surveyor.locator("main form button").last.click()
    surveyor.goto(f"{page}/survey")
    expect(surveyor.locator("main")).to_contain_text("补")
    resident.goto(page)
    resident.get_by_role("link", name="去补").click()
    resident.locator("input[type=file]").first.set_input_files(snapshot)
    resident.get_by_role("button", name="补好了，交上去").click()
    expect(resident.locator("main")).to_contain_text("补过的材料")


def _survey(surveyor, page):
    surveyor.goto(page)
    surveyor.get_by_role("link", name="填现场情况").click()
    surveyor.get_by_label("哪天看的").fill(str(today()))
    surveyor.get_by_label("几个点位").fill("1")
    surveyor.get_by_label("线长多少米").fill("12")
    surveyor.get_by_label("核实过").check()
    surveyor.locator('input[name="lens"][value="kept"]').check()
    surveyor.locator('input[name="article"][value="7"]').check()
    picture(surveyor, "camera-survey")
    surveyor.get_by_role("button", name="保存").click()
    expect(surveyor.locator("main")).to_contain_text("等报价")


def _quote(town, page):
    town.goto(page)
    town.get_by_role("link", name="报价").click()
    town.get_by_role("button", name="报价").click()
    expect(town.locator("main")).to_contain_text("99.75")


def _approve(who, page):
    who.goto(page)
    who.get_by_role("link", name="去审批").click()
    who.locator("main form button").last.click()
    expect(who.locator("main ol.history").first).to_contain_text("同意")


def _pay(clerk, resident, page):
    resident.goto(page)
    expect(resident.locator("main")).to_contain_text("99.00 元")
    clerk.goto(page)
    picture(clerk, "camera-approved")
    clerk.get_by_role("link", name="登记收款").click()
    clerk.get_by_label("收了多少").fill("99")
    clerk.get_by_label("收据编号").fill("A0001873")
    clerk.get_by_label("哪天收的").fill(str(today()))
    clerk.get_by_role("button", name="登记").click()
    expect(clerk.locator("main")).to_contain_text("等安装")


def _install(clerk, page, snapshot):
    clerk.goto(page)
    clerk.get_by_role("link", name="装好了，记一下").click()
    clerk.get_by_label("哪天装的").fill(str(today()))
    clerk.get_by_label("谁装的").fill("电信 周师傅")
    clerk.get_by_label("设备序列号").fill("HK-99120")
    clerk.get_by_label("提示牌挂好了").check()
    clerk.locator("input[type=file]").first.set_input_files(snapshot)
    clerk.get_by_role("button", name="记下，请住户验收").click()
    expect(clerk.locator("main")).to_contain_text("等住户验收")


def _accept(resident, page, snapshot):
    resident.goto(page)
    resident.get_by_role("link", name="没问题，验收").click()
    resident.locator("input[type=file]").first.set_input_files(snapshot)
    resident.get_by_role("button", name="没问题，验收").click()
    expect(resident.locator("main")).to_contain_text("SXT-")
    picture(resident, "camera-accepted")


def _file(url, police, camera):
    police.goto(f"{url}{V}/cctv/cameras/{camera.number}")
    expect(police.locator("main")).to_contain_text("公安备案，还有")
    police.get_by_role("link", name="登记公安备案").click()
    police.get_by_label("哪天备的案").fill(str(today()))
    police.get_by_label("备案号").fill("KP-2026-77")
    police.locator("main form button").last.click()
    expect(police.locator("main")).to_contain_text("KP-2026-77")


def _settle(url, town, programme, row):
    town.goto(f"{url}{TOWN}/cctv/programmes/{programme.number}/settle")
    town.locator("main form button").last.click()
    batch = Settlement.select().order_by(Settlement.id.desc()).get()
    assert batch.total == PRICE - 99_75 - LEAST
    town.goto(f"{url}{TOWN}/cctv/settlements/{batch.number}/statement")
    picture(town, "camera-statement")
    answer = town.request.get(f"{url}{TOWN}/cctv/settlements/{batch.number}/pdf")
    document = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    text = "".join("".join(each.get_textpage().get_text_bounded().split()) for each in document)
    assert batch.number in text and row.number in text and "200.25" in text and "谢国强" not in text
    town.goto(f"{url}{TOWN}/cctv/settlements/{batch.number}")
    town.get_by_role("link", name="送电信核对").click()
    town.locator("main form button").last.click()
    town.get_by_role("link", name="付款了，登记").click()
    town.get_by_label("哪天").fill(str(today()))
    town.get_by_label("凭证").fill("FK-0031")
    town.get_by_role("button", name="付款了，登记").click()
    expect(town.locator("main")).to_contain_text("已付")


def _repair(url, resident, clerk, camera):
    resident.goto(f"{url}{V}/cctv/cameras/{camera.number}/report")
    resident.get_by_label("哪里不好").fill("从昨晚起没有画面")
    resident.get_by_label("完全没有画面").check()
    resident.get_by_role("button", name="报修").click()
    expect(resident.locator("main")).to_contain_text("BX-")
    fault = Fault.select().order_by(Fault.id.desc()).get()
    clerk.goto(f"{url}{V}/cctv/faults/{fault.number}")
    clerk.get_by_role("link", name="上门看过了").click()
    clerk.get_by_label("修好了").check()
    clerk.get_by_label("哪一天").fill(str(today()))
    clerk.get_by_label("说明").fill("电源插头松了，已经换")
    clerk.get_by_role("button", name="记下").click()
    resident.goto(f"{url}{V}/cctv/faults/{fault.number}")
    expect(resident.locator("main")).to_contain_text("修好了")
    picture(resident, "camera-repaired")
