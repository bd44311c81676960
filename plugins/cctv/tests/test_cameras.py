"""Acceptance and the register: what becomes a camera, what happens to it, filing, points, figures."""

import io
import re
from datetime import date, timedelta

import pytest
import xlsxwriter

from linli.database import utc_now
from linli.modules.services import save_settings
from linli.people.services import give_post
from linli.testing import count_queries, photo, post
from linli.testing.pages import PageReader
from linli.toolkit import album
from linli.toolkit.calendar import local, today
from linli.toolkit.figures.counting import count
from linli.toolkit.figures.periods import MONTH, YEAR, Period
from linli.toolkit.notices import Notice
from linli.toolkit.phones import plain
from linli.toolkit.refusals import FieldRefused, NotNow
from linli.toolkit.workflow import NotAllowed, history_of
from plugins.cctv.applications.models import ACCEPTED, INSTALLED, PAID, Survey
from plugins.cctv.cameras import accepting, points, services
from plugins.cctv.cameras.models import (
    OFF_LINE,
    REMOVED,
    WORKING,
    Camera,
    CameraChange,
    Fault,
    Point,
)
from plugins.cctv.figures import REPORT
from plugins.cctv.module import module
from plugins.cctv.programmes.models import Programme
from plugins.cctv.tests.making import make_application, make_camera, make_programme, take_down_all
from plugins.cctv.works.models import Installation, Payment

V = "440783108226"
HERE = f"/{V}/cctv"


@pytest.fixture(autouse=True)
def nothing_stands(app):
    """No cameras but those that a test makes."""
    take_down_all()


@pytest.fixture
def place(village):
    return village("宅群村")


@pytest.fixture
def fitted(village, person):
    """`fitted(article=0)`: 黄美珍's application whose camera stands and waits for her word."""
    def make(article=0, **columns):
        row = make_application(make_programme(village("塘口镇"))[1], village("宅群村"), person("黄美珍"),
                               INSTALLED, approved_at=utc_now(), latitude=22.3, longitude=112.5, **columns)
        Survey.create(application=row, day=today(), article=article, person=person("方立秋"))
        Installation.create(application=row, day=today(), by="电信", serial="SN-7", sign=bool(article),
                            person=person("方敏仪"))
        return row
    return make


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


@pytest.fixture
def police(person, place, client_as):
    """谭志豪, whose post is to file cameras of 塘口镇."""
    give_post(person("谭志豪"), "camera_police", place.parent)
    return client_as("谭志豪")


def now(row):
    return type(row).get_by_id(row.id)


def told(person):
    return [row.title for row in Notice.select().where(Notice.person == person)]


def url(row, end=""):
    kind = "cameras" if isinstance(row, Camera) else "applications"
    return f"{HERE}/{kind}/{row.number}{end}"


def camera_of(application):
    return Camera.get_or_none(Camera.application == application.id)


def test_what_is_accepted_stands_in_the_register(client_as, fitted, person):
    row, resident = fitted(), client_as("黄美珍")
    page = resident.get(url(row)).text
    assert "没问题，验收" in page
    answer = post(resident, url(row, "/accept"), {"photos": [photo()]})
    made = camera_of(row)
    assert answer.location == url(made) and made.number.startswith(f"SXT-{today().year}-")
    assert (made.person, made.place, made.serial, made.latitude) == (
        person("黄美珍"), row.place, "SN-7", 22.3)
    assert (made.state, made.since, made.file_by, made.article) == (WORKING, today(), None, 0)
    assert now(row).state == ACCEPTED and album.count_of(made) == 1
    assert resident.get(f"{url(made)}/photos/{album.photos_of(made)[0].id}").mimetype == "image/jpeg"
    assert made.number in resident.get(f"{HERE}/cameras/mine").text
    assert made.number in resident.get(url(row)).text


@pytest.mark.parametrize(("article", "keeping", "kept", "files"), [
    (0, 7, 7, False), (7, 7, 30, True), (9, 7, 7, False), (7, 60, 60, True)])
def test_filing_and_keeping_follow_the_article(client_as, fitted, place, article, keeping, kept, files):
    save_settings(module, place, {"retention_days": keeping, "filing_days": 20}, None)
    row = fitted(article)
    post(client_as("黄美珍"), url(row, "/accept"), {"photos": [photo()]})
    made = camera_of(row)
    assert (made.retention, made.file_by) == (kept, today() + timedelta(days=20) if files else None)
    assert made.sign == bool(article)


def test_the_villages_camera_is_nobodys_own_and_any_of_its_staff_accepts_it(clerk, fitted):
    row = fitted(kind="village")
    post(clerk, url(row, "/accept"), {"photos": [photo()]})
    assert camera_of(row).person is None


def test_no_photo_no_acceptance(client_as, fitted):
    row = fitted()
    answer = post(client_as("黄美珍"), url(row, "/accept"))
    assert answer.status_code == 422 and "至少要 1 张照片" in answer.text and camera_of(row) is None


def test_accepted_twice_is_one_camera(client_as, fitted):
    row, resident = fitted(), client_as("黄美珍")
    sent = PageReader(resident.get(url(row, "/accept")).text).forms[-1].fields
    for _each in range(2):
        answer = resident.post(url(row, "/accept"), data={**sent, "photos": [photo()]})
        assert answer.status_code == 303
    assert Camera.select().where(Camera.application == row.id).count() == 1
    assert "现在不等验收" in resident.get(url(row, "/accept")).text


def test_only_the_applicant_accepts(client_as, clerk, fitted, scope_of):
    row = fitted()
    assert clerk.get(url(row, "/accept")).status_code == 403
    assert client_as("谢国强").get(url(row, "/accept")).status_code == 404
    for take in (lambda: accepting.accept(scope_of("方敏仪"), row, [], "x"),
                 lambda: accepting.send_back(scope_of("方敏仪"), row, "x", "x")):
        with pytest.raises(NotAllowed):
            take()


def test_what_is_wrong_goes_back_with_words(client_as, clerk, fitted, person):
    row, resident = fitted(), client_as("黄美珍")
    assert post(resident, url(row, "/send-back")).status_code == 422
    assert post(resident, url(row, "/send-back"), {"words": "镜头歪了"}).status_code == 303
    assert now(row).state == PAID and history_of(row)[-1].note == "镜头歪了"
    assert "住户说还没装好" in told(person("方敏仪")) and camera_of(row) is None
    again = post(clerk, url(row, "/install"), {
        "day": str(today()), "by": "电信", "serial": "SN-8", "sign": "y", "photos": [photo()]})
    assert again.status_code == 303
    post(resident, url(row, "/accept"), {"photos": [photo()]})
    assert camera_of(row).serial == "SN-8"


def typed(**changed):
    """What staff types of a camera that stands already."""
    return {"place": "小学门口", "phone": "", "since": "2026-03-01", "serial": "OLD-1", "article": "0",
            "sees": ["own"], "lens": "kept", "duty": "", "latitude": "", "longitude": "", **changed}


PUBLIC = {"sees": ["road"], "article": "7", "sign": "y"}  # a public place of the village


def test_a_camera_that_stands_already_is_entered(clerk, person):
    answer = post(clerk, f"{HERE}/cameras/new", typed(**PUBLIC, latitude="22.31", longitude="112.51"))
    made = Camera.get(Camera.serial == "OLD-1")
    assert answer.location == url(made) and made.person is None and made.application is None
    assert (made.file_by, made.latitude) == (date(2026, 3, 31), 22.31)
    post(clerk, f"{HERE}/cameras/new", typed(serial="OLD-2", phone=person("谢国强").phone))
    assert Camera.get(Camera.serial == "OLD-2").person == person("谢国强")


@pytest.mark.parametrize(("since", "file_by"), [
    ("2024-05-01", date(2025, 6, 30)), ("2025-03-31", date(2025, 6, 30)), ("2025-04-01", date(2025, 5, 1))])
def test_what_stood_before_the_law_had_ninety_days(clerk, since, file_by):
    post(clerk, f"{HERE}/cameras/new", typed(**PUBLIC, since=since))
    assert Camera.get(Camera.serial == "OLD-1").file_by == file_by


@pytest.mark.parametrize(("changed", "said"), [
    ({"place": " "}, "请写清楚装在哪里"), ({"place": "\0"}, "看不见的符号"),
    ({"since": "2999-01-01"}, "年份"),
    ({"since": str(today() + timedelta(days=1))}, "还没有到"), ({"latitude": "22.3"}, "要么都填"),
    ({"latitude": "95", "longitude": "112"}, "请填"), ({"latitude": "nan", "longitude": "112"}, "请填"),
    ({"phone": "13900009999"}, "没有人登记过这个手机号"), ({"article": "8"}, "article"),
    ({**PUBLIC, "phone": "14000000002"}, "没有安全管理义务"),
    ({**PUBLIC, "article": "9", "phone": "14000000002"}, "没有安全管理义务"),
    ({**PUBLIC, "phone": "14000000002", "duty": "门前归我管"}, "住户家的请选第九条"),
    ({"room": "y"}, "第八条"), ({"sees": ["neighbour"]}, "邻居同意也不行"), ({"article": "9"}, "选私人地方"),
    ({"article": "x"}, "article")])
def test_what_is_wrong_of_an_old_camera(clerk, changed, said):
    answer = post(clerk, f"{HERE}/cameras/new", typed(**changed))
    assert answer.status_code == 422 and said in answer.text
    assert not Camera.select().where(Camera.serial == "OLD-1").exists()


def test_a_township_enters_none(client_as, place):
    assert client_as("梁书宁").get(f"/{place.parent_id}/cctv/cameras/new").status_code == 404


def test_who_sees_a_camera(client_as, clerk, police, place, person, village):
    own = make_camera(place, person("黄美珍"), file_by=today())
    other = make_camera(village("强亚村"))
    for name, status in (("黄美珍", 200), ("方敏仪", 200), ("梁书宁", 200), ("谢国强", 404), ("张远", 404),
                         ("方立秋", 404)):
        assert client_as(name).get(url(own)).status_code == status, name
    assert police.get(url(own)).status_code == 200 and client_as().get(url(own)).status_code == 302
    assert clerk.get(url(other)).status_code == 404
    assert clerk.get(f"/{other.locality_id}/cctv/cameras/{other.number}").status_code == 404


def moved(**changed):
    """What is typed when a camera was moved."""
    return {"day": str(today()), "place": "晒谷场", "words": "修路", "sees": ["own"], "lens": "kept",
            "article": "0", "duty": "", **changed}


@pytest.mark.parametrize(("changed", "said"), [
    ({"room": "y"}, "第八条"), ({"sees": ["neighbour"]}, "邻居同意也不行"),
    ({"sees": ["lane"], "article": "9", "sign": "y"}, "没有安全管理义务"),
    ({"sees": ["lane"], "duty": "门前归我管", "sign": "y"}, "请选第七条或第九条"),
    ({"sees": ["lane"], "article": "9", "duty": "门前归我管"}, "要先挂好提示牌"),
    ({"sees": ["lane"], "article": "7", "duty": "门前归我管", "sign": "y"}, "住户家的请选第九条"),
    ({"article": "9"}, "选私人地方"), ({"sees": []}, "请选镜头会拍到什么")])
def test_a_move_asks_what_the_survey_asked(clerk, place, person, changed, said):
    row = make_camera(place, person("黄美珍"))
    answer = post(clerk, url(row, "/move"), moved(**changed))
    assert answer.status_code == 422 and said in answer.text and "晒谷场" in answer.text
    assert now(row).place == "村口牌坊" and not CameraChange.select().where(CameraChange.camera == row.id)


def test_the_service_too_asks_it_of_a_move(place, person, scope_of):
    row = make_camera(place, person("黄美珍"))
    there = {"place": "巷口", "latitude": None, "longitude": None, "sees": ("lane",), "lens": "kept",
             "article": 9, "duty": ""}
    for duty, sign, why in (("", True, "安全管理义务"), ("门前归我管", False, "提示牌")):
        with pytest.raises(FieldRefused, match=why):
            services.move(scope_of("方敏仪"), row, "n", today(), "x", False, sign, **{**there, "duty": duty})
    assert now(row).place == "村口牌坊"


def test_a_move_changes_what_the_law_asks(clerk, place, person):
    """From a yard to public ground of the village, and back."""
    row = make_camera(place, retention=7)
    save_settings(module, place, {"retention_days": 7}, None)
    post(clerk, url(row, "/move"), moved(sees=["road"], article="7", sign="y"))
    assert (now(row).article, now(row).sign, now(row).retention) == (7, True, 30)
    assert now(row).file_by == today() + timedelta(days=30) and now(row).sees == ("road",)
    post(clerk, url(row, "/move"), moved())
    assert (now(row).article, now(row).retention, now(row).file_by) == (0, 7, None)
    post(clerk, url(row, "/move"), moved(sees=["lane"], article="9", sign="y"))
    assert (now(row).article, now(row).file_by) == (9, None), "art. 9 is exempt from filing"


def test_a_filing_stays_where_it_stays_public(clerk, place):
    filed = make_camera(place, article=7, sees=("road",), file_by=today() - timedelta(days=9),
                        filed_on=today() - timedelta(days=10), filing_number="KP-9")
    post(clerk, url(filed, "/move"), moved(sees=["road"], article="7", sign="y"))
    assert (now(filed).filed_on, now(filed).file_by) == (filed.filed_on, filed.file_by)


def test_the_sign_that_lacked_is_hung(clerk, place):
    row = make_camera(place, article=7, sees=("road",))
    assert "还没有挂提示牌" in clerk.get(url(row)).text
    post(clerk, url(row, "/sign"), {"day": str(today())})
    assert now(row).sign and "还没有挂提示牌" not in clerk.get(url(row)).text
    again = post(clerk, url(row, "/sign"), {"day": str(today())})
    assert again.status_code == 409 and "已经记过了" in again.text


def test_somebody_else_answers_for_it(clerk, client_as, place, person, scope_of):
    row = make_camera(place, person("黄美珍"), article=9, sees=("lane",), duty="门前归我管")
    typed = {"day": str(today()), "phone": plain(person("谢国强").phone), "words": "搬走了", "duty": ""}
    answer = post(clerk, url(row, "/hand-over"), typed)
    assert answer.status_code == 422 and "凭什么有安全管理义务" in answer.text
    assert post(clerk, url(row, "/hand-over"), {**typed, "duty": "店租给他了"}).status_code == 303
    assert (now(row).person, now(row).duty) == (person("谢国强"), "店租给他了")
    assert "有一个摄像头归您负责了" in told(person("谢国强"))
    assert client_as("黄美珍").get(url(row)).status_code == 404
    assert "原来：黄美珍" in clerk.get(url(row)).text
    with pytest.raises(NotAllowed):
        services.hand_over(scope_of("方敏仪"), row, today(), person("方敏仪"), "x", "x", "n")
    with pytest.raises(NotNow):
        services.hand_over(scope_of("方敏仪"), make_camera(place), today(), person("谢国强"), "", "x", "m")


def test_a_filing_of_ones_own_accord_is_noted(clerk, police, place, person):
    """Art. 9 asks none: nothing is due, nothing counts as late, and it may be noted all the same."""
    row = make_camera(place, person("黄美珍"), article=9, sees=("lane",), duty="门前归我管", sign=True)
    private = make_camera(place, person("黄美珍"))
    assert row.number not in police.get(f"{HERE}/filing").text
    assert "记下自愿备案" in police.get(url(row)).text and "记下自愿备案" not in police.get(url(private)).text
    assert post(police, url(row, "/file"), {"day": str(today()), "number": "KP-1"}).status_code == 303
    assert now(row).filing_number == "KP-1"
    assert post(police, url(private, "/file"), {"day": str(today()), "number": "KP-2"}).status_code == 409


def test_moved_and_replaced_keep_what_was(clerk, place, person):
    row = make_camera(place, person("黄美珍"))
    post(clerk, url(row, "/move"), moved(latitude="22.3", longitude="112.5"))
    post(clerk, url(row, "/replace"), {"day": str(today()), "serial": "NEW", "words": "雷打坏了"})
    assert (now(row).place, now(row).serial, now(row).longitude) == ("晒谷场", "NEW", 112.5)
    assert now(row).locality_id == V
    assert [(each.kind, each.before) for each in CameraChange.select().where(
        CameraChange.camera == row.id).order_by(CameraChange.id)] == [
            ("moved", "村口牌坊"), ("replaced", row.serial)]
    page = clerk.get(url(row)).text
    assert "原来：村口牌坊" in page and "雷打坏了" in page


def test_off_line_back_and_removed(clerk, place):
    row = make_camera(place)
    post(clerk, url(row, "/state"), {"words": "停电"})
    assert now(row).state == OFF_LINE
    post(clerk, url(row, "/state"), {"words": "来电了"})
    assert now(row).state == WORKING
    page = PageReader(clerk.get(url(row, "/move")).text).forms[-1].fields
    post(clerk, url(row, "/remove"), {"day": str(today()), "words": "不用了"})
    assert (now(row).state, now(row).removed_on) == (REMOVED, today())
    answer = clerk.post(url(row, "/move"), data={**page, **moved()})
    assert answer.status_code == 409 and "已经拆除了" in answer.text
    assert "移了位置" not in clerk.get(url(row)).text
    assert [line.name for line in history_of(row)] == ["off_line", "back", "remove"]


def test_a_step_sent_twice_is_one_line(clerk, place):
    row = make_camera(place)
    sent = {**PageReader(clerk.get(url(row, "/move")).text).forms[-1].fields, **moved()}
    assert [clerk.post(url(row, "/move"), data=sent).status_code for _each in range(2)] == [303, 303]
    assert CameraChange.select().where(CameraChange.camera == row.id).count() == 1


def test_only_the_register_keeper_changes_a_camera(client_as, police, place, person, scope_of):
    row = make_camera(place, person("黄美珍"), file_by=today())
    for end in ("/move", "/replace", "/state", "/remove", "/file"):
        assert client_as("黄美珍").get(url(row, end)).status_code == 403
    for end in ("/move", "/remove"):
        assert police.get(url(row, end)).status_code == 403
    with pytest.raises(NotAllowed):
        services.replace(scope_of("黄美珍"), row, today(), "x", "x", "x")


def test_the_police_file_a_camera(police, client_as, place, person):
    row = make_camera(place, person("黄美珍"), article=7, file_by=today() + timedelta(days=3))
    late = make_camera(place, article=7, file_by=today() - timedelta(days=2))
    make_camera(place)
    page = police.get(f"{HERE}/filing").text
    assert page.index(late.number) < page.index(row.number) and "一共 2 个" in page
    assert "还有 3 天" in page and "超期 2 天" in page
    answer = post(police, url(row, "/file"), {"day": str(today()), "number": "KP-001"})
    assert answer.status_code == 303
    assert (now(row).filed_on, now(row).filing_number) == (today(), "KP-001")
    assert "您的摄像头在公安备过案了" in told(person("黄美珍"))
    again = post(police, url(row, "/file"), {"day": str(today()), "number": "KP-002"})
    assert again.status_code == 409 and now(row).filing_number == "KP-001"
    assert client_as("黄美珍").get(f"{HERE}/filing").status_code == 403


def test_what_runs_out_awaits_the_staff(police, clerk, place):
    late = make_camera(place, article=7, file_by=today() - timedelta(days=2))
    far = make_camera(place, article=7, file_by=today() + timedelta(days=20))
    for client in (police, clerk):
        page = client.get(f"/{V}/desk").text
        assert late.number in page and far.number not in page and "超期 2 天" in page


def test_the_public_sees_numbers_only(client_as, place, village, person):
    for number in range(3):
        make_camera(place, person("黄美珍"), state=REMOVED if number == 2 else WORKING)
    make_camera(village("强亚村"))
    page = client_as().get(f"{HERE}/cameras/count").text
    assert "一共 2 个摄像头" in page and "村口牌坊" not in page and "SXT-" not in page
    town = client_as().get(f"/{place.parent_id}/cctv/cameras/count").text
    assert "一共 3 个摄像头" in town and "强亚" in town


def test_against_the_start(client_as, place, village):
    """Before the first programme began, and now: what was removed since counts then, not now."""
    Programme.update(first_day=today() - timedelta(days=30)).execute()
    Camera.update(removed_on=today() - timedelta(days=99)).execute()
    make_camera(place, since=today() - timedelta(days=31))
    make_camera(place, since=today() - timedelta(days=30))
    make_camera(place, since=today() - timedelta(days=90), state=REMOVED,
                removed_on=today() - timedelta(days=5))
    make_camera(place, since=today() - timedelta(days=90), state=REMOVED,
                removed_on=today() - timedelta(days=40))
    page = client_as().get(f"{HERE}/cameras/count").text
    assert "一共 2 个摄像头" in page and "是 2 个" in page and "开始时 2 个" in page


def test_points_are_listed_linked_and_struck_off(clerk, place, village, scope_of):
    working, dark = make_camera(place), make_camera(place, state=OFF_LINE)
    stranger = make_camera(village("强亚村"))
    post(clerk, f"{HERE}/points/new", {"title": "村口", "camera": str(working.id)})
    post(clerk, f"{HERE}/points/new", {"title": "码头", "camera": ""})
    again = post(clerk, f"{HERE}/points/new", {"title": "村口", "camera": ""})
    assert again.status_code == 422 and "已经在单子上了" in again.text
    point = Point.get(Point.title == "码头")
    foreign = post(clerk, f"{HERE}/points/{point.id}", {"camera": str(stranger.id)})
    assert foreign.status_code == 422 and now(point).camera is None
    assert "2 个点位，1 个有在用的摄像头" in clerk.get(f"{HERE}/points").text
    post(clerk, f"{HERE}/points/{point.id}", {"camera": str(dark.id)})
    page = clerk.get(f"{HERE}/points").text
    assert "2 个点位，1 个有在用的摄像头" in page and "覆盖 50%" in page
    assert post(clerk, f"{HERE}/points/{point.id}/drop").status_code == 303
    assert "1 个点位，1 个有在用的摄像头" in clerk.get(f"{HERE}/points").text
    with pytest.raises(NotAllowed):
        points.add(scope_of("黄美珍"), place, "x", None, "x")


def table(*rows):
    """An .xlsx of these rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate(rows):
            sheet.write_row(at, 0, cells)
    file.seek(0)
    return file, "点位.xlsx"


def test_many_points_come_from_a_table(clerk, client_as, place, village):
    mine, other = make_camera(place), make_camera(village("强亚村"))
    Point.create(locality=place, title="村口", listed_on=today())
    send = f"{HERE}/imports/points"
    bad = table(("点位", "摄像头编号"), ("村口", ""), ("码头", other.number), ("桥头", ""), ("桥头", ""))
    answer = clerk.get(post(clerk, send, {"file": bad}).location).text
    assert answer.count("已经在单子上了") == 2 and f"本村没有摄像头 {other.number}" in answer
    good = table(("点位", "摄像头编号"), ("码头", mine.number.lower()), ("桥头", ""))
    run = post(clerk, send, {"file": good}).location
    assert Point.select().count() == 1
    assert post(clerk, run).status_code == 303
    assert {(row.title, row.camera) for row in Point.select()} == {
        ("村口", None), ("码头", mine), ("桥头", None)}
    assert client_as("梁书宁").get(f"/{place.parent_id}/cctv/imports/points").status_code == 404
    assert client_as("黄美珍").get(send).status_code == 403


def test_points_of_another_village_are_not_here(client_as, place, village, person):
    other = Point.create(locality=village("强亚村"), title="桥头", listed_on=today())
    clerk = client_as("方敏仪")
    assert clerk.get(f"{HERE}/points/{other.id}").status_code == 404
    assert "桥头" not in clerk.get(f"{HERE}/points").text
    assert "桥头" in client_as("梁书宁").get(f"/{place.parent_id}/cctv/points").text


def recount(period):
    """{figure: (above, below, how many rows its link shows)} of 宅群村, from all rows in plain Python."""
    def within(day):
        day = local(day).date() if hasattr(day, "hour") else day
        return day is not None and period.first <= day <= period.last
    cameras = [row for row in Camera.select() if row.locality_id == V]
    faults = [row for row in Fault.select() if row.locality_id == V]
    listed = [row for row in Point.select() if row.locality_id == V and within(row.listed_on)]
    accepted = [row for row in cameras if row.application_id and within(row.since)]
    reported = [row for row in faults if within(row.reported_at)]
    opened = ("reported", "visited")
    repairs = [row for row in faults if within(row.visit_by) and (
        row.state == "repaired" or (row.state in opened and row.visit_by < today()))]
    filings = [row for row in cameras if within(row.file_by) and (
        row.filed_on or (row.state != REMOVED and row.file_by < today()))]
    paid = [row.amount for row in Payment.select() if row.application.locality_id == V
            and within(row.paid_on)]
    stands = [row for row in cameras if row.state != REMOVED and within(row.since)]
    covered = [row for row in listed if row.camera_id and row.camera.state == WORKING]
    still = [row for row in reported if row.state in opened]
    mended = [row for row in repairs if row.done_on and row.done_on <= row.visit_by]
    filed = [row for row in filings if row.filed_on and row.filed_on <= row.file_by]
    days = sum((row.since - local(row.application.applied_at).date()).days for row in accepted)
    return {
        "cameras": (len(stands), None, len(stands)), "coverage": (len(covered), len(listed), len(covered)),
        "to_picture": (days, len(accepted), len([row for row in cameras if within(row.since)])),
        "faults_open": (len(still), len(reported), len(still)),
        "repaired": (len(mended), len(repairs), len(mended)), "filed": (len(filed), len(filings), len(filed)),
        "paid": (sum(paid), None, len(paid))}


@pytest.fixture
def busy(app, place, village, person, fitted):
    """Rows of every kind: in time and late, of this month and of another, one next door."""
    day = timedelta(days=1)
    for number, (filed, due, state) in enumerate([
            (0, 0, WORKING), (0, -1, WORKING), (None, -1, WORKING), (None, 1, WORKING), (None, -1, REMOVED)]):
        camera = make_camera(place, state=state, article=9, file_by=today() + due * day,
                             filed_on=None if filed is None else today(), since=today() - number * 40 * day)
        Point.create(locality=place, title=f"点 {number}", listed_on=today() - number * 20 * day,
                     camera=camera if number % 2 else None)
    for number, (state, done, due) in enumerate([
            ("repaired", 0, 0), ("repaired", 0, -1), ("reported", None, -1), ("visited", None, 2),
            ("no_fault", 0, 0)]):
        Fault.create(number=f"BX-test-{number}", locality=place, camera=camera, text="黑屏",
                     reported_by=person("方敏仪"), visit_by=today() + due * day, state=state,
                     done_on=None if done is None else today())
    for days in (0, 9):
        row = fitted(applied_at=utc_now() - days * day)
        make_camera(place, person("黄美珍"), application=row, since=today())
        Payment.create(application=row, programme=row.programme_id, amount=99_75, way="cash",
                       receipt=f"R-{days}", paid_on=today(), person=person("方敏仪"))
    make_camera(village("强亚村"), article=9, file_by=today() - day)


@pytest.mark.parametrize("kind", [MONTH, YEAR])
def test_the_figures_are_what_the_rows_say(busy, clerk, place, kind):
    period = Period.around(today(), kind)
    wanted = recount(period)
    found = {name: (cells[0].above, cells[0].below)
             for name, cells in count(REPORT, module, place, [period]).totals.items() if name in wanted}
    assert found == {name: halves[:2] for name, halves in wanted.items()}
    page = clerk.get(f"{HERE}/figures?period={period}").text
    for name, (_above, _below, rows) in wanted.items():
        card = re.search(rf'aria-labelledby="figure-{name}">(.*?)</section>', page, re.DOTALL)[1]
        said = clerk.get(re.search(r'<a href="([^"]+)"', card)[1].replace("&amp;", "&")).text
        shown = re.search(r"共 (\d+) 条", said)
        assert int(shown[1] if shown else 0) == rows, name


def test_the_recount_has_something_to_find(busy):
    for name, (above, below, _rows) in recount(Period.around(today(), YEAR)).items():
        assert above and (below is None or name == "to_picture" or above < below), name


def test_the_pages_ask_little_however_many_there_are(clerk, place, person):
    def asked():
        found = []
        for end in ("filing", "faults", "points", "cameras/map", "cameras/mine", "cameras/count",
                    f"cameras/{row.number}", "ledgers/cameras", "ledgers/faults", "ledgers/points",
                    "ledgers/payments"):
            with count_queries() as seen:
                assert clerk.get(f"{HERE}/{end}").status_code == 200, end
            found.append(len(seen))
            assert len(seen) <= 15, end
        return found
    row = make_camera(place, person("方敏仪"), file_by=today(), latitude=22.3, longitude=112.5)
    before = asked()
    for number in range(9):
        camera = make_camera(place, person("方敏仪"), file_by=today(), latitude=22.3, longitude=112.5)
        Point.create(locality=place, title=f"点 {number}", listed_on=today(), camera=camera)
        for which in (camera, row):
            Fault.create(number=f"BX-{which.id}-{number}", locality=place, camera=which, text="黑屏",
                         reported_by=person("方敏仪"), visit_by=today())
    assert asked() == before
