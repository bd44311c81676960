"""Writing a ledger to a file: Excel or CSV, row by row, with nothing in it that could run."""

import csv
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from flask_babel import gettext as _

from linli.toolkit.calendar import stamp_text
from linli.toolkit.ledger import cells, reading

WIDTHS = {"long": 44, "moment": 17, "day": 12, "number": 9, "money": 14, "choice": 12}
WIDTH = 16
CELL = 32_767  # characters, all that Excel takes
RUNS = tuple("=+-@\t\r\n＝＋－＠")  # what a spreadsheet may take for the start of a formula


@dataclass(frozen=True)
class Sheet:
    """What stands around the rows of a copy: the ledger, the place and filters in words
    (`about`), who takes it (`by`), when (`at`, UTC) and what for (`reason`). `whole`: with phones whole.
    """

    ledger: object
    about: str
    by: str
    at: datetime
    reason: str
    whole: bool = False

    def mark(self, count):
        """The line that says where this copy comes from."""
        said = _("导出人 %(name)s · %(at)s · 用途：%(reason)s · 共 %(count)d 条", name=self.by,
                 at=stamp_text(self.at), reason=self.reason, count=count)
        return f"{said} · {_('含完整电话，请妥善保管')}" if self.whole else said


def write_xlsx(file, sheet, rows):
    """Write an Excel workbook into a binary file; returns the number of rows.

    Every text is a text, whatever it begins with; days, moments (Shanghai) and amounts (元)
    are real dates and numbers.
    """
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    try:
        page, columns = book.add_worksheet(), sheet.ledger.columns
        _frame(book, page, sheet)
        write = [_writer(page, book, column.kind, text)
                 for column, text in zip(columns, cells.texts(sheet.ledger, sheet.whole), strict=True)]
        number, sums = 0, {}
        for row in reading.adding(sheet.ledger, rows, sums):
            number += 1
            for place, (put, value) in enumerate(zip(write, row, strict=False)):
                if value is not None:
                    put(number + 2, place, value)
        page.autofilter(2, 0, number + 2, len(columns) - 1)
        _totals(book, page, number + 3, columns, sums)
        page.write_string(number + 5, 0, sheet.mark(number))
    finally:
        book.close()
    return number


def _frame(book, page, sheet):
    """The title, what is in it, the headings; on paper A4, the headings on every page."""
    title = book.add_format({"bold": True, "font_size": 16})
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E3F0EA"})
    for place, column in enumerate(sheet.ledger.columns):
        wide = max(WIDTHS.get(column.kind, WIDTH), 2 * len(_heading(column)) + 2)
        page.set_column(place, place, wide)
    page.freeze_panes(3, 0)
    page.repeat_rows(2)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&C{_('第 &P 页 共 &N 页')}")
    if sheet.ledger.wide:
        page.set_landscape()
    page.write_string(0, 0, str(sheet.ledger.title), title)
    page.write_string(1, 0, sheet.about)
    for place, column in enumerate(sheet.ledger.columns):
        page.write_string(2, place, _heading(column), heading)


def _totals(book, page, row, columns, sums):
    """合计 below the rows, outside of what the spreadsheet filters."""
    if sums and 0 not in sums:
        page.write_string(row, 0, _("合计"), book.add_format(_BELOW))
    for place, value in sums.items():
        kind = columns[place].kind
        looks = book.add_format({**_LOOKS.get(kind, {}), **_BELOW})
        page.write_number(row, place, cells.yuan(value) if kind == "money" else value, looks)


def _writer(page, book, kind, text):
    """A function (row, column, value) that writes a value as what it is."""
    looks = book.add_format({**_LOOKS.get(kind, {}), "valign": "top"})
    if kind == "number":
        return lambda row, place, value: page.write_number(row, place, value, looks)
    if kind == "money":
        return lambda row, place, value: page.write_number(row, place, cells.yuan(value), looks)
    if kind == "day":
        return lambda row, place, value: page.write_datetime(row, place, cells.day(value), looks)
    if kind == "moment":
        return lambda row, place, value: page.write_datetime(
            row, place, cells.local_moment(value), looks)
    return lambda row, place, value: page.write_string(row, place, text(value)[:CELL], looks)


_LOOKS = {"day": {"num_format": "yyyy-mm-dd", "align": "left"}, "long": {"text_wrap": True},
          "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
          "money": {"num_format": "#,##0.00"}}
_BELOW = {"bold": True, "top": 1}


def write_csv(file, sheet, rows):
    """Write CSV into a text file, with a BOM for Excel; returns the number of rows.

    Open the file in UTF-8 with newline="": lines end in CRLF. Texts are quoted.
    """
    file.write("\ufeff")
    out = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    out.writerow([_heading(column) for column in sheet.ledger.columns])
    show = [_NUMBERS.get(column.kind) or _harmless(text)
            for column, text in zip(
                sheet.ledger.columns, cells.texts(sheet.ledger, sheet.whole), strict=True)]
    number = 0
    for row in rows:
        out.writerow(["" if value is None else cell(value)
                      for cell, value in zip(show, row, strict=False)])
        number += 1
    out.writerow([sheet.mark(number)])
    return number


_NUMBERS = {"number": lambda value: value, "money": cells.yuan}


def _harmless(text):
    """No text begins like a formula: a spreadsheet would run it."""
    def safe(value):
        shown = text(value)
        return f"'{shown}" if shown.startswith(RUNS) else shown
    return safe


def _heading(column):
    if column.kind != "money":
        return str(column.title)
    return _("%(name)s（%(kind)s）", name=column.title, kind=_("元"))
