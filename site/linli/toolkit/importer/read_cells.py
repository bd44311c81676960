"""Reads one spreadsheet in a process of its own: `python -P read_cells.py ROWS COLUMNS` < file.

A file of a few kilobytes may ask for half a terabyte (two cells, far apart) and end the process
that reads it. So this one may be ended: it has its own limits of memory and time. It imports
nothing of Linli, writes {"rows": [[row number, [cell, …]], …]} or {"fault": word}, and leaves out
empty rows.
"""

import contextlib
import io
import json
import resource
import sys
from datetime import date, datetime, time

import python_calamine as calamine

MEMORY, SECONDS = 2**30, 20
MOST_TEXT = 5_000_000  # characters in the whole sheet


class Fault(Exception):
    """What is wrong with the file, in one word: empty, rows, columns or long."""


def read(file, most_rows, most_columns):
    """The rows of the first sheet that is not hidden, each with its number; raises Fault."""
    sheet = _first_sheet(calamine.load_workbook(file))
    if sheet.start is None:
        raise Fault("empty")
    if sheet.end[1] >= most_columns:
        raise Fault("columns")
    rows, length, left = [], 0, sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [""] * left + [as_text(value) for value in values]
        if any(cells):
            rows.append((number, cells))
            length += sum(map(len, cells))
        if len(rows) > most_rows or length > MOST_TEXT:
            raise Fault("rows" if len(rows) > most_rows else "long")
    return rows


def as_text(value):
    """A cell as a person would type it: 13800001234.0 → 13800001234, a date → 2026-11-25.

    A number of more than fifteen digits has lost its last ones already in Excel: it comes as
    4.4e+17, which no field takes for a number.
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        whole = float(value).is_integer() and abs(value) < 10**15
        return str(int(value)) if whole else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _first_sheet(book):
    for index, about in enumerate(book.sheets_metadata):
        if (about.visible == calamine.SheetVisibleEnum.Visible
                and about.typ == calamine.SheetTypeEnum.WorkSheet):
            return book.get_sheet_by_index(index)
    raise Fault("empty")


def main():
    """Read standard input; every way to fail is an answer, but for the limits themselves."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with contextlib.suppress(OSError, ValueError):  # not every system has both
            resource.setrlimit(limit, (most, most))
    try:
        answer = {"rows": read(io.BytesIO(sys.stdin.buffer.read()), *map(int, sys.argv[1:]))}
    except Fault as fault:
        answer = {"fault": str(fault)}
    except calamine.PasswordError:
        answer = {"fault": "locked"}
    except calamine.CalamineError:
        answer = {"fault": "broken"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
