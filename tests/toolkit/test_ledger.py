"""Ledgers: whose rows, what an address may ask, and files in which nothing runs."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from linli.testing import count_queries, post
from linli.toolkit.calendar import today
from linli.toolkit.ledger import Column, Filter, Join, Ledger, export, reading
from linli.toolkit.phones import masked
from plugins.legal.booking.ledger import BOOKINGS
from plugins.legal.booking.models import Booking
from plugins.legal.leads.ledger import LEADS
from plugins.legal.leads.models import Lead, Payment

V = "440783108226"
EVIL = ("=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1")
KINDS = Ledger("kinds", "各种", "me", Booking, order=(), columns=(
    Column("text", "文字", None), Column("number", "数", None, "number"),
    Column("money", "钱", None, "money"), Column("day", "日子", None, "day"),
    Column("moment", "时刻", None, "moment"), Column("phone", "电话", None, "phone"),
    Column("full", "全号", None, "full_phone"),
    Column("state", "状态", None, "choice", {"a": ("甲", "ok"), "b": "乙"})))
ROW = ("字", 7, 123456, date(2026, 3, 5), datetime(2026, 3, 5, 16, 30, tzinfo=UTC),
       "+8614000000001", "+8614000000001", "a")
SHEET = export.Sheet(KINDS, "宅群村", "方敏仪", datetime(2026, 3, 5, 1, tzinfo=UTC), "归档")


@pytest.fixture
def scope_in(app, scope_of):
    """`scope_in("黄美珍")`: `scope_of`, within a request."""
    with app.test_request_context():
        yield scope_of


def numbers(scope, address=None, ledger=BOOKINGS):
    """The numbers of the rows that an address gives."""
    asked = reading.ask(ledger, scope, address or {})
    return [row[0] for row in reading.page_of(asked, 1, 5000)]


def excel(*rows):
    """What a reader of Excel files finds in these rows."""
    file = io.BytesIO()
    export.write_xlsx(file, SHEET, iter(rows))
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


def read_csv(*rows):
    """What a reader of CSV finds, and the text itself."""
    file = io.StringIO(newline="")
    export.write_csv(file, SHEET, iter(rows))
    return list(csv.reader(io.StringIO(file.getvalue().removeprefix("\ufeff"), newline=""))), file


def test_rows_are_those_that_the_scope_may_see_in_this_place(scope_in, person):
    everything = {row.number for row in Booking.select().where(Booking.locality == V)}
    own = {row.number for row in Booking.select().where(Booking.resident == person("黄美珍"))}
    assert set(numbers(scope_in("方敏仪"))) == everything > own
    assert set(numbers(scope_in("黄美珍"))) == own
    assert numbers(scope_in("方敏仪", "强亚村")) == []
    assert set(numbers(scope_in("方敏仪", "塘口镇"))) == everything
    assert numbers(scope_in("梁书宁", "塘口镇")) == []


def test_a_pick_offers_what_occurs_in_visible_rows(scope_in):
    def offered(name, place="宅群村"):
        asked = reading.ask(BOOKINGS, scope_in(name, place), {})
        return [word for _text, word in asked.narrowed[2].options]
    assert offered("方敏仪") == ["司徒晴", "谭仲明"]
    assert offered("方敏仪", "强亚村") == []
    by_name = replace(BOOKINGS, filters=(Filter("place", "地点", Booking.place, "pick"),))
    asked = reading.ask(by_name, scope_in("方敏仪"), {"place": "党群服务中心二楼"})
    assert asked.words == ["地点：党群服务中心二楼"] and reading.count(asked)


def test_a_day_is_a_day_in_shanghai(scope_in):
    late = Booking.select().where(Booking.locality == V).first()
    start = datetime(2026, 1, 9, 16, 30, tzinfo=UTC)  # half past midnight on the tenth
    Booking.update(starts_at=start, ends_at=start).where(Booking.id == late.id).execute()
    scope = scope_in("方敏仪")
    assert numbers(scope, {"day_first": "2026-01-10", "day_last": "2026-01-10"}) == [late.number]
    assert numbers(scope, {"day_last": "2026-01-09"}) == []


@pytest.mark.parametrize("address", [
    {"state": "x"}, {"state": "\0"}, {"adviser": "x"}, {"adviser": "9" * 40}, {"day_first": "soon"},
    {"day_first": "0001-01-01", "day_last": "9999-12-31"}, {"q": " "}, {"unknown": "1"}])
def test_what_is_odd_is_ignored(scope_in, address):
    scope = scope_in("方敏仪")
    assert numbers(scope, address) == numbers(scope)
    assert reading.ask(BOOKINGS, scope, address).address == {}


@pytest.mark.parametrize(("text", "found"), [
    ("若兰", 1), ("欧阳 若", 1), ("  若兰  ", 1), ("欧若", 0), ("若%", 0), ("_", 0), ("\\", 0), ("'", 0)])
def test_two_characters_are_found_and_wildcards_are_letters(scope_in, text, found):
    booking = Booking.select().where(Booking.locality == V).first()
    Booking.update(place="欧阳若兰家").where(Booking.id == booking.id).execute()
    by_place = replace(BOOKINGS, search=(Booking.number, Booking.place))
    assert numbers(scope_in("方敏仪"), {"q": text}, by_place) == [booking.number] * found


def test_days_the_wrong_way_round_are_taken_the_right_way(scope_in):
    scope, (first, last) = scope_in("方敏仪"), (str(today() - timedelta(days=30)), str(today()))
    right = {"day_first": first, "day_last": last}
    assert 0 < len(numbers(scope, right)) < len(numbers(scope))
    assert numbers(scope, {"day_first": last, "day_last": first}) == numbers(scope, right)


def test_the_count_stops_at_its_cap(scope_in):
    asked = reading.ask(BOOKINGS, scope_in("方敏仪"), {})
    assert reading.count(asked, most=10) == 11
    assert reading.count(asked) == len(numbers(scope_in("方敏仪")))


def test_money_and_declared_numbers_are_added_up_over_all_rows(scope_in):
    scope = scope_in("冯少芬", "塘口镇")
    asked = reading.ask(LEADS, scope, {"source": "worker"})
    leads = list(Lead.select().where(Lead.source == "worker"))
    sums = {LEADS.columns[place].name: value for place, value in reading.totals(asked).items()}
    paid = sum(row.amount for lead in leads for row in lead.payments)
    assert leads and paid and sums == {"amount": sum(lead.amount for lead in leads), "recovered": paid,
                              "people": sum(lead.people for lead in leads)}
    found = {}
    assert len(list(reading.adding(LEADS, reading.every(asked, 5000), found))) == len(leads)
    assert found == reading.totals(asked)
    assert reading.totals(reading.ask(BOOKINGS, scope_in("方敏仪"), {})) == {}


def test_a_money_column_may_say_that_its_sum_means_nothing():
    assert Column("rate", "单价", None, "money").added_up
    assert not Column("rate", "单价", None, "money", total=False).added_up
    assert not Column("age", "年纪", None, "number").added_up


def test_a_place_may_be_that_of_another_table(scope_in):
    payments = Ledger("payments", "追回", "legal.leads", Payment, order=(Payment.id,),
                      columns=(Column("id", "编号", Payment.id),
                               Column("amount", "追回", Payment.amount, "money")),
                      joins=(Join(Lead, Payment.lead == Lead.id),), locality=Lead.locality)
    everything = {row.id for row in Payment.select()}
    assert everything and set(numbers(scope_in("冯少芬", "塘口镇"), ledger=payments)) == everything
    here = {row.id for row in Payment.select().join(Lead).where(Lead.locality == V)}
    asked = reading.ask(payments, scope_in("冯少芬"), {})
    assert {row[0]: row[2] for row in reading.page_of(asked, 1, 500)} == dict.fromkeys(here, V)


def test_sums_and_buttons_stand_on_screen_and_on_paper(client_as):
    leads, officer = f"/{V}/legal/ledgers/leads", client_as("冯少芬")
    page = officer.get(leads).text
    assert "合计" in page and f'class="button" href="/{V}/legal/leads/new"' in page
    paper = post(officer, f"{leads}/export", {"purpose": "archive", "format": "paper"}).text
    assert paper.count("合计") == 1
    gatherings, new = "legal/ledgers/gatherings", "legal/gatherings/new"
    assert new in client_as("方敏仪").get(f"/{V}/{gatherings}").text
    assert new not in client_as("梁书宁").get(f"/440783108000/{gatherings}").text


def test_pages_follow_one_another(scope_in):
    asked = reading.ask(BOOKINGS, scope_in("方敏仪"), {})
    pages = [row[0] for number in (1, 2, 3) for row in reading.page_of(asked, number, 10)]
    assert pages == numbers(scope_in("方敏仪"))[:30]
    assert [row[0] for row in reading.every(asked, 30)] == pages


def test_the_number_of_queries_does_not_depend_on_the_rows(scope_in):
    def asked_for(size):
        with count_queries() as seen:
            asked = reading.ask(BOOKINGS, scope_in("方敏仪"), {"q": "李"})
            reading.count(asked)
            reading.page_of(asked, 1, size)
        return len(seen)
    assert asked_for(1) == asked_for(60)


@pytest.mark.parametrize(("phone", "shown"), [
    ("+8614000000001", "140****0001"), ("+85261234567", "+852 ****4567"), ("12348", "****"), ("", ""),
    (None, "")])
def test_a_phone_is_masked(phone, shown):
    assert masked(phone) == shown


def test_excel_holds_real_numbers_and_dates(app):
    with app.test_request_context():
        rows = excel(ROW, (None,) * 8)
    assert rows[0][0] == "各种" and rows[1][0] == "宅群村" and rows[2][2] == "钱（元）"
    assert rows[3] == ["字", 7.0, 1234.56, date(2026, 3, 5), datetime(2026, 3, 6, 0, 30),
                       "140****0001", "14000000001", "甲"]
    assert set(rows[4]) == {""}
    assert rows[5][:4] == ["合计", "", 1234.56, ""]
    assert rows[-1][0] == "导出人 方敏仪 · 2026-03-05 09:00 · 用途：归档 · 共 2 条"


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula(app, text):
    with app.test_request_context():
        in_excel, (in_csv, _file) = excel((text, *ROW[1:]))[3][0], read_csv((text, *ROW[1:]))
    assert in_excel.replace("_x000D_", "\r") == text
    assert in_csv[1][0] == f"'{text}"


def test_a_formula_stays_words_inside_the_workbook(app):
    """Read as XML too: a reader of values could not tell a formula from its words."""
    file = io.BytesIO()
    with app.test_request_context():
        export.write_xlsx(file, SHEET, iter([(EVIL[0], *ROW[1:])]))
    with zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" in sheet and "<f>" not in sheet and "<hyperlink" not in sheet


def test_csv(app):
    with app.test_request_context():
        rows, file = read_csv(ROW, (None,) * 8)
    assert file.getvalue().startswith("\ufeff\"文字\",") and '"字",7,1234.56,"2026-03-05"' in file.getvalue()
    assert rows[1][4:] == ["2026-03-06 00:30", "140****0001", "14000000001", "甲"]
    assert rows[2] == [""] * 8 and "共 2 条" in rows[3][0]
    assert file.getvalue().count("\r\n") == 4


def test_a_long_text_is_cut_where_excel_ends(app):
    with app.test_request_context():
        assert len(excel(("长" * 40_000, *ROW[1:]))[3][0]) == 32_767
