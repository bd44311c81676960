"""Excel in. A plugin declares a `Sheet`; `pages` and `runs` do the rest.

Here is what an import knows of a sheet: its columns, found by their titles, and its rows.
"""

import re
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField, SelectMultipleField

from linli.languages import house, listed
from linli.toolkit.importer import spreadsheets

DAY = re.compile(r"(\d{4})(?:[-/.年 ]+(\d{1,2})[-/.月 ]+(\d{1,2})日?|(\d\d)(\d\d))", re.ASCII)
HIDDEN = ("HiddenField", "CSRFTokenField")


@dataclass(frozen=True)
class Sheet:
    """What is imported. Its columns are the visible fields of `form`: label, description, whether
    required, choices; in the file they may stand in any order.

    `form(formdata=…, meta=…)` gives the form of one row; its validators ask the database nothing.
    `examine(scope, rows)` looks at all rows whose form is valid: `row.refuse(…)` what doubles
    another or something that exists; it may replace `row.values` by what it looked up; its
    queries do not grow with the rows. `row.say(…)` tells the preview what a row does.
    `save(scope, values)` writes one row, in a transaction.
    `aliases` are other titles of columns: {title: field name}, `examples` rows for the template,
    {field name: text}. A file has at most `most` rows.

    `makes` names the models of which `save` makes rows, in the order in which they refer to one another;
    `save` returns the row that it made, or a list of them. Such an import can be taken back, and a
    long one is worked off in the background. Where it is empty, neither is.
    """

    title: str
    form: object
    examine: object
    save: object
    aliases: dict = field(default_factory=dict, hash=False)
    examples: tuple = ()
    makes: tuple = ()
    most: int = spreadsheets.MAX_ROWS


SHEETS = {}  # key → (permission, sheet_here), as `pages` mounts them: the jobs' process finds them here


@dataclass(frozen=True)
class Column:
    """One column: `kind` is text, day or choice, `words` what may stand in a choice, `hint` lazy: said to
    whoever fills it in.
    """

    name: str
    title: str
    hint: str = ""
    required: bool = False
    kind: str = "text"
    words: tuple = ()


@dataclass
class Row:
    """One row: its number in the file, {field: text} as it stands there, {field: value} once
    its form is valid, and [(field, reason)] of what is wrong with it. `does` says what importing it does,
    where the sheet knows; `touches`: to somebody or something that is here already.
    """

    number: int = 0
    cells: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    does: str = ""
    touches: bool = False

    def say(self, does, touches=False):
        """What importing it does, for the preview, which lists every row that touches what is here."""
        self.does, self.touches = str(does), touches

    def refuse(self, name, reason):
        """This row can't be imported: the reason stands beside this field."""
        self.errors.append((name, str(reason)))


def columns(sheet):
    """The columns of a sheet, in the order of its form's fields: in words of the house, as every sheet is."""
    with house():
        return [_column(each) for each in _blank_form(sheet) if each.type not in HIDDEN]


def _blank_form(sheet):
    return sheet.form(formdata=None, meta={"csrf": False})


def _column(each):
    words = _words(each)
    kind = "day" if isinstance(each, DateField) else "text"
    return Column(each.short_name, str(each.label.text), each.description, each.flags.required,
                  "choice" if words else kind, tuple(words))


def _words(each):
    """{word: key} of what may be chosen in a field; {} for a field without choices."""
    choices = each.iter_choices() if isinstance(each, SelectField) else ()
    with house():
        return {str(choice.label): str(choice.value) for choice in choices if choice.value}


def place(table, known, aliases, most=spreadsheets.MAX_ROWS):
    """The rows of a table with their cells under the names of fields; and the titles nobody knows."""
    names = {_bare(column.title): column.name for column in known}
    names.update((_bare(title), name) for title, name in aliases.items())
    at, titles = max(enumerate(cells for _number, cells in table[:spreadsheets.HEADING_ROWS]),
                     key=lambda pair: (sum(_bare(title) in names for title in pair[1]), -pair[0]))
    found = [names.get(_bare(title)) for title in titles]
    _refuse_titles(known, found)
    rows = [Row(number, {name: cell for name, cell in zip(found, cells, strict=False) if name and cell})
            for number, cells in table[at + 1:]]
    rows = [row for row in rows if row.cells]
    if not rows:
        raise ValueError(_l("标题下面还没有内容，请填好再传"))
    if len(rows) > most:
        raise spreadsheets.BadFile("rows", most)
    return rows, [title for title, name in zip(titles, found, strict=True)
                  if title and not name and title != spreadsheets.WHY]


def _refuse_titles(known, found):
    missing = [column.title for column in known if column.required and column.name not in found]
    twice = [column.title for column in known if found.count(column.name) > 1]
    if missing:
        raise ValueError(_l("少了这些列：%(titles)s。标题请照模板写", titles=listed(missing)))
    if twice:
        raise ValueError(_l("这些列出现了两次：%(titles)s", titles=listed(twice)))


def _bare(title):
    """A title without stars, spaces and what stands in brackets."""
    return re.sub(r"[(（].*?[)）]|[\s*＊:：]", "", title)


def examine(scope, sheet, rows):
    """Look at every row: its own form first, then all of them together. Returns the rows."""
    blank = _blank_form(sheet)
    for row in rows:
        form = sheet.form(meta={"csrf": False}, formdata=MultiDict(
            (name, value) for name, text in row.cells.items() for value in _typed(blank[name], text)))
        row.values, row.errors = form.values() if form.validate() else {}, []
        row.say("")
        for name, errors in form.errors.items():
            row.refuse(name, _unknown_choice(blank[name], row.cells.get(name)) or errors[0])
    sheet.examine(scope, [row for row in rows if not row.errors])
    return rows


def _unknown_choice(each, text):
    """What may stand here, where the text is none of the choices; "" where it is."""
    words = _words(each)
    known = not text or not words or text in words
    return "" if known else _l("只能填：%(words)s", words=listed(list(words)[:20]))


def _typed(each, text):
    """What a browser would send for this text: a day as 2026-11-25, the key of a choice."""
    if isinstance(each, DateField):
        match = DAY.fullmatch(text)
        year, *rest = [part for part in match.groups() if part] if match else ("",)
        return ["-".join([year, *(part.zfill(2) for part in rest)])] if match else [text]
    if isinstance(each, SelectField):
        several = isinstance(each, SelectMultipleField)
        words = re.split(r"[、，,;；\s]+", text) if several else [text]
        return [_words(each).get(word, word) for word in words if word]
    return [text]
