"""Pathfinders: the register, by hand and by table; who sees it; how far it covers the villages."""

import io
import re
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter

from linli.database import transaction
from linli.modules.services import switch
from linli.people.models import Household
from linli.people.services import give_post
from linli.testing import count_queries, post
from linli.toolkit.calendar import today
from linli.toolkit.importer.runs import ImportRun
from plugins.legal.pathfinders.models import Pathfinder
from plugins.legal.pathfinders.services import add

HERE, NEXT_DOOR, TOWN = "/440783108226/legal", "/440783108227/legal", "/440783108000/legal"
HEAD = ("姓名", "手机号", "户号", "参加的培训", "培训日期", "证书编号", "证书有效期到")
TRAINED, UNTIL = date(2026, 3, 5), date(2029, 3, 4)
NEW = {"name": "方小明", "phone": "13800001234", "household": "040", "training": "骨干培训",
       "trained_on": "2026-03-05", "certificate": "测2026-1", "valid_until": "2029-03-04"}


@pytest.fixture
def town_clerk(client_as):
    """梁书宁, township staff."""
    return client_as("梁书宁")


@pytest.fixture
def nobody_yet(app):
    """No pathfinder stands in the register."""
    Pathfinder.delete().execute()


def excel(*rows):
    """An .xlsx of these rows, days as Excel's own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write(at, column, cell)
    file.seek(0)
    return file


def send(client, where, *rows, file=None, name="明白人.xlsx"):
    """Send a table; the answer to the POST."""
    return post(client, f"{where}/imports/pathfinders", {"file": (file or excel(*rows), name)})


def people():
    return Pathfinder.select().count()


def told(page):
    """[(row, column, text, reason)] of the table of faults."""
    table = page.split("为什么不行")[1].split("</table>")[0] if "为什么不行" in page else ""
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tr>")]
    return [(row, column, text, reason) for row, column, reason, text in filter(None, rows)]


def one(**values):
    """A pathfinder of 宅群村, written without any rule."""
    return Pathfinder.create(**{"locality": "440783108226", "name": "方一", "training": "培训",
                                "trained_on": TRAINED, "made_by": 1, **values})


# By hand


def test_somebody_is_registered_and_stands_in_the_ledger(clerk):
    answer = post(clerk, f"{HERE}/pathfinders/new", NEW)
    page = clerk.get(answer.headers["Location"]).text
    assert answer.status_code == 303 and "138****1234" in page and "040" in page
    made = Pathfinder.get(Pathfinder.name == "方小明")
    assert (made.phone, made.household.number, made.valid_until) == ("+8613800001234", "040", UNTIL)
    ledger = clerk.get(f"{HERE}/ledgers/pathfinders?q=方小明").text
    assert "138****1234" in ledger and "13800001234" not in ledger and "共 1 条" in ledger


@pytest.mark.parametrize(("typed", "said"), [
    ({"name": " "}, "请填姓名"), ({"phone": "138"}, "手机号要有 11 位数字"),
    ({"household": "999"}, "本村没有户号 999"), ({"training": ""}, "参加了什么培训"),
    ({"trained_on": "2999-01-01"}, "2000 到 2100"), ({"trained_on": "2099-01-01"}, "不能晚于今天"),
    ({"trained_on": "x"}, "没有这一天"), ({"valid_until": "2026-03-05"}, "有效期要晚于培训日期"),
    ({"name": "方\0"}, "看不见的符号"), ({"certificate": "长" * 61}, "最多 60 个字")])
def test_what_is_wrong_is_said_and_nothing_saved(clerk, typed, said):
    before = people()
    answer = post(clerk, f"{HERE}/pathfinders/new", {**NEW, **typed})
    assert answer.status_code == 422 and said in answer.text
    assert "方小明" in answer.text or "name" in typed
    assert people() == before


@pytest.mark.parametrize(("known", "typed", "said"), [
    ({"phone": "+8613800001234"}, {"household": ""}, "手机号已经登记过"),
    ({"name": "方小明", "household": 40}, {"phone": ""}, "同名的人"),
    ({"name": "方小明"}, {"phone": "", "household": ""}, "请补手机号或户号"),
    ({"certificate": "测2026-1", "locality": "440783108227"}, {}, "证书编号已经登记过")])
def test_nobody_stands_twice(clerk, nobody_yet, known, typed, said):
    if "household" in known:
        known = {**known, "household": Household.get(number="040", locality="440783108226")}
    with transaction():
        known = one(**known)
    answer = post(clerk, f"{HERE}/pathfinders/new", {**NEW, **typed})
    assert answer.status_code == 422 and said in answer.text and people() == 1
    with transaction():
        Pathfinder.update(left_on=today()).where(Pathfinder.id == known.id).execute()
    assert post(clerk, f"{HERE}/pathfinders/new", {**NEW, **typed}).status_code == 303


def test_the_same_name_in_another_household_is_another(clerk, nobody_yet):
    for changed in ({}, {"household": "039", "phone": "13800001235", "certificate": ""}):
        assert post(clerk, f"{HERE}/pathfinders/new", {**NEW, **changed}).status_code == 303
    assert people() == 2


def test_the_database_itself_knows_nobody_twice(app, clerk, monkeypatch):
    """Two clerks at once: neither sees the other's row, the second is told."""
    monkeypatch.setattr("plugins.legal.pathfinders.services._registered", lambda *_rows: iter(()))
    assert post(clerk, f"{HERE}/pathfinders/new", NEW).status_code == 303
    before = people()
    answer = post(clerk, f"{HERE}/pathfinders/new", NEW)
    assert answer.status_code == 422 and "刚刚有人登记了" in answer.text and people() == before


def test_the_same_form_twice_makes_one(app, scope_of):
    scope = scope_of("方敏仪")
    values = {**NEW, "trained_on": TRAINED, "valid_until": UNTIL, "phone": "+8613800001234"}
    with app.test_request_context():
        add(scope, values, "nonce")
        with pytest.raises(Exception, match=r"\d+"):
            add(scope, values, "nonce")
    assert Pathfinder.select().where(Pathfinder.name == "方小明").count() == 1


def test_the_second_of_two_clerks_sees_both(clerk, client_as):
    url = f"{HERE}/pathfinders/{one(name='方二', household=None, phone='+8613900001111').id}/edit"
    old = {**NEW, "name": "方二", "phone": "13900001111", "household": "", "version": "0"}
    assert post(clerk, url, {**old, "training": "甲班"}).status_code == 303
    answer = post(client_as("梁书宁"), url, {**old, "training": "乙班"})
    assert answer.status_code == 409 and "甲班" in answer.text and "乙班" in answer.text
    assert "+8613900001111" not in answer.text
    again = post(client_as("梁书宁"), url, {**old, "training": "乙班", "version": "1"})
    assert again.status_code == 303
    assert Pathfinder.get(Pathfinder.name == "方二").training == "乙班"


def test_the_number_is_not_shown_whole_and_stays_where_none_is_typed(clerk, nobody_yet):
    row = one(name="方二", phone="+8613900001111")
    url, old = f"{HERE}/pathfinders/{row.id}/edit", {**NEW, "household": "", "phone": "", "version": "0"}
    page = clerk.get(url).text
    assert "登记的是 139****1111，不改就空着" in page and "13900001111" not in page
    bad = post(clerk, url, {**old, "name": ""})
    assert bad.status_code == 422 and "13900001111" not in bad.text
    assert post(clerk, url, old).status_code == 303
    assert Pathfinder.get_by_id(row.id).phone == "+8613900001111"
    assert post(clerk, url, {**old, "phone": "13900002222", "version": "1"}).status_code == 303
    assert Pathfinder.get_by_id(row.id).phone == "+8613900002222"


def test_beside_a_newer_number_stands_what_was_typed_or_nothing(clerk, nobody_yet):
    row = one(name="方二", phone="+8613900001111", version=1)
    url, old = f"{HERE}/pathfinders/{row.id}/edit", {**NEW, "household": "", "version": "0"}
    for typed, shown in (("", False), ("13900001111", False), ("13900002222", True)):
        answer = post(clerk, url, {**old, "phone": typed})
        assert answer.status_code == 409 and "登记的是 139****1111" in answer.text
        assert ("<b>手机号</b>" in answer.text) is shown
        assert "+8613900001111" not in answer.text
    assert post(clerk, url, {**old, "phone": "", "version": "1"}).status_code == 303
    assert Pathfinder.get_by_id(row.id).phone == "+8613900001111"


def test_one_who_leaves_stays_in_the_ledger_and_goes_from_the_board(clerk, client_as):
    row = one(name="方三明")
    assert "方三明" in client_as().get(f"{HERE}/").text
    answer = post(clerk, f"{HERE}/pathfinders/{row.id}/left", {"left_on": today().isoformat()})
    assert answer.status_code == 303
    assert "方三明" not in client_as().get(f"{HERE}/").text
    assert "方三明" in clerk.get(f"{HERE}/ledgers/pathfinders?standing=left").text
    assert clerk.get(f"{HERE}/pathfinders/{row.id}/edit").status_code == 404


def test_the_board_shows_valid_names_and_nothing_else(client_as, nobody_yet):
    one(name="方有效", phone="+8613800001234")
    one(name="方过期", valid_until=today() - timedelta(days=1))
    page = client_as().get(f"{HERE}/").text
    assert "方有效" in page and "方过期" not in page and "1234" not in page
    assert "方有效" not in client_as().get(f"{NEXT_DOOR}/").text


# Who may


@pytest.mark.parametrize("path", ["pathfinders", "pathfinders/new", "pathfinders/1", "pathfinders/1/edit",
                                  "imports/pathfinders", "imports/pathfinders/template",
                                  "imports/pathfinders/1", "ledgers/pathfinders"])
def test_only_staff_of_the_place_may(client_as, path):
    for name, place in (("黄美珍", HERE), ("司徒晴", HERE), ("方敏仪", NEXT_DOOR), ("方敏仪", TOWN)):
        assert client_as(name).get(f"{place}/{path}").status_code == 403, (name, place)


def test_another_villages_pathfinder_is_not_found(clerk, town_clerk):
    row = one(locality="440783108227", name="强一")
    for page in ("", "/edit", "/left"):
        assert clerk.get(f"{HERE}/pathfinders/{row.id}{page}").status_code == 404
        assert town_clerk.get(f"{NEXT_DOOR}/pathfinders/{row.id}{page}").status_code == 200
    assert "强一" not in clerk.get(f"{HERE}/ledgers/pathfinders").text
    assert "强一" in town_clerk.get(f"{TOWN}/ledgers/pathfinders?q=强一").text


# By table


def test_a_table_is_checked_and_imported(clerk, nobody_yet):
    answer = send(clerk, HERE, HEAD, ("方一", 13800001234.0, "001", "骨干培训", TRAINED, "测1", UNTIL),
                  (" 方 二 ", "", "２", "骨干培训", "2026年3月5日", "", ""),
                  ("方三", "", "", "骨干培训", "2026/3/5", 20260003, "长期"))
    page = clerk.get(answer.headers["Location"])
    assert told(page.text) == [("第 3 行", "户号", "2", "本村没有户号 2"),
                               ("第 4 行", "证书有效期到", "长期", "没有这一天，日期请写成 2026-11-25 这样")]
    assert people() == 0
    url = answer.headers["Location"]
    refused = post(clerk, url)
    assert refused.status_code == 422 and "还有 2 行有问题" in refused.text and people() == 0
    assert post(clerk, url, {"leave_out": "y"}).status_code == 303
    done = clerk.get(url).text
    assert "导入好了" in done and "1 行" in done and "有 2 行没有导入" in done
    row = Pathfinder.get()
    assert (row.name, row.phone, row.household.number, row.trained_on, row.certificate, row.valid_until,
            row.locality_id, row.made_by.name) == (
        "方一", "+8613800001234", "001", TRAINED, "测1", UNTIL, "440783108226", "方敏仪")


def test_doubles_within_the_table_and_with_the_register_are_told(clerk, nobody_yet):
    one(name="方旧", phone="+8613800001111", certificate="测9")
    rows = [(name, phone, "", "培训", TRAINED, certificate) for name, phone, certificate in (
        ("甲", "13800001111", ""), ("乙", "13800002222", "测9"), ("丙", "13800003333", "测3"),
        ("丁", "13800003333", ""), ("戊", "", "测3"), ("己", "", ""), ("己", "", ""))]
    page = clerk.get(send(clerk, HERE, HEAD[:6], *rows).headers["Location"]).text
    assert told(page) == [
        ("第 2 行", "手机号", "13800001111", "这个手机号已经登记过了"),
        ("第 3 行", "证书编号", "测9", "这个证书编号已经登记过了"),
        ("第 5 行", "手机号", "13800003333", "手机号和第 4 行一样"),
        ("第 6 行", "证书编号", "测3", "证书编号和第 4 行一样"),
        ("第 8 行", "姓名", "己", "跟第 7 行同名，请补手机号或户号，好分清楚")]


def test_confirmed_twice_is_imported_once(clerk, nobody_yet):
    url = send(clerk, HERE, HEAD, ("方一", "", "001", "培训", TRAINED)).headers["Location"]
    form = clerk.get(url).text.split("导入这 1 行")[0].split("<form")[-1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    answers = [clerk.post(url, data={"csrf_token": token}) for _each in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303] and people() == 1


def test_what_is_registered_meanwhile_is_a_conflict_and_nothing_is_imported(clerk, nobody_yet):
    url = send(clerk, HERE, HEAD, ("方一", "", "001", "培训", TRAINED),
               ("方二", "13800001234", "", "培训", TRAINED)).headers["Location"]
    one(name="方二", phone="+8613800001234")
    answer = post(clerk, url)
    assert answer.status_code == 409 and "刚刚情况变了" in answer.text and people() == 1
    assert told(answer.text) == [("第 3 行", "手机号", "13800001234", "这个手机号已经登记过了")]
    assert post(clerk, url, {"leave_out": "y"}).status_code == 303 and people() == 2


def test_somebody_elses_table_is_not_found(clerk, client_as, person, village, town_clerk):
    url = send(clerk, HERE, HEAD, ("方一", "", "001", "培训", TRAINED)).headers["Location"]
    give_post(person("谢国强"), "village_staff", village("宅群村"))
    for other in (client_as("谢国强"), town_clerk):
        assert other.get(url).status_code == 404
    assert clerk.get(url).status_code == 200
    run_id = url.rpartition("/")[2]
    assert town_clerk.get(f"{TOWN}/imports/pathfinders/{run_id}").status_code == 404


def test_a_village_imports_for_itself_only_and_each_row_is_told(clerk, nobody_yet):
    head = ("村", *HEAD)
    page = clerk.get(send(clerk, HERE, head, ("强亚村", "甲", "13800001111", "", "培训", TRAINED),
                          ("宅群村", "乙", "13800002222", "", "培训", TRAINED),
                          ("", "丙", "13800003333", "", "培训", TRAINED)).headers["Location"]).text
    assert told(page) == [("第 2 行", "村", "强亚村", "只能填：宅群村")]
    assert "共 3 行，2 行可以导入" in page


def test_a_township_says_the_village_in_each_row(town_clerk, nobody_yet):
    missing = send(town_clerk, TOWN, HEAD, ("甲", "13800001111", "", "培训", TRAINED))
    assert missing.status_code == 422 and "少了这些列：村" in missing.text
    answer = send(town_clerk, TOWN, ("村（社区）", *HEAD), ("强亚村", "甲", "", "001", "培训", TRAINED),
                  ("宅群村", "乙", "", "001", "培训", TRAINED), ("南屏村", "丙", "", "", "培训", TRAINED),
                  ("", "丁", "", "", "培训", TRAINED))
    page = town_clerk.get(answer.headers["Location"]).text
    assert told(page) == [("第 4 行", "村", "南屏村", "只能填：宅群村、强亚村"),
                          ("第 5 行", "村", "（空）", "请填是哪个村")]
    post(town_clerk, answer.headers["Location"], {"leave_out": "y"})
    assert sorted((row.locality_id, row.household.locality_id) for row in Pathfinder.select()) == [
        ("440783108226", "440783108226"), ("440783108227", "440783108227")]


@pytest.mark.parametrize("place", [HERE, TOWN])
def test_the_template_filled_in_is_imported(clerk, town_clerk, nobody_yet, place):
    client = town_clerk if place == TOWN else clerk
    empty = client.get(f"{place}/imports/pathfinders/template")
    assert empty.mimetype.endswith("spreadsheetml.sheet")
    refused = send(client, place, file=io.BytesIO(empty.data))
    assert refused.status_code == 422 and "还没有内容" in refused.text
    filled = excel(("村" + "*" * (place == TOWN), "姓名*", *HEAD[1:3], "参加的培训*", "培训日期*", *HEAD[5:]),
                   ("宅群村", "方一", "13800001234", "001", "培训", TRAINED, "测1", UNTIL))
    url = send(client, place, file=filled).headers["Location"]
    assert post(client, url).status_code == 303 and people() == 1


@pytest.mark.parametrize(("content", "said"), [
    (b"MZ\x90\0\3\0" * 900, "不是表格"), (b"PK\3\4 broken", "打不开"), (b"", "空的"),
    ("名称,电话\n甲,1".encode(), "少了这些列：姓名"), ("姓名,姓名".encode(), "少了这些列")])
def test_a_file_that_cannot_be_read_is_422_with_a_word(clerk, content, said):
    answer = send(clerk, HERE, file=io.BytesIO(content), name="明白人.xlsx")
    assert answer.status_code == 422 and said in answer.text
    assert not ImportRun.select().exists()


def test_no_file_at_all(clerk):
    answer = post(clerk, f"{HERE}/imports/pathfinders")
    assert answer.status_code == 422 and "请选一个文件" in answer.text


def test_many_faults_are_told_page_by_page_with_few_queries(clerk):
    rows = [("", "1", "", "培训", TRAINED) for _each in range(120)]
    url = send(clerk, HERE, HEAD, *rows).headers["Location"]
    with count_queries() as seen:
        page = clerk.get(url).text
    assert len(told(page)) == 100 and len(seen) <= 8 and "第 1 页，共 3 页" in page
    assert len(told(clerk.get(f"{url}?page=3").text)) == 40
    assert "没有可以导入" in page or "导入这" not in page


def test_the_queries_of_an_import_do_not_grow_with_the_rows(clerk, nobody_yet):
    counts = []
    for many in (1, 60):
        rows = [(f"甲{many}", f"138{many:02d}00{number:04d}", "001", "培训", TRAINED, f"测{many}-{number}")
                for number in range(many)]
        rows = [(f"{row[0]}{number}", *row[1:]) for number, row in enumerate(rows)]
        page = clerk.get(f"{HERE}/imports/pathfinders").text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[-1]
        with count_queries() as seen:
            clerk.post(f"{HERE}/imports/pathfinders", data={
                "csrf_token": token, "file": (excel(HEAD[:6], *rows), "x.xlsx")})
        counts.append(len(seen))
    assert counts[0] == counts[1] and ImportRun.select().count() == 2


# Figures and desk


def test_coverage_adds_up_and_leads_to_the_rows(town_clerk, nobody_yet, village):
    home = {number: Household.get(number=number, locality="440783108226") for number in ("001", "002")}
    until = {"a": None, "b": today() + timedelta(days=60), "c": today(), "d": today() - timedelta(days=1)}
    for name, day in until.items():
        one(name=name, valid_until=day, household=home["002" if name == "d" else "001"])
    one(name="e", left_on=today())
    one(name="f", locality="440783108227", valid_until=today() + timedelta(days=61))
    page = town_clerk.get(f"{TOWN}/pathfinders").text
    lines = [re.findall(r">([^<>]+)</(?:a|td)>", row) for row in page.split("<tr")[2:]]
    numbers = {line[0]: line[1:] for line in lines if line and line[0].endswith(("村", "社区"))}
    homes = {name: str(village(name).households.count()) for name in ("宅群村", "强亚村")}
    assert numbers["宅群村"] == ["3", "2", "1", "1", homes["宅群村"]]
    assert numbers["强亚村"] == ["1", "0", "0", "0", homes["强亚村"]]
    total = re.findall(r">(\d+)<", page.split("合计")[1])
    assert total == [str(sum(int(line[at]) for line in numbers.values())) for at in range(5)]
    assert len(numbers) == 17
    for query, count in (("village=440783108226&standing=valid", 3), ("runs_out=soon", 2),
                         ("standing=expired", 1), ("standing=left", 1), ("", 6)):
        assert f"共 {count} 条" in town_clerk.get(f"{TOWN}/ledgers/pathfinders?{query}").text, query


def test_a_village_sees_its_own_line(clerk):
    page = clerk.get(f"{HERE}/pathfinders").text
    assert "登记一位" in page and "用表格导入" in page and "合计" not in page and "强亚村" not in page


def test_certificates_that_run_out_await_the_clerk(clerk, client_as, nobody_yet):
    for days in (0, 60, 61, -1):
        one(name=f"方{days}", valid_until=today() + timedelta(days=days))
    for url in ("/440783108226/desk", "/me/"):
        page = clerk.get(url).text
        assert page.count("2 位法律明白人的证书快到期") == 1, url
        assert "/legal/ledgers/pathfinders?runs_out=soon" in page
    assert "法律明白人的证书" not in clerk.get("/440783108227/").text
    for name in ("黄美珍", "梁书宁", "司徒晴"):
        assert "法律明白人的证书" not in client_as(name).get("/440783108226/").text


def test_the_desk_leads_there(clerk, town_clerk, client_as):
    assert f'href="{HERE}/pathfinders"' in clerk.get("/440783108226/desk").text
    assert f'href="{TOWN}/pathfinders"' in town_clerk.get("/440783108000/desk").text


def test_the_demo_has_some_in_two_villages(app):
    found = [(row.locality_id, row.state) for row in Pathfinder.select()]
    assert len(found) == 25 and {place for place, _state in found} == {"440783108226", "440783108227"}
    assert {state for _place, state in found} >= {"valid", "soon", "expired"}


def test_a_village_that_switches_the_module_off_is_not_offered(town_clerk, village):
    switch(village("强亚村"), "legal", False, None)
    page = send(town_clerk, TOWN, ("村", *HEAD), ("强亚村", "甲", "", "", "培训", TRAINED))
    assert told(town_clerk.get(page.headers["Location"]).text)[0][3] == "只能填：宅群村"
