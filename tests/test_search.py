"""Searching: people, records and villages, and never more than one may see."""

import re
from datetime import timedelta

import pytest

from linli.database import transaction, utc_now
from linli.localities import services as localities
from linli.localities.models import Locality
from linli.modules.services import switch
from linli.people.models import Household, Person
from linli.people.services import disable, give_post
from linli.testing import count_queries
from linli.testing.browsing import DESK, PHONE, faults_by_axe, overflow
from linli.toolkit.pinyin import spellings
from plugins.leaders.tasks.models import Task
from plugins.legal.booking.models import BOOKED, HELD, Booking
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import ASSIGNED
from plugins.mediation.tests.making import make_case

V, NEXT, TOWN = "440783108226", "440783108227", "440783108000"
STAFF = ("方敏仪", "梁书宁", "方立秋")


@pytest.fixture
def search(client_as):
    """`search("方敏仪", "hmz")`: {kind: [title · text]} of what this reader finds in a place."""
    def find(name, words, place=V):
        text = client_as(name).get(f"/{place}/search", query_string={"q": words}).text
        found = {}
        for kind, rows in re.findall(r"<h2[^>]*>([^<]+)</h2>(.*?)</section>", text, re.S):
            found[kind] = [re.sub(r"<[^>]+>", "", row.replace("</b>", "|"))
                           for row in re.findall(r'class="card"[^>]*>(.*?)</(?:a|div)>', rows, re.S)]
        return found
    return find


@pytest.mark.parametrize(("name", "typed"), [
    ("黄美珍", "hmz huangmeizhen"), ("曾秀兰", "zxl zengxiulan"), ("单小燕", "sxy shanxiaoyan"),
    ("解立秋", "xlq xieliqiu"), ("区玉莲", "oyl ouyulian"), ("仇志华", "qzh qiuzhihua"),
    ("查文杰", "zwj zhawenjie"), ("尉迟恭", "ycg yuchigong"), ("欧阳若兰", "oyrl ouyangruolan"),
    ("Mary Wong", "mw marywong"), ("黄 Mary", "hm huangmary")])
def test_a_name_is_typed_by_its_initials_or_whole(name, typed):
    assert set(typed.split()) <= set(spellings(name).split())


def test_what_has_no_letters_is_typed_in_no_way_and_a_long_name_in_few():
    assert spellings("") == spellings("12 ·") == ""
    assert len(spellings("乐单曾解" * 10).split()) <= 64


def test_whatever_writes_a_name_writes_how_it_is_typed(app, person):
    with transaction():
        made = Person.create(name="曾月娥")
        Person.update(name="区月娥").where(Person.id == person("黄美珍").id).execute()
        made.name = "仇月娥"
        made.save()
        localities.import_rows([{"code": V, "name": "解家村委会", "kind": "village", "parent": TOWN}])
    assert "qye" in Person.get_by_id(made.id).initials.split()
    assert "oye" in Person.get(Person.name == "区月娥").initials.split()
    assert Locality.get_by_id(V).initials.startswith("xjcwh")


@pytest.mark.parametrize("name", ["方敏仪", "方立秋"])
def test_staff_and_grid_workers_of_the_place_find_people(search, name):
    for words in ("hmz", "HMZ", "huang mei zhen", "huangmei", "黄美珍", "美珍", "0001", "14000000001",
                  "+86 140 0000 0001"):
        assert "黄美珍|101 户 · 1组101号 · 140****0001" in search(name, words)["人"], words


@pytest.mark.parametrize(("name", "leads"), [("方敏仪", True), ("方立秋", True), ("梁书宁", False)])
def test_who_reads_the_register_comes_to_the_household(client_as, person, name, leads):
    client, page = client_as(name), f"/{V}/register/households/{person('黄美珍').household_id}"
    assert (page in client.get(f"/{V}/search", query_string={"q": "hmz"}).text) == leads
    assert (client.get(page).status_code == 200) == leads


def test_the_township_finds_them_masked_and_by_no_phone(search):
    rows = search("梁书宁", "hmz", TOWN)["人"]
    assert "黄*珍|101 户 · 宅群村" in rows and not [row for row in rows if "黄美珍" in row or "0001" in row]
    assert "人" not in search("梁书宁", "0001") and "人" not in search("梁书宁", "14000000001")


@pytest.mark.parametrize("name", [None, "黄美珍", "司徒晴", "邓桂香", "吴国安", "陈玉莲", "谭志豪"])
def test_nobody_else_finds_people(search, name):
    for words in ("xgq", "谢国强", "0002", "14000000002"):
        assert "人" not in search(name, words)


def test_staff_of_another_village_find_nobody_here(search, person, village):
    give_post(person("陈玉莲"), "village_staff", village("强亚村"))
    assert "人" not in search("陈玉莲", "hmz") and search("陈玉莲", "cyl", NEXT)["人"]


def test_a_grid_worker_finds_who_lives_in_the_blocks_of_the_grid(search, person, village):
    with transaction():
        block = localities.add_below(village("宅群村"), "building", "一号楼", "n1")
        home = Household.create(locality=V, block=block, number="901", address="1号楼")
        Person.create(name="曾立秋", household=home, locality=V)
        give_post(person("陈玉莲"), "grid_worker", block)
    assert [row.split("|")[0] for row in search("陈玉莲", "zlq")["人"]] == ["曾立秋"]
    assert "人" not in search("陈玉莲", "hmz")


def test_whose_account_is_closed_is_found_by_nobody(search, person):
    disable(person("黄美珍"))
    assert not [row for row in search("方敏仪", "黄美珍").get("人", []) if "140****0001" in row]


@pytest.mark.parametrize("name", [None, "黄美珍", "方敏仪"])
def test_everybody_finds_villages_by_name_pinyin_and_code(search, name):
    for words in ("强亚", "强亚村委会", "qy", "qiangya", "440783108227"):
        assert search(name, words)["村、社区"] == ["强亚村|强亚村委会"], words


def test_a_village_is_found_by_the_name_it_had(search, village):
    with transaction():
        old = localities.add(village("宅群村").parent, "440783108299", "旧墟村委会", "village")
        Locality.update(successor=NEXT).where(Locality.code == old.code).execute()
    assert search(None, "旧墟")["村、社区"] == ["强亚村|原来叫旧墟村"]


def test_a_number_typed_whole_leads_to_its_record(client_as, person):
    task = Task.select().where(Task.locality == V).first()
    for typed in (task.number, task.number.lower(), f" {task.number} ", task.number.replace("-", "－")):
        answer = client_as("方敏仪").get(f"/{V}/search", query_string={"q": typed})
        assert (answer.status_code, answer.location) == (303, f"/{V}/leaders/tasks/{task.number}")
    assert client_as("黄美珍").get(f"/{V}/search", query_string={"q": task.number}).status_code == 200


def test_of_many_that_hold_a_number_the_very_one_is_it(client_as):
    one = Booking.select().where(Booking.locality == V).order_by(Booking.starts_at).first()
    copy = {name: value for name, value in one.__data__.items() if name != "id"}
    with transaction():
        Booking.insert_many([{**copy, "number": f"{one.number}{each}", "state": HELD, "seat": each,
                              "starts_at": utc_now()} for each in range(12)]).execute()
    assert client_as("方敏仪").get(f"/{V}/search?q={one.number}").location.endswith(one.number)


def test_the_clerk_finds_who_comes_and_not_who_came(search, person, client_as):
    resident = person("谢国强")
    one = Booking.select().where(Booking.locality == V, Booking.state == BOOKED,
                                 Booking.starts_at > utc_now()).first()
    Booking.delete().where(Booking.resident == resident).execute()
    Booking.update(resident=resident).where(Booking.id == one.id).execute()
    adviser = one.adviser.person.name
    for name in ("方敏仪", adviser, "谢国强"):
        assert any(one.number in row for row in search(name, "谢国强").get("法律咨询预约", [])) == (
            name != "谢国强"), name
    assert any(one.number in row for row in search("谢国强", adviser)["法律咨询预约"])
    past = utc_now() - timedelta(days=3)
    Booking.update(state=HELD, starts_at=past, ends_at=past + timedelta(hours=1)).where(
        Booking.id == one.id).execute()
    assert "法律咨询预约" not in search("方敏仪", "谢国强")
    assert "法律咨询预约" in search(adviser, "谢国强") and "法律咨询预约" in search("方敏仪", one.number[:10])
    for name in ("梁书宁", "黄美珍", "邓桂香", None):
        assert "法律咨询预约" not in search(name, "谢国强")


def test_the_parties_of_a_case_are_found_by_its_own_mediator_alone(search, person, village):
    """DOMAIN 6 no. 6; whoever mediates on the same desk finds the case by its number."""
    place, mediator = village("宅群村"), person("吴国安")
    with transaction():
        give_post(person("邓桂香"), "mediator", place)
        case = make_case(place, person("何永康"), person("胡月娥"), ASSIGNED, mediator)
        Party.update(minor=True).where(Party.case == case, Party.person == person("胡月娥")).execute()
    number = case.number[6:]
    assert [row for row in search("吴国安", "何永康")["调解"] if case.number in row]
    assert "调解" not in search("吴国安", "胡月娥")  # a minor
    for name in ("邓桂香", "何永康", "胡月娥"):
        assert "调解" not in search(name, "何永康")
        assert [row for row in search(name, number)["调解"] if case.number in row]
    for name in (*STAFF, "黄美珍", "关启文", None):
        assert "调解" not in search(name, "何永康") and "调解" not in search(name, number)
    Case.update(mediator=person("邓桂香")).where(Case.id == case.id).execute()
    assert "调解" not in search("吴国安", "何永康")


def test_what_is_off_or_elsewhere_is_not_found(search, village, client_as):
    assert "任务" in search("方敏仪", "2026-0001") and "任务" in search("梁书宁", "RW-2026-", TOWN)
    assert "任务" not in search("方敏仪", "2026-0001", NEXT)
    switch(village("宅群村"), "leaders", False, None)
    assert "任务" not in search("方敏仪", "2026-0001")
    kept = search("梁书宁", "RW-2026-", TOWN).get("任务", [])
    assert not [row for row in kept if "宅群村" in row]


def test_signs_of_the_database_are_letters_like_others(search):
    for words in ("%%", "__", "\\\\", "'\"", "%2026", "😀😀", "黄_珍"):
        assert search("方敏仪", words) == {}, words


@pytest.mark.parametrize(("words", "said"), [
    ("", "姓名、拼音首字母"), ("黄", "至少写两个字"), ("没有这个人", "没有找到“没有这个人”"),
    ("x" * 300, "没有找到")])
def test_it_says_kindly_what_to_do(client_as, words, said):
    answer = client_as("方敏仪").get(f"/{V}/search", query_string={"q": words})
    assert answer.status_code == 200 and said in answer.text


def test_too_many_lead_to_the_ledger_searched_for_the_same(client_as):
    clerk = client_as("方敏仪")
    text = clerk.get(f"/{V}/search?q=FL-2026").text
    more = re.search(r'href="([^"]+/ledgers/bookings[^"]+)"', text)[1]
    assert "FL-2026-0" in clerk.get(more.replace("&amp;", "&")).text
    with transaction():
        Person.insert_many([{"name": f"钟离{each}", "locality": V} for each in range(30)]).execute()
    text = clerk.get(f"/{V}/search?q=钟离").text
    assert text.count("<b>钟离") == 10 and "还有更多" in text


def test_it_asks_no_more_for_many(client_as):
    """Two queries a noun, however many rows there are."""
    def counts():
        found = []
        for name, words in (("方敏仪", "2026"), ("方敏仪", "hmz"), ("黄美珍", "2026"), (None, "qy")):
            client = client_as(name)
            with count_queries() as seen:
                client.get(f"/{V}/search", query_string={"q": words})
            found.append(len(seen))
        return found
    before = counts()
    assert max(before) <= 26 and before[-1] <= 6
    with transaction():
        Person.insert_many([{"name": "黄美珍", "initials": "hmz", "locality": V}
                            for _each in range(300)]).execute()
    assert counts() == before


def test_fields_and_results_on_a_phone_and_a_desk(visit, server):
    for size in (PHONE, {"width": 320, "height": 640}, DESK):
        page = visit("方敏仪", size)
        page.goto(f"{server.url}/{V}/search")
        page.fill("#find", "2026")
        page.press("#find", "Enter")
        page.wait_for_url("**/search?q=2026")
        assert page.locator("section a.card").count() > 10
        assert overflow(page) <= 0 and not faults_by_axe(page)
    page.goto(f"{server.url}/{V}/desk")
    page.fill(".bar #find", "hmz")
    page.press(".bar #find", "Enter")
    page.wait_for_url("**/search?q=hmz")
    assert "黄美珍" in page.locator("main").inner_text()
