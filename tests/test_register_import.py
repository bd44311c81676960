"""Households and people from Excel: every bad row told, long ones worked off whatever is killed, all taken
back.
"""

import io
import re
import select
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import time_machine
import xlsxwriter

from linli import jobs
from linli.audit.models import AuditLine
from linli.database import db, utc_now
from linli.delivery.models import Notice
from linli.people.models import Household, Person
from linli.people.services import give_post, leave_post
from linli.personal import retention
from linli.register.models import IMPORTED, JOINED, HouseholdEvent
from linli.testing import count_queries, environment, post
from linli.testing.walking import unpacked
from linli.toolkit.calendar import today
from linli.toolkit.importer import spreadsheets
from linli.toolkit.importer.models import CHECKED, CHECKING, DONE, IMPORTING, UNDONE, ImportMade, ImportRun

V = "440783108226"
URL = f"/{V}/register/imports/households"
HEAD = ("户号", "地址", "楼栋/微网格", "姓名", "手机号", "户主")


def table(*rows, head=HEAD):
    """An .xlsx of these rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((head, *rows)):
            sheet.write_row(at, 0, row)
    file.seek(0)
    return file


@pytest.fixture
def clerk(client_as):
    return client_as("方敏仪")


@pytest.fixture
def send(clerk):
    """`send(*rows)`: the address of the run."""
    def do(*rows):
        answer = post(clerk, URL, {"file": (table(*rows), "户.xlsx")})
        assert answer.status_code == 303, answer.text
        return answer.location
    return do


def told(html):
    """[(row, column, reason)] of the table of faults."""
    return re.findall(r"<tr><td>第 (\d+) 行</td><td>(.*?)</td><td class=\"long\">(.*?)</td>", html)


def the_run(url):
    return ImportRun.get_by_id(int(url.rpartition("/")[2]))


def people():
    return Person.select().count()


def many(count, start=0):
    """Rows of `count` people, three to a household."""
    return [(f"M{at // 3:05d}", f"新村 {at // 3} 号" if at % 3 == 0 else "", "", f"新村民{at}", "",
             "是" if at % 3 == 0 else "") for at in range(start, start + count)]


def test_a_household_over_several_rows(clerk, send, village):
    url = send(("801", "祖宅 1 号", "1 号楼", "甲一", "14000008011", "是"), ("801", "", "", "甲二", "", "否"),
               ("802", "祖宅 2 号", "", "乙一", "", ""))
    assert "3 行都没有问题" in clerk.get(url).text
    assert post(clerk, url).status_code == 303
    home = Household.get(Household.number == "801")
    assert [(each.name, each.phone, each.is_head, each.locality_id) for each in home.people.order_by(
        Person.id)] == [("甲一", "+8614000008011", True, V), ("甲二", None, False, V)]
    assert (home.address, home.block.name) == ("祖宅 1 号", "1 号楼")
    assert [line.kind for line in home.events] == [IMPORTED]
    assert "导入好了" in clerk.get(url).text


def test_every_bad_row_is_told(clerk, send, person):
    taken = person("黄美珍")
    url = send(("801", "", "", "甲一", "", ""), ("802", "祖宅 2 号", "无此楼", "乙一", "", ""),
               ("803", "祖宅 3 号", "", "丙一", "14000008031", "是"),
               ("803", "祖宅 4 号", "", "丙二", "", "是"),
               ("803", "", "", "丙三", "14000008031", ""), ("804", "祖宅 4 号", "", "丁一", "138", ""),
               ("805", "祖宅 5 号", "", "冒名", "14000000001", ""),
               (taken.household.number, "别处", "", "新人", "", ""),
               ("806", "祖宅 6 号", "", taken.name, "14000000001", ""),
               ("803", "", "", "丙一", "14000008031", ""))
    found = told(clerk.get(url).text)
    assert [(row, column) for row, column, _reason in found] == [
        ("2", "地址"), ("3", "楼栋/微网格"), ("5", "地址"), ("6", "手机号"), ("7", "手机号"), ("8", "手机号"),
        ("9", "地址"), ("10", "手机号"), ("10", "手机号"), ("11", "手机号"), ("11", "姓名")]
    assert "别的户" in found[7][2] and taken.household.number not in found[7][2]


def test_who_is_here_already_is_filled_in_and_not_doubled(clerk, send, person):
    home = person("黄美珍").household
    bare = Person.create(name="黄小妹", household=home, locality=V)
    known = Person.create(name="黄大姐", phone="+8614000008090")
    before = people()
    rows = ((home.number, "", "", "黄美珍", "14000000001", ""),
            (home.number, "", "", "黄小妹", "14000008091", ""),
            (home.number, "", "", "黄大姐", "14000008090", ""),
            (home.number, home.address, "", "黄新", "", ""))
    post(clerk, send(*rows))
    assert people() == before + 1 and home.people.count() == 4
    assert Person.get_by_id(bare.id).phone == "+8614000008091"
    assert Person.get_by_id(known.id).household_id == home.id
    joined = home.events.where(HouseholdEvent.kind == JOINED)
    assert [line.person.name for line in joined] == ["黄大姐", "黄新"]
    post(clerk, send(*rows))
    assert people() == before + 1


def test_the_preview_says_what_each_does_and_shows_whoever_is_here_already(clerk, send, village):
    home = Household.create(locality=village("宅群村"), number="801", address="祖宅 1 号")
    Person.create(name="旧人", household=home, locality=V)
    html = clerk.get(send(("801", "", "", "旧人", "13800001299", ""), *(
        (f"81{at}", f"祖宅 {at} 号", "", f"新人{at}", "", "") for at in range(9)))).text
    assert "会动到的 1 行" in html and "旧人" in html and "新人1" not in html
    assert re.findall(r"<dt>(新的一户，第一位|已经在这一户，只补上缺的)</dt><dd>(\d+) 行", html) == [
        ("已经在这一户，只补上缺的", "1"), ("新的一户，第一位", "9")]


def test_nobody_of_elsewhere_is_pulled_in_nor_told_of(clerk, send, person):
    officer = person("余海川")
    strangers = (("余海川", "14000000008"), ("冒名", "14000000008"))
    reasons = {told(clerk.get(send(("801", "祖宅 1 号", "", name, phone, "是"))).text)[0][2]
               for name, phone in strangers}
    assert reasons == {"这个手机号别处登记过，请本人带身份证来村委核对"}
    assert Person.get_by_id(officer.id).household_id is None
    assert [line.count for line in AuditLine.select().where(AuditLine.act == "import_elsewhere")] == [1, 1]


def test_who_moved_away_is_entered_here_and_told_but_not_who_took_office_since(clerk, send, village, person):
    old = Household.create(locality=village("强亚村"), number="901", address="别村", closed_on=today())
    both = [Person.create(name=f"迁来{at}", phone=f"+861400000809{at}", household=old, password_hash="x")
            for at in (1, 2)]
    urls = [send((f"80{at}", "祖宅 1 号", "", f"迁来{at}", f"1400000809{at}", "")) for at in (1, 2)]
    give_post(both[1], "grid_worker", village("强亚村"))
    assert [post(clerk, url).status_code for url in urls] == [303, 409]  # since the preview
    assert [Person.get_by_id(each.id).locality_id for each in both] == [V, None]
    assert [notice.person_id for notice in Notice.select().where(Notice.person.in_(both))] == [both[0].id]


def test_the_good_go_in_and_the_bad_come_back_as_excel_with_reasons(app, clerk, send):
    url = send(("801", "祖宅 1 号", "", "甲一", "", ""),
               ("802", "祖宅 2 号", "无此楼", "乙一", "13800001234", ""))
    before, page = people(), clerk.get(url).text
    assert re.search(r'<button[^>]*name="leave_out" value="y">只导入好的 1 行<', page)
    assert "先改表格，都不导入" in page and "导入这 1 行" not in page
    assert post(clerk, url).status_code == 422 and people() == before
    for moment in ("before", "after"):
        file = io.BytesIO(clerk.get(f"{url}/bad").data)
        rows = spreadsheets.read_rows(file)
        assert rows[1][1][:5] == ["802", "祖宅 2 号", "无此楼", "乙一", "13800001234"], moment
        assert "无此楼" in rows[1][1][-1]
        post(clerk, url, {"leave_out": "y"}) if moment == "before" else None
    assert people() == before + 1
    file.seek(0)
    again = post(clerk, URL, {"file": (file, "改.xlsx")}).location
    assert len(told(clerk.get(again).text)) == 1 and "不认得" not in clerk.get(again).text
    retention.let_go(app.extensions["linli"], utc_now() + timedelta(days=2))
    assert the_run(url).rows == "" and clerk.get(f"{url}/bad").status_code == 404


def test_the_template_explains_and_shows_an_example(clerk):
    data = clerk.get(f"{URL}/template").data
    assert spreadsheets.read_rows(io.BytesIO(data)) == [
        (1, ["户号*", "地址", "楼栋/微网格", "姓名*", "手机号", "户主"])]
    assert "填写说明".encode() in unpacked(data) and "张一".encode() in unpacked(data)


def test_who_may_not_keep_the_register_imports_nothing(client_as):
    for name in ("黄美珍", "梁书宁", "司徒晴"):
        assert client_as(name).get(URL).status_code == 403
    assert client_as("方立秋").get(URL).status_code == 200


def test_a_long_one_shows_how_far_it_is(app, clerk, send):
    url, before = send(*many(600)), people()
    assert the_run(url).state == CHECKING and "正在检查" in clerk.get(url).text
    jobs.go_on_importing(app)
    assert the_run(url).state == CHECKED and "600 行都没有问题" in clerk.get(url).text
    post(clerk, url)
    assert the_run(url).state == IMPORTING and people() == before
    page = clerk.get(url).text
    assert "0%" in page and "http-equiv=\"refresh\"" in page and "data-hx-trigger" in page
    jobs.go_on_importing(app)
    assert people() == before + 600 and "导入好了" in clerk.get(url).text
    assert jobs.go_on_importing(app) == 0


# The peak is the process's own: getrusage counts in what its parent held when it began.
WORK = """
import re
from linli import create_app, jobs
app = create_app()
print("ready", flush=True)
jobs.go_on_importing(app)
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def test_a_killed_process_loses_nothing_and_doubles_nothing(app, clerk, send):
    url, before = send(*many(3000)), people()
    jobs.go_on_importing(app)
    post(clerk, url)
    db.close_all()
    with subprocess.Popen([sys.executable, "-c", WORK], env=environment(app.config), text=True,
                          stdout=subprocess.PIPE) as worker:
        assert worker.stdout.readline() == "ready\n"
        until = time.monotonic() + 30
        while not the_run(url).position and time.monotonic() < until:
            select.select([worker.stdout], [], [], 0.02)
        worker.send_signal(signal.SIGKILL)
    run = the_run(url)
    assert run.state == IMPORTING and 0 < run.position < 3000 and people() == before + run.position
    jobs.go_on_importing(app)
    run = the_run(url)
    assert (run.state, run.imported, people()) == (DONE, 3000, before + 3000)
    names = Person.select(Person.name).where(Person.name.startswith("新村民"))
    assert len({name for name, in names.tuples()}) == 3000 == names.count()


def test_all_or_nothing_a_long_one_that_fails_midway_is_taken_back_and_says_so(app, clerk, send, village):
    url, before = send(*many(600)), people()
    jobs.go_on_importing(app)
    post(clerk, url)
    Household.create(locality=village("宅群村"), number="M00190", address="别处")
    jobs.go_on_importing(app)
    assert people() == before and not ImportMade.select().exists()
    page = clerk.get(url).text
    assert "都撤回了" in page and told(page)[0][:2] == ("572", "地址")
    post(clerk, url, {"leave_out": "y"})
    jobs.go_on_importing(app)
    run = the_run(url)
    assert (run.state, run.imported, run.left_out) == (DONE, 599, 1) and people() == before + 599


def test_what_becomes_wrong_while_the_good_go_in_is_left_out_and_told(app, clerk, send, village):
    url, before = send(("800", "", "", "没地址", "", ""), *many(600)), people()
    jobs.go_on_importing(app)
    post(clerk, url, {"leave_out": "y"})
    Household.create(locality=village("宅群村"), number="M00190", address="别处")
    jobs.go_on_importing(app)
    run = the_run(url)
    assert (run.state, run.imported, run.left_out) == (DONE, 599, 2) and people() == before + 599
    rows = spreadsheets.read_rows(io.BytesIO(clerk.get(f"{url}/bad").data))
    assert [row[1][0] for row in rows] == ["户号*", "800", "M00190"]


def test_whose_post_ended_imports_no_further(app, clerk, send, person):
    url, before = send(*many(600)), people()
    jobs.go_on_importing(app)
    post(clerk, url)
    leave_post(person("方敏仪"), "village_staff", person("方敏仪").locality)
    jobs.go_on_importing(app)
    assert people() == before and the_run(url).state == CHECKED


def test_an_import_is_taken_back_whole(client_as, clerk, send):
    before = people(), Household.select().count(), HouseholdEvent.select().count()
    url = send(*many(30))
    post(clerk, url)
    colleague = client_as("方立秋")
    assert "户.xlsx" in colleague.get(URL).text
    answer = post(colleague, f"{url}/undo")
    assert answer.status_code == 303 and answer.location == url
    assert (people(), Household.select().count(), HouseholdEvent.select().count()) == before
    assert the_run(url).state == UNDONE and "撤回了" in colleague.get(url).text
    assert colleague.get(f"{url}/undo").status_code == 404
    post(clerk, send(*many(30)))  # the numbers are free again
    assert people() == before[0] + 30


def test_what_is_in_use_since_stays_and_is_told(clerk, send, person, village):
    url = send(*many(9))
    post(clerk, url)
    used = Person.get(Person.name == "新村民0")
    give_post(used, "grid_worker", village("宅群村"))
    changed = Household.get(Household.number == "M00001")
    post(clerk, f"/{V}/register/households/{changed.id}/address", {"address": "新村 99 号"})
    page = post(clerk, f"{url}/undo", follow_redirects=True).text
    assert "下面这些留下了" in page and "后来改过" in page and "户里还有人" in page
    left = {each.name for each in Person.select().where(Person.name.startswith("新村民"))}
    homes = {each.number for each in Household.select().where(Household.number.startswith("M0000"))}
    assert left == {"新村民0"} and homes == {"M00000", "M00001"}


def test_after_thirty_days_an_import_stays(clerk, send, client_as):
    url = send(*many(3))
    post(clerk, url)
    with time_machine.travel(utc_now() + timedelta(days=31)):
        assert client_as("方敏仪").get(f"{url}/undo").status_code == 404
    assert clerk.get(f"{url}/undo").status_code == 200
    assert client_as("黄美珍").get(f"{url}/undo").status_code == 403


def test_twenty_thousand_rows_are_looked_at_in_bounded_memory(app, clerk, send):
    url = send(*many(20_000))
    db.close_all()
    with subprocess.Popen([sys.executable, "-c", WORK], env=environment(app.config), text=True,
                          stdout=subprocess.PIPE) as worker:
        _ready, most = worker.stdout.read().split()
    assert the_run(url).state == CHECKED and int(most) < 400_000  # KB
    assert "20000 行都没有问题" in clerk.get(url).text


def test_the_queries_of_looking_do_not_grow_with_the_rows(app, clerk, send):
    counts = []
    for count in (20, 400):
        with count_queries() as seen:
            send(*many(count))
        counts.append(len(seen))
    assert counts[0] == counts[1]
