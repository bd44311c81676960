"""Bringing places in, and finding them."""

import csv
import re
from pathlib import Path

import peewee

from linli.database import LostRace, transaction
from linli.localities.models import KINDS, VILLAGE_KINDS, Locality
from linli.localities.naming import short_name
from linli.localities.renaming import rename
from linli.toolkit import once

EXTRACTS = Path(__file__).parent / "data"


CODE = re.compile(r"[0-9]{12}(-[a-z][0-9]{1,5})?")
COLUMNS = ("code", "name", "kind", "parent")
LETTERS = {"building": "b", "staircase": "s", "micro_grid": "m"}  # of the suffixes that are given here
TRIES = 5


class UnknownPlace(LookupError):
    """No shipped extract and no file holds this code."""


class NameTaken(ValueError):
    """The village has a place of this name already."""


class BadRows(ValueError):
    """Rows that cannot be brought in; the message names the first and its fault."""


def full_code(code):
    """An official code in its 12 digits: 440783108 → 440783108000."""
    short = code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 9)
    return code.ljust(12, "0") if short else code


def import_township(code):
    """Bring in one shipped township with its villages and ancestors. Returns (added, changed).

    Running it again changes nothing. Raises UnknownPlace where no extract has the code.
    """
    rows = _shipped_rows()
    wanted = full_code(code)
    if wanted not in rows or rows[wanted]["kind"] != "township":
        raise UnknownPlace(code)
    chosen = [row for row in rows.values() if row["parent"] == wanted]
    while wanted:
        chosen.append(rows[wanted])
        wanted = rows[wanted]["parent"]
    return import_rows(chosen)


def import_file(path):
    """Bring in a CSV of one's own with the columns code, name, kind, parent.

    Raises BadRows; then nothing was brought in.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        try:
            reader = csv.DictReader(file)
            if missing := set(COLUMNS) - set(reader.fieldnames or ()):
                raise BadRows(f"缺少这些列：{', '.join(sorted(missing))}")
            return import_rows(list(reader))
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadRows(f"不是 UTF-8 的 CSV：{error}") from error


def import_rows(rows):
    """Add what is new and rename what has another name, from today; returns (added, changed).

    Each row: code, name, kind, parent ("" at the root). Parents may come in any order.
    Raises BadRows, and then nothing has changed.
    """
    added = changed = 0
    with transaction():
        known = {place.code: place for place in Locality.select()}
        for row in _parents_first(rows, known):
            if row["code"] not in known:
                known[row["code"]] = add(known.get(row["parent"]), row["code"], row["name"],
                                         row["kind"])
                added += 1
            elif known[row["code"]].name != row["name"]:
                rename(known[row["code"]], row["name"])
                changed += 1
    return added, changed


def add(parent, code, name, kind):
    """Add one place below `parent` (None at the root)."""
    return Locality.create(code=code, name=name, short_name=short_name(name, kind), kind=kind,
                           parent=parent, path=f"{parent.path if parent else ''}{code}/")


def add_below(village, kind, name, nonce):
    """Add a building, staircase or micro-grid to a village; its code gets the next free number.

    Raises NameTaken, or once.AlreadyDone with the code that the same form made. It opens its
    own transaction: of two who take one number at the same moment, the second tries again.
    """
    for _each in range(TRIES):
        try:
            with transaction():
                once.refuse_repeat(nonce)
                _refuse_taken(village, name)
                made = add(village, _next_code(village, kind), name, kind)
                once.keep(nonce, made.code)
            return made
        except peewee.IntegrityError:
            continue
    raise LostRace


def rename_below(place, name, was):
    """Give a place below a village another name, where it is still called `was`.

    Raises NameTaken, or LostRace where somebody else renamed it.
    """
    with transaction():
        if name != was:
            _refuse_taken(place.parent, name)
        if not Locality.update(name=name, short_name=short_name(name, place.kind)).where(
                Locality.code == place.code, Locality.name == was).execute():
            raise LostRace


def places_below(village, kinds):
    """The places of these kinds that lie directly below a village, by kind and code."""
    return list(Locality.select().where(Locality.parent == village, Locality.kind.in_(tuple(kinds)))
                .order_by(Locality.kind, Locality.code))


def find(code):
    """The place with this official code, also in its short form, or None."""
    return Locality.get_or_none(Locality.code == full_code(code))


def townships():
    """The townships of this installation, by code."""
    return list(Locality.select().where(Locality.kind == "township").order_by(Locality.code))


def villages_of(place):
    """The villages and communities in `place`, by code."""
    return list(Locality.select()
                .where(Locality.within(place.path), Locality.kind.in_(VILLAGE_KINDS),
                       Locality.successor.is_null())
                .order_by(Locality.code))


def shipped_townships():
    """The townships that come with Linli: (code, "县 镇")."""
    rows = _shipped_rows()
    return [(code, f"{rows[row['parent']]['name']} {row['name']}")
            for code, row in sorted(rows.items()) if row["kind"] == "township"]


def _refuse_taken(village, name):
    if Locality.select().where(Locality.parent == village, Locality.name == name).exists():
        raise NameTaken(name)


def _next_code(village, kind):
    """Numbers are never given twice: a retired place keeps its row."""
    start = f"{village.code}-{LETTERS[kind]}"
    taken = Locality.select(Locality.code).where(
        Locality.parent == village, Locality.code.startswith(start)).tuples()
    last = max((int(code.removeprefix(start)) for code, in taken), default=0)
    return f"{start}{last + 1:02d}"


def _parents_first(rows, known):
    """The rows in an order in which each finds its parent; raises BadRows."""
    for row in rows:
        _refuse_bad(row)
    done, ordered, waiting = {"", *known}, [], list(rows)
    while waiting:
        ready = [row for row in waiting if row["parent"] in done]
        if not ready:
            raise BadRows(f"{waiting[0]['code']}：没有上级 {waiting[0]['parent']}")
        waiting = [row for row in waiting if row["parent"] not in done]
        done.update(row["code"] for row in ready)
        ordered += ready
    return ordered


def _refuse_bad(row):
    if not CODE.fullmatch(row["code"] or ""):
        raise BadRows(f"{row['code']}：代码要有 12 位数字，村以下再加 -g03 这样的后缀")
    if row["kind"] not in KINDS or not row["name"] or row["parent"] is None:
        raise BadRows(f"{row['code']}：要有 name、parent，kind 是 {', '.join(KINDS)} 之一")


def _shipped_rows():
    rows = {}
    for path in sorted(EXTRACTS.glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            rows.update((row["code"], row) for row in csv.DictReader(file))
    return rows
