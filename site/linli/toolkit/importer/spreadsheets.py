"""Files with rows: reading what somebody sends (Excel, ODS, CSV), and writing an empty one to fill in.

Whatever comes in, out come rows of trimmed text, or `BadFile` with a sentence for the reader.
"""

import codecs
import csv
import io
import json
import logging
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import xlsxwriter
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

log = logging.getLogger("linli.spreadsheets")
MAX_BYTES, MAX_UNPACKED = 12 * 1024 * 1024, 50 * 1024 * 1024
MAX_CSV = 5 * 1024 * 1024  # bytes: read by the site itself, not by a process that may be ended
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 5000, 60, 1000
HEADING_ROWS = 10  # what may stand above the first row of data
MAX_LINES = 50_000  # of a CSV, with the empty ones that Excel leaves below a table
SECONDS = 30
READER = Path(__file__).with_name("read_cells.py")
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
FAULTS = {
    "broken": _l("这个文件打不开。请用 Excel 或 WPS 另存为 .xlsx 再传"),
    "locked": _l("这个文件加了密码。请去掉密码，另存一份再传"),
    "empty": _l("这张表是空的"),
    "big": _l("这个文件太大了，请分成几份再传"),
    "rows": _l("一次最多 %(most)d 行，请分成几份再传"),
    "columns": _l("列太多了，最多 %(columns)d 列。请照模板的列来填", columns=MAX_COLUMNS),
    "long": _l("有的格子字太多了，一格最多 %(signs)d 个字", signs=MAX_CELL),
    "alien": _l("这不是表格。请传 .xlsx、.xls、.ods 或 .csv 文件"),
}
WHY = _l("为什么没有导入")
# Full-width letters, digits and the signs of numbers and days; punctuation of words stays.
NARROW = {code: code - 0xFEE0 for code in (
    *range(ord("０"), ord("９") + 1), *range(ord("Ａ"), ord("Ｚ") + 1),
    *range(ord("ａ"), ord("ｚ") + 1), *map(ord, "＋－／．％"))}


class BadFile(ValueError):
    """A file that gives no rows; the message is for the reader."""

    def __init__(self, fault, most=MAX_ROWS):
        super().__init__(str(FAULTS[fault]) % {"most": most})


def read_rows(stream, most=MAX_ROWS):
    """The rows of a spreadsheet that are not empty: [(row number in the sheet, [text, …])], `most` below
    its headings.

    Raises BadFile. The kind is told by the content; what the file is called says nothing.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadFile("big")
    if data.startswith(b"PK"):
        _refuse_bomb(data)
    elif "EncryptedPackage".encode("utf-16-le") in data:
        raise BadFile("locked")
    rows = (_read_book if data.startswith((b"PK", OLD_EXCEL)) else _read_csv)(data, most)
    rows = [(number, [clean(cell) for cell in cells]) for number, cells in rows]
    if any(len(cell) > MAX_CELL for _number, cells in rows for cell in cells):
        raise BadFile("long")
    rows = [row for row in rows if any(row[1])]
    if not rows:
        raise BadFile("empty")
    return rows


def clean(text):
    """Text of a cell: full-width digits made narrow, spaces around and unseen signs taken away."""
    text = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in text.translate(NARROW)
                   if sign.isprintable() or sign == "\n" or unicodedata.category(sign) == "Zs")
    return text.strip()


def blank(title, columns, examples=()):
    """An empty .xlsx to fill in, as bytes. Each column has `title`, `hint`, `required`, `kind`
    (text, day or choice) and `words` (its choices); a second sheet tells them all, a third shows
    `examples`, rows as {name of a column: text}.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, guide = book.add_worksheet(title[:31]), book.add_worksheet(_("填写说明"))
        wraps, formats = book.add_format({"text_wrap": True, "valign": "top"}), _headed(book, sheet, columns)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 18, formats[column.kind == "day"])
            sheet.data_validation(1, at, MAX_ROWS, at, _help(guide, at, column))
            _explain(guide, at, column, wraps)
        guide.set_column(0, len(columns), 24)
        if examples:
            shown = book.add_worksheet(_("例子"))
            _headed(book, shown, columns)
            _write(shown, columns, examples)
    return file.getvalue()


def with_reasons(title, columns, rows):
    """An .xlsx of rows that were not imported, as bytes: their cells as they were sent and, last, why.
    `rows` are ({name of a column: text}, reason); the last column is passed over where it is sent again.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        _headed(book, sheet, columns)
        sheet.set_column(len(columns), len(columns), 50)
        sheet.write_string(0, len(columns), str(WHY))
        for at, (cells, reason) in enumerate(rows, 1):
            for place, column in enumerate(columns):
                sheet.write_string(at, place, cells.get(column.name, ""))
            sheet.write_string(at, len(columns), reason)
    return file.getvalue()


def _headed(book, sheet, columns):
    """Write the titles; returns the formats of cells (text, a day)."""
    bold = book.add_format({"bold": True, "bg_color": "#e3f0ea"})
    sheet.set_column(0, len(columns) - 1, 18, book.add_format({"num_format": "@"}))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, f"{column.title}*" if column.required else column.title, bold)
    sheet.freeze_panes(1, 0)
    # Text: or a phone number becomes 1.38E+10.
    return book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})


def _write(sheet, columns, rows):
    for at, cells in enumerate(rows, 1):
        for place, column in enumerate(columns):
            sheet.write_string(at, place, str(cells.get(column.name, "")))


def _help(guide, at, column):
    """What Excel says and refuses while somebody fills in a cell of this column."""
    told = {"input_title": column.title[:32], "input_message": str(column.hint)[:255],
            "ignore_blank": True} if column.hint else {"ignore_blank": True}
    if column.kind == "choice":
        letter, last = xlsxwriter.utility.xl_col_to_name(at), 3 + len(column.words)
        return {**told, "validate": "list",
                "source": f"='{guide.get_name()}'!${letter}$4:${letter}${last}"}
    return {**told, "validate": "any"}


def _explain(guide, at, column, wraps):
    """One column of the second sheet: title, whether it must be filled in, hint, then the choices."""
    lines = [column.title, _("必填") if column.required else _("可以不填"), str(column.hint), *column.words]
    for row, line in enumerate(lines):
        guide.write_string(row, at, line, wraps)


def _refuse_bomb(data):
    """Unpacked in full, piece by piece: what a zip says about its own size may be a lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            big = sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED
            whole = big or packed.testzip() is None
    except Exception as error:  # BadZipFile, zlib.error, struct.error, RuntimeError …
        raise BadFile("broken") from error
    if big or not whole:
        raise BadFile("big" if big else "broken")


def _read_book(data, most):
    limits = [str(most + HEADING_ROWS), str(MAX_COLUMNS)]
    try:
        reader = subprocess.run([sys.executable, "-P", str(READER), *limits], input=data,
                                capture_output=True, timeout=SECONDS, check=True)
    except subprocess.SubprocessError as error:
        log.warning("a spreadsheet ended its reader: %s", error)
        raise BadFile("broken") from error
    answer = json.loads(reader.stdout)
    if "fault" in answer:
        raise BadFile(answer["fault"], most)
    return answer["rows"]


def _read_csv(data, most):
    if len(data) > MAX_CSV:
        raise BadFile("big")
    text = _decode(data)
    first = text.partition("\n")[0]
    separator = max("\t;,", key=first.count)
    try:
        return _filled(csv.reader(io.StringIO(text, newline=""), delimiter=separator), most)
    except csv.Error as error:
        raise BadFile("alien") from error


def _filled(lines, most):
    """The rows that are not empty, each with its number; reads no further than the limits."""
    rows = []
    for number, cells in enumerate(lines, 1):
        if any(map(str.strip, cells)):
            rows.append((number, cells))
            if len(cells) > MAX_COLUMNS:
                raise BadFile("columns")
        if len(rows) > most + HEADING_ROWS or number > MAX_LINES:
            raise BadFile("rows", most)
    return rows


def _decode(data):
    """UTF-8, or what Excel and WPS write in China where nobody told them otherwise."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codings = ("utf-16",)
    else:
        codings = () if b"\0" in data else ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise BadFile("alien")
