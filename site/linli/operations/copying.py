"""All rows of one database into another, SQLite or PostgreSQL, and the proof that they are the same.

The schema is made by the migrations of this Linli, never copied.
"""

import sqlite3
from contextlib import contextmanager

import peewee
import psycopg

from linli.database import make_schema, pending
from linli.operations import Refused
from linli.operations.counting import HISTORY, MADE, Tally, columns, count, refuse_different, rows, tables
from linli.plugins import Registry, migration_folders


def folders_for(database):
    """{history table: folder} of the migrations that made `database`, of plugins left out by
    LINLI_PLUGINS too. Raises Refused where it comes from a plugin, or a later Linli, that is not here.
    """
    found = tables(database)
    folders = {table: folder for table, folder in migration_folders(Registry()).items() if table in found}
    for table in found:
        if table.endswith(HISTORY):
            _refuse_strange(database, table, folders.get(table))
    return folders


def _refuse_strange(database, table, folder):
    here = {path.stem for path in folder.glob("*.py")} if folder else set()
    for (name,) in database.execute_sql(f'SELECT name FROM "{table}"'):
        if name not in here:
            raise Refused(f"这些数据出自这里没有的插件，或更新的版本（{table}：{name}）：请装上再试")


def copy(source, target):
    """Make the schema in an empty `target`, fill it with every row of `source`, and compare them all.

    `source` is read in the transaction that its caller opened; both are handles of their own. The rows
    come in one transaction, which ends only where all are the same; else Refused says which differ, and
    `target` has none. Returns {table: {rows, digest}}.
    """
    folders = folders_for(source)
    if pending(source, folders):
        raise Refused("数据库还没有升级到这个版本：请先启动一次网站，再试")
    with target.connection_context():
        make_schema(target, folders)
        _refuse_unlike(source, target)
        try:
            with target.atomic(), in_any_order(target):
                counts = {table: _copy_table(source, target, table) for table in tables(source)}
                set_sequences(target)
                refuse_different(counts, count(target))
        except peewee.IntegrityError as error:
            raise Refused(f"有的行指向并不存在的行：{str(error).splitlines()[0]}") from error
    return counts


def _refuse_unlike(source, target):
    shapes = [{(table, name) for table in tables(database) for name in columns(database, table)}
              for database in (source, target)]
    unlike = sorted(f"{table}.{name}" for table, name in shapes[0] ^ shapes[1])
    if unlike:
        raise Refused(f"两边的表不一样：{'、'.join(unlike)}")


def _copy_table(source, target, table):
    if table.endswith((HISTORY, *MADE)):  # rows come with the schema; those of the source are the true ones
        target.execute_sql(f'DELETE FROM "{table}"')
    tally = Tally()
    try:
        write(target, table, columns(source, table), tally.passing(rows(source, table)))
    except (sqlite3.Error, psycopg.Error) as error:
        raise Refused(f"{table} 里有一行写不进去：{type(error).__name__}") from error
    return tally.told()


def write(database, table, names, lines):
    """Insert `lines` with the columns `names`, as quickly as each database takes them; what SQLite holds,
    PostgreSQL reads as text.
    """
    listed = ", ".join(f'"{name}"' for name in names)
    cursor = database.cursor()
    if isinstance(database, peewee.SqliteDatabase):
        marks = ", ".join("?" * len(names))
        cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', lines)
        return
    with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copying:
        for line in lines:
            copying.write_row(line)


@contextmanager
def in_any_order(database):
    """Let a row come before the one it points at: keys are checked at the end of the block, which is
    inside a transaction.
    """
    if isinstance(database, peewee.SqliteDatabase):
        database.execute_sql("PRAGMA defer_foreign_keys = ON")
        yield
        return
    keys = database.execute_sql(
        "SELECT format('ALTER TABLE %%s ALTER CONSTRAINT %%I', conrelid::regclass, conname) "
        "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace").fetchall()
    for (alter,) in keys:
        database.execute_sql(f"{alter} DEFERRABLE INITIALLY DEFERRED")
    yield
    database.execute_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for (alter,) in keys:
        database.execute_sql(f"{alter} NOT DEFERRABLE")


def set_sequences(database):
    """The next key of each table comes after the greatest one there."""
    if isinstance(database, peewee.SqliteDatabase):
        return
    for table in tables(database):
        if "id" in columns(database, table):
            database.execute_sql(
                f"""SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), max(id)) FROM "{table}" """
                "HAVING max(id) IS NOT NULL")
