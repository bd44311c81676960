"""The page of the audit for whoever answers for it, and 我的 → 谁看过我的资料."""

import pytest

from linli.audit import services
from linli.audit.models import AuditLine
from linli.database import transaction
from linli.testing import count_queries, post

V, TOWN = "440783108226", "440783108000"
AUDIT = f"/{TOWN}/audit/ledgers/lines"
WHY = {"purpose": "inspection", "format": "csv"}


@pytest.fixture
def read(scope_of, person):
    """方敏仪 looked at what is 黄美珍's."""
    with transaction():
        services.write(scope_of("方敏仪"), "export", "legal.bookings", "季度检查", 7,
                       subject=person("黄美珍"))


@pytest.mark.parametrize("name", ["关启文", "余海川"])
def test_who_did_what_with_filters_and_pages(client_as, read, person, name):
    auditor = client_as(name)
    page = auditor.get(AUDIT).text
    for words in ("方敏仪", "导出、打印", "预约台账", "季度检查", "宅群村", "黄美珍"):
        assert words in page
    only = auditor.get(f"{AUDIT}?act=export&person={person('方敏仪').id}&place={V}").text
    assert "共 1 条" in only
    assert "没有符合的" in auditor.get(f"{AUDIT}?act=export&day_last=2020-01-01").text


def test_lines_of_no_place_are_there_too(client_as):
    post(client_as(), "/sign-in", {"phone": "13987650001", "password": "wrong-wrong"})
    assert "共 1 条" in client_as("关启文").get(f"{AUDIT}?act=sign_in_refused").text


def test_a_village_shows_its_own_lines(client_as, read):
    auditor = client_as("关启文")
    assert "季度检查" in auditor.get(f"/{V}/audit/ledgers/lines").text
    assert "季度检查" not in auditor.get("/440783108227/audit/ledgers/lines").text


@pytest.mark.parametrize("name", ["梁书宁", "方敏仪", "黄美珍", "司徒晴"])
def test_it_opens_to_nobody_else(client_as, name):
    client = client_as(name)
    assert client.get(AUDIT).status_code == client.get(f"/{V}/audit/ledgers/lines/export").status_code == 403
    assert "audit/ledgers" not in client.get(f"/{TOWN}/").text


def test_a_copy_of_it_is_a_line_itself(client_as, person):
    auditor = client_as("关启文")
    copied = post(auditor, f"{AUDIT}/export?act=give_post", WHY).data.decode()
    assert "任职" in copied and "导出人 关启文" in copied
    line = AuditLine.get(AuditLine.what == "audit.lines")
    assert (line.person, line.act, line.count) == (person("关启文"), "export", AuditLine.select().where(
        AuditLine.act == "give_post").count())
    assert post(auditor, f"{AUDIT}/export?act=give_post", {**WHY, "format": "paper"}).status_code == 200


def test_the_menu_leads_there(client_as):
    auditor = client_as("关启文")
    assert f'href="{AUDIT}"' in auditor.get(f"/{TOWN}/").text
    assert f'href="{AUDIT}"' in auditor.get(f"/{TOWN}/modules/").text


def test_what_was_searched_for_is_not_told(client_as):
    post(client_as("方敏仪"), f"/{V}/legal/ledgers/pathfinders/export?q=张三丰", WHY)
    line = AuditLine.get(AuditLine.what == "legal.pathfinders")
    assert "张三" not in line.details and "搜索过" in line.details


def test_a_person_sees_who_looked_at_their_data(client_as, read, person, scope_of):
    with transaction():  # one's own looking, and what is no looking, are not there
        services.write(scope_of("黄美珍"), "export", "legal.bookings", "自己", subject=person("黄美珍"))
        services.write(scope_of("方敏仪"), "close", subject=person("黄美珍"))
    mine = client_as("黄美珍")
    assert "/me/seen" in mine.get("/me/").text
    page = mine.get("/me/seen").text
    assert "方敏仪 · 导出、打印" in page and "预约台账 · 用途：季度检查" in page and "共 1 次" in page
    others = client_as("谢国强").get("/me/seen").text
    assert "方敏仪" not in others and "还没有人单独看过" in others


def test_the_queries_do_not_grow_with_the_lines(client_as, scope_of, person):
    auditor, mine = client_as("关启文"), client_as("黄美珍")

    def asked():
        with count_queries() as seen:
            auditor.get(AUDIT)
            mine.get("/me/seen")
        return len(seen)
    before = asked()
    with transaction():
        for _each in range(60):
            services.write(scope_of("方敏仪"), "read", "cctv.footage", subject=person("黄美珍"))
    assert asked() == before <= 20
    assert "第 2 页" in auditor.get(f"{AUDIT}?page=2").text
