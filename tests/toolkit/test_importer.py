"""Excel in: whatever file comes, every bad row is told, and all rows are imported at once or none."""

import io
import threading
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import Optional

from linli.database import LostRace, db, transaction
from linli.people.models import Household
from linli.personal import retention
from linli.testing import count_queries
from linli.toolkit import importer
from linli.toolkit.fields import DayField, PhoneField, TrimmedField
from linli.toolkit.forms import Form, options, required, short_text
from linli.toolkit.importer import Sheet, runs, spreadsheets
from linli.toolkit.importer.runs import ImportRun

HEAD = ("户号", "地址", "入户日期", "类别", "电话", "标签")
GOOD = ("901", "祖宅1号", "2026-11-25", "自住", "13800001234", "")


class HouseholdForm(Form):
    """One household, as a page would ask for it."""

    number = TrimmedField("户号", [required("请填户号"), short_text(20)])
    address = TrimmedField("地址", [required("请填地址"), short_text(100)])
    since = DayField("入户日期", [Optional()])
    kind = RadioField("类别", choices=options({"own": "自住", "let": "出租"}), default="own")
    phone = PhoneField("电话", [Optional()])
    tags = SelectMultipleField("标签", [Optional()], choices=options({"a": "低保", "b": "侨属"}))


def examine(_scope, rows):
    taken = {row.number: 0 for row in Household.select(Household.number)}
    for row in rows:
        number = row.values["number"]
        if number in taken:
            row.refuse("number", f"户号和第 {taken[number]} 行重复" if taken[number] else "户号已经有了")
        taken.setdefault(number, row.number)


def save(scope, values):
    Household.create(locality=scope.locality, number=values["number"], address=values["address"])


SHEET = Sheet("户", HouseholdForm, examine, save, aliases={"联系电话": "phone"})


@pytest.fixture
def scope(app, scope_of):
    with app.test_request_context():
        yield scope_of("方敏仪")


def excel(*rows, **options):
    """An .xlsx of these rows; a day is written as Excel's own, a number as a number."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write(at, column, cell)
    file.seek(0)
    return file


def repacked(file, **changed):
    """The same zip with some of its parts replaced (sheet1=…)."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name.rpartition("/")[2].partition(".")[0], old.read(name)))
    made.seek(0)
    return made


def receive(scope, file, name="户.xlsx"):
    return runs.receive(scope, "test.households", SHEET, file, name)


def households():
    return Household.select().count()


def test_cells_as_excel_writes_them(scope):
    file = excel(HEAD, (901.0, "  祖宅　１号 ", date(2026, 11, 25), "出租", 13800001234.0, "低保、侨属"))
    run = receive(scope, file)
    row = run.kept()[0]
    assert not row.errors
    assert row.cells == {"number": "901", "address": "祖宅 1号", "since": "2026-11-25", "kind": "出租",
                         "phone": "13800001234", "tags": "低保、侨属"}
    importer.examine(scope, SHEET, [row])
    assert row.values == {"number": "901", "address": "祖宅 1号", "since": date(2026, 11, 25),
                          "kind": "let", "phone": "+8613800001234", "tags": ["a", "b"]}


@pytest.mark.parametrize("text", [
    "2026-11-25", "2026/11/25", "2026年11月25日", "2026.11.25", "２０２６／１１／２５", " 20261125 ",
    20261125])
def test_days_as_people_write_them(scope, text):
    row = receive(scope, excel(HEAD, ("901", "祖宅", text))).kept()[0]
    importer.examine(scope, SHEET, [row])
    assert (row.errors, row.values["since"]) == ([], date(2026, 11, 25))


@pytest.mark.parametrize("text", ["2026-13-25", "明天", "2026年11月", "46351", "202611251"])
def test_what_is_no_day_is_told(scope, text):
    row = receive(scope, excel(HEAD, ("901", "祖宅", text))).kept()[0]
    assert [name for name, _reason in row.errors] == ["since"]


def test_a_long_number_that_excel_has_spoilt_is_not_taken(scope):
    row = receive(scope, excel(HEAD, ("901", "祖宅", "", "", 440799199001011234))).kept()[0]
    assert row.errors and "e+17" in row.cells["phone"]


def test_every_bad_row_is_told_and_nothing_is_imported(scope):
    before = households()
    run = receive(scope, excel(HEAD, GOOD, ("", "祖宅2号"), ("902", "祖宅3号", "", "自用", "1380000"),
                               ("901", "祖宅4号"), ("001", "祖宅5号")))
    told = [(row.number, name, reason) for row in run.kept() for name, reason in row.errors]
    assert told == [
        (3, "number", "请填户号"), (4, "kind", "只能填：自住、出租"),
        (4, "phone", "手机号要有 11 位数字，比如 13800001234；境外号码请以 + 开头"),
        (5, "number", "户号和第 2 行重复"), (6, "number", "户号已经有了")]
    with pytest.raises(runs.Unsettled):
        runs.finish(scope, SHEET, run, leave_out=False)
    assert households() == before
    assert runs.finish(scope, SHEET, run, leave_out=True) == 1
    assert households() == before + 1
    run = ImportRun.get_by_id(run.id)
    assert (run.imported, run.left_out, len(run.kept())) == (1, 4, 4)


def test_twice_is_once(scope):
    run, before = receive(scope, excel(HEAD, GOOD)), households()
    runs.finish(scope, SHEET, run, leave_out=False)
    with pytest.raises(LostRace):
        runs.finish(scope, SHEET, run, leave_out=False)
    with pytest.raises(LostRace):
        runs.finish(scope, SHEET, ImportRun.get_by_id(run.id), leave_out=False)
    assert households() == before + 1


def test_two_at_once_is_once(app, scope):
    run, before, both = receive(scope, excel(HEAD, GOOD)), households(), threading.Barrier(2)

    def confirm(_each):
        with app.test_request_context(), db.connection_context():
            both.wait()
            try:
                return runs.finish(scope, SHEET, run, leave_out=False)
            except LostRace:
                return "lost"
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(confirm, range(2)))
    assert sorted(answers, key=str) == [1, "lost"] and households() == before + 1


def test_what_has_become_wrong_meanwhile_is_not_imported(scope):
    run, before = receive(scope, excel(HEAD, GOOD, ("902", "祖宅2号"))), households()
    with transaction():
        Household.create(locality=scope.locality, number="902", address="别处")
    for leave_out in (True, False):
        with pytest.raises(runs.Unsettled):
            runs.finish(scope, SHEET, run, leave_out)
    assert households() == before + 1
    again = ImportRun.get_by_id(run.id)
    assert [row.number for row in again.kept() if row.errors] == [3] and again.done_at is None
    assert runs.finish(scope, SHEET, again, leave_out=True) == 1


def test_a_row_that_fails_while_saving_takes_all_back(scope):
    run, before = receive(scope, excel(HEAD, GOOD, ("902", "祖宅2号"))), households()

    def fail(scope, values):
        save(scope, values)
        if values["number"] == "902":
            raise RuntimeError
    with pytest.raises(RuntimeError):
        runs.finish(scope, Sheet("户", HouseholdForm, examine, fail), run, leave_out=False)
    assert households() == before and ImportRun.get_by_id(run.id).done_at is None


def test_columns_in_any_order_below_a_heading(scope):
    file = excel(("塘口镇 户 登记表",), (), ("备注", "联系电话", "地 址*", "户号（必填）"),
                 ("x", "13800001234", "祖宅", "901"), ("只有备注",))
    run = receive(scope, file)
    assert run.strange == "备注"
    assert [(row.number, row.cells) for row in run.kept()] == [
        (4, {"phone": "13800001234", "address": "祖宅", "number": "901"})]


@pytest.mark.parametrize(("rows", "said"), [
    ([("地址", "电话"), ("祖宅", "1")], "少了这些列：户号"),
    ([("户号", "地址", "户号"), ("1", "祖宅", "2")], "出现了两次：户号"),
    ([HEAD], "还没有内容"), ([("户号", "地址"), ("", " "), ("", "　")], "还没有内容"), ([], "空的"),
    ([HEAD, ("901", "长" * 1001)], "太多"), ([["户号", "地址"] + ["x"] * 60, ["1"]], "列太多"),
    ([HEAD] + [(f"N{number}", "祖宅") for number in range(5001)], "5000 行"),
    ([HEAD] + [(f"N{number}", "祖宅") for number in range(5100)], "5000 行")])
def test_a_table_that_cannot_be_read_is_told(scope, rows, said):
    with pytest.raises(ValueError, match=said):
        receive(scope, excel(*rows))
    assert not ImportRun.select().exists()


def test_five_thousand_rows_and_as_few_queries_as_for_one(scope):
    counts = []
    for many in (1, 5000):
        with count_queries() as seen:
            run = receive(scope, excel(HEAD, *((f"N{number}", "祖宅") for number in range(many))))
        counts.append(len(seen))
    assert counts == [2, 2] and len(run.kept()) == 5000


FAR_APART = """<?xml version="1.0"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>
</sheetData></worksheet>"""
OLD = spreadsheets.OLD_EXCEL


@pytest.mark.parametrize(("make", "said"), [
    (lambda: b"MZ\x90\0\3\0\0\0" * 500, "不是表格"), (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "不是表格"),
    (lambda: b"", "空的"), (lambda: b"PK\3\4 and nothing else", "打不开"),
    (lambda: excel(HEAD, GOOD).getvalue()[:-400], "打不开"), (lambda: OLD + b"\0" * 4000, "打不开"),
    (lambda: OLD + "EncryptedPackage".encode("utf-16-le"), "密码"),
    (lambda: repacked(excel(HEAD), sheet1=b"<x" * 9).getvalue(), "打不开"),
    (lambda: repacked(excel(HEAD), sheet1=FAR_APART).getvalue(), "列太多|打不开"),
    (lambda: repacked(excel(HEAD), sheet1=b" " * 51 * 2**20).getvalue(), "太大"),
    (lambda: b"x" * (spreadsheets.MAX_BYTES + 1), "太大")],
    ids=["exe", "photo", "nothing", "a zip's beginning", "half", "old and broken", "locked", "bad xml",
         "cells far apart", "bomb", "large"])
def test_a_file_that_is_no_table_is_told(scope, make, said):
    with pytest.raises(spreadsheets.BadFile, match=said):
        receive(scope, io.BytesIO(make()))


def test_a_zip_that_lies_about_its_size_is_not_even_read(scope, monkeypatch):
    monkeypatch.setattr("subprocess.run", lambda *_arguments, **_options: pytest.fail("it was read"))
    file = repacked(excel(HEAD), sheet1=b" " * 60 * 2**20)
    lying = file.getvalue().replace((60 * 2**20).to_bytes(4, "little"), (2**20).to_bytes(4, "little"))
    with pytest.raises(spreadsheets.BadFile, match="打不开"):
        receive(scope, io.BytesIO(lying))


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_as_excel_and_wps_write_it(scope, coding):
    text = "户号,地址,电话\r\n901,\"祖宅,\n1号\",13800001234\r\n\r\n902,深井里,\r\n"
    run = receive(scope, io.BytesIO(text.encode(coding)), "户.csv")
    assert [(row.number, row.cells.get("address")) for row in run.kept()] == [
        (2, "祖宅,\n1号"), (4, "深井里")]
    assert not any(row.errors for row in run.kept())


@pytest.mark.parametrize(("data", "said"), [
    (b"\n" * spreadsheets.MAX_CSV, "5000 行"), (b"\r" * spreadsheets.MAX_CSV, "5000 行"),
    (b",\n" * (spreadsheets.MAX_LINES + 1), "5000 行"), (b"\n" * (spreadsheets.MAX_CSV + 1), "太大"),
    (b"x\n" * 5011 + b"," * 99 + b"x", "5000 行")],
    ids=["line ends", "old line ends", "empty rows", "large", "stops at the first row too many"])
def test_a_csv_is_read_no_further_than_the_limits(data, said):
    tracemalloc.start()
    try:
        with pytest.raises(spreadsheets.BadFile, match=said):
            spreadsheets.read_rows(io.BytesIO(data))
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()


def test_empty_rows_below_a_table_do_no_harm():
    data = b"x,y\n" + b",,\n" * (spreadsheets.MAX_LINES - 1)
    assert spreadsheets.read_rows(io.BytesIO(data)) == [(1, ["x", "y"])]


def test_a_formula_is_its_value_or_its_words_and_never_runs(scope):
    file = excel(HEAD)
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_string(1, 0, "=1+1")
        sheet.write_formula(1, 1, '=HYPERLINK("http://x.example","祖宅")', None, "祖宅")
        sheet.write_string(1, 4, "@SUM(1)")
    run = receive(scope, io.BytesIO(file.getvalue()))
    row = run.kept()[0]
    assert row.cells == {"number": "=1+1", "address": "祖宅", "phone": "@SUM(1)"}
    assert [name for name, _reason in row.errors] == ["phone"]


def test_a_hidden_sheet_is_not_read(scope):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        hidden, shown = book.add_worksheet(), book.add_worksheet()
        hidden.write_row(0, 0, ("不要看", "这张"))
        hidden.hide()
        shown.activate()
        shown.write_row(0, 0, HEAD)
        shown.write_row(1, 0, GOOD)
    assert len(receive(scope, io.BytesIO(file.getvalue())).kept()) == 1


def test_the_template_is_empty_and_has_every_title(scope):
    rows = spreadsheets.read_rows(io.BytesIO(runs.template(SHEET)))
    assert rows == [(1, ["户号*", "地址*", *HEAD[2:]])]
    with zipfile.ZipFile(io.BytesIO(runs.template(SHEET))) as packed:
        assert b'type="list"' in packed.read("xl/worksheets/sheet1.xml")


def test_what_was_never_imported_is_forgotten_after_a_day(app, scope):
    kept = receive(scope, excel(HEAD, GOOD))
    finished = receive(scope, excel(HEAD, ("902", "祖宅")))
    runs.finish(scope, SHEET, finished, leave_out=False)
    for minutes, left in ((-1, {kept.id, finished.id}), (1, {finished.id})):
        retention.let_go(app.extensions["linli"], kept.made_at + timedelta(days=1, minutes=minutes))
        assert {run.id for run in ImportRun.select()} == left
