"""Deeds from Excel: each bad row told with its reason, caps within the file, all or nothing."""

import io
import re
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter

from linli.people.models import Household
from linli.testing import post
from linli.testing.scopes import scope_for
from linli.toolkit.calendar import today
from linli.toolkit.once import new_nonce
from plugins.points.accounts.models import Account
from plugins.points.accounts.services import join, leave
from plugins.points.book import services as book
from plugins.points.book.models import Rule
from plugins.points.deeds import services
from plugins.points.deeds.models import COLLECTED, EXCEL, HEARING, Deed

V = "/440783108226/points"
pytestmark = pytest.mark.usefixtures("no_deeds")
HEAD = ("户号", "细则", "分值", "日期", "说明")


@pytest.fixture
def number(account_of):
    """The number of 黄美珍's household, which takes part."""
    return account_of("黄美珍").household.number


@pytest.fixture
def capped(app, scope_of):
    """A rule of the village: 2 to 3 points each time, at most 5 a month."""
    with app.test_request_context():
        return book.add(scope_of("方敏仪"), {
            "aspect": "safety", "title": "巡村", "sign": "plus", "least": 2, "most": 3, "per": "month",
            "cap": 5, "proof": False, "offence": False, "activity": "", "source": "",
            "starts_on": today()}, new_nonce())


def send(client, *rows, head=HEAD):
    """Send a table; the page of its run."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book_:
        sheet, day = book_.add_worksheet(), book_.add_format({"num_format": "yyyy-mm-dd"})
        for at, cells in enumerate((head, *rows)):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write(at, column, cell)
    file.seek(0)
    answer = post(client, f"{V}/imports/deeds", {"file": (file, "积分.xlsx")})
    return answer.headers["Location"] if answer.status_code == 303 else answer


def told(page):
    """{(row, column): reason} of the table of faults."""
    table = page.split("为什么不行")[1].split("</table>")[0] if "为什么不行" in page else ""
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tr>")]
    return {(int(re.sub(r"\D", "", row)), column): reason
            for row, column, reason, _text in filter(None, rows)}


def test_good_rows_become_deeds(clerk, number):
    run = send(clerk, (number, "参加村里的培训", "", today(), "防溺水"), (number, "捐款捐物、出义工", 4,
                                                                          today(), ""),
               (number, "提的建议被采纳", "+5", today(), ""))
    assert not told(clerk.get(run).text) and Deed.select().count() == 0
    assert post(clerk, run, {}).status_code == 303
    assert [(deed.points, deed.source, deed.state) for deed in Deed.select().order_by(Deed.id)] == [
        (3, EXCEL, COLLECTED), (4, EXCEL, COLLECTED), (5, EXCEL, COLLECTED)]
    assert len({deed.number for deed in Deed.select()}) == 3


def test_every_bad_row_is_told_with_its_reason(clerk, number, village, new_household):
    foreign = Household.create(locality=village("强亚村"), number="F01", address="强亚")
    idle = new_household("900", "甲一")
    rows = (("999", "参加村里的培训", 3, today(), ""), (foreign.number, "参加村里的培训", 3, today(), ""),
            (idle.number, "参加村里的培训", 3, today(), ""), (number, "没有这一条", 3, today(), ""),
            (number, "参加村里的培训", -3, today(), ""), (number, "参加村里的培训", 4, today(), ""),
            (number, "捐款捐物、出义工", "", today(), ""), (number, "非法捕鱼", -10, today(), ""),
            (number, "报告安全隐患", 3, today(), ""), (number, "参加村里的培训", "三", today(), ""),
            (number, "参加村里的培训", 3, today() + timedelta(days=1), ""),
            (number, "参加村里的培训", 3, today() - timedelta(days=99), ""), (number, "参加村里的培训", 3,
                                                                              "", ""),
            (number, "志愿服务", 3, today(), ""), ("", "参加村里的培训", 3, today(), ""))
    page = clerk.get(send(clerk, *rows)).text
    reasons = told(page)
    expected = {
        (2, "户号"): "没有户号 999", (3, "户号"): "没有户号 F01", (4, "户号"): "没有参加积分",
        (5, "细则"): "只能填", (6, "分值"): "只加分", (7, "分值"): "+3", (8, "分值"): "请填几分",
        (9, "细则"): "一条一条登记", (10, "细则"): "要有照片", (11, "分值"): "3 或 -3",
        (12, "日期"): "不能晚于今天", (13, "日期"): "太久了", (14, "日期"): "请填日期",
        (15, "细则"): "只能填", (16, "户号"): "请填户号"}
    assert reasons.keys() == expected.keys()
    assert all(words in reasons[key] for key, words in expected.items())
    assert Deed.select().count() == 0


def test_a_row_counts_under_the_rule_of_its_day(clerk, number, place, account_of):
    day = timedelta(days=1)
    Account.update(joined_on=today() - 200 * day).where(Account.id == account_of("黄美珍").id).execute()
    new = Rule.get(Rule.locality == place, Rule.title == "参加村里的培训")
    Rule.update(starts_on=today() - 9 * day).where(Rule.id == new.id).execute()
    Rule.create(**{**new.__data__, "id": None, "least": 2, "most": 2, "title": "听课",
                   "starts_on": today() - 300 * day, "ends_on": today() - 10 * day})
    Rule.create(**{**new.__data__, "id": None, "number": 77, "least": 9, "most": 9, "title": "听课",
                   "starts_on": today() - 9 * day})
    before = today() - 20 * day
    rows = [(number, title, "", of, "") for of in (before, today()) for title in ("听课", new.title)]
    assert post(clerk, send(clerk, *rows), {}).status_code == 303
    assert [deed.points for deed in Deed.select().order_by(Deed.id)] == [2, 2, 9, 3]


def test_ones_own_household_is_in_nobodys_table(clerk, account_of):
    own = account_of("方敏仪").household.number
    reasons = told(clerk.get(send(clerk, (own, "参加村里的培训", 3, today(), ""))).text)
    assert "报一件好事" in reasons[2, "户号"] and Deed.select().count() == 0


def test_a_minus_is_written_as_one_and_heard_first(app, clerk, number, scope_of):
    with app.test_request_context():
        book.add(scope_of("方敏仪"), {
            "aspect": "customs", "title": "大操大办", "sign": "minus", "least": 2, "most": 5,
            "per": "occasion",
            "cap": None, "proof": False, "offence": False, "activity": "", "source": "",
            "starts_on": today()}, new_nonce())
    page = clerk.get(send(clerk, (number, "大操大办", 3, today(), ""))).text
    assert "请写成 -2" in told(page)[2, "分值"]
    assert post(clerk, send(clerk, (number, "大操大办", "−3", today(), "")), {}).status_code == 303
    assert (Deed.get().points, Deed.get().state) == (-3, HEARING)


def test_the_cap_counts_within_the_file_and_what_was_before(app, clerk, number, capped, account_of, scope_of):
    row = (number, "巡村", 2, today(), "")
    reasons = told(clerk.get(send(clerk, row, row, row, (number, "巡村", 3, today(), ""))).text)
    assert set(reasons) == {(4, "分值"), (5, "分值")} and "只剩 1 分" in reasons[4, "分值"]
    with app.test_request_context():
        services.collect(scope_of("方敏仪"), account_of("黄美珍"), capped, 3, today())
    assert set(told(clerk.get(send(clerk, row, row)).text)) == {(3, "分值")}


def test_what_changed_between_looking_and_doing_is_looked_at_again(app, clerk, number, capped, account_of,
                                                                   scope_of):
    run = send(clerk, (number, "巡村", 3, today(), ""), (number, "参加村里的培训", 3, today(), ""))
    with app.test_request_context():
        services.collect(scope_of("方敏仪"), account_of("黄美珍"), capped, 3, today())
    answer = post(clerk, run, {})
    assert answer.status_code == 409 and "只剩 2 分" in answer.text and Deed.select().count() == 1
    leave(scope_of("黄美珍"), account_of("黄美珍"))
    assert post(clerk, run, {"leave_out": "y"}).status_code == 409 and Deed.select().count() == 1


def test_three_hundred_rows_of_many_households(app, clerk, place, person):
    scope = scope_for(app, person("方敏仪"), place)
    households = list(Household.select().where(
        Household.locality == place, Household.id != scope.person.household_id))
    for household in households:
        join(scope, household)
    rows = [(household.number, "参加村里的培训", 3, today(), "") for household in households] * 5
    run = send(clerk, *rows)
    assert not told(clerk.get(run).text)
    assert post(clerk, run, {}).status_code == 303
    assert Deed.select().count() == len(rows)
