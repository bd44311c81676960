"""What lies in a database, row by row, and whether two hold the same.

Rows are read as SQLite holds them, so that a row has one form and one digest in SQLite and PostgreSQL.
"""

import hashlib
import json
from datetime import date, datetime, time

import peewee

from linli.operations import Refused

HISTORY = "_migration"
MADE = ("audit_head",)  # its one row comes with the schema
QUEUE = "huey_"  # the clock's own tables: nothing of the township lies there
BATCH = 2000
DIGEST = 1 << 256
_AS_SQLITE = {bool: int, datetime: str, date: str, time: str}


class Tally:
    """Counts rows, and adds up their hashes: whatever order they come in, the sum is the same."""

    def __init__(self):
        self.rows, self._sum = 0, 0

    def passing(self, rows):
        """The same rows, counted as they pass."""
        for row in rows:
            text = json.dumps(row, default=lambda value: bytes(value).hex())
            self.rows += 1
            self._sum = (self._sum + int.from_bytes(hashlib.sha256(text.encode()).digest())) % DIGEST
            yield row

    def told(self):
        """As it stands in a manifest."""
        return {"rows": self.rows, "digest": f"{self._sum:064x}"}


def tables(database):
    """The tables that make up the township, by name."""
    return sorted(table for table in database.get_tables() if not table.startswith(QUEUE))


def columns(database, table):
    """The names of a table's columns, in order."""
    return sorted(column.name for column in database.get_columns(table))


def rows(database, table):
    """Every row of a table, streamed; its values in the order of `columns`. Wants a transaction."""
    names = ", ".join(f'"{name}"' for name in columns(database, table))
    statement = f'SELECT {names} FROM "{table}"'
    if isinstance(database, peewee.SqliteDatabase):
        yield from database.execute_sql(statement)
        return
    with database.connection().cursor(name="linli_rows") as cursor:
        cursor.itersize = BATCH
        for row in cursor.execute(statement):
            yield tuple(_AS_SQLITE[kind](value) if (kind := type(value)) in _AS_SQLITE else value
                        for value in row)


def count(database):
    """{table: {rows, digest}} of every row, for an open connection."""
    return {table: _counted(database, table) for table in tables(database)}


def _counted(database, table):
    tally = Tally()
    for _row in tally.passing(rows(database, table)):
        pass
    return tally.told()


def is_empty(database):
    """Whether nobody has written anything there; what migrations leave does not count."""
    return not any(database.execute_sql(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()
                   for table in tables(database) if not table.endswith((HISTORY, *MADE)))


def refuse_different(wanted, found):
    """Raise Refused where two counts are not the same, row for row; names the tables."""
    different = sorted(table for table in wanted.keys() | found.keys()
                       if wanted.get(table) != found.get(table))
    if different:
        raise Refused(f"逐行核对不一致：{'、'.join(different)}")
