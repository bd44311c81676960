"""The database: one handle, one connection a request, one way to write.

SQLite by default, PostgreSQL by `LINLI_DATABASE_URL`. Every model derives from `Model`; every
write happens inside `transaction()`. Peewee itself is documented at docs.peewee-orm.com.
"""

import fcntl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import peewee
from playhouse import db_url, migrations
from playhouse.pool import PooledSqliteDatabase

from linli import languages

MAX_CONNECTIONS = 32
MIGRATION_LOCK = 7_104_051  # any number, the same in every process, for pg_advisory_lock

db = peewee.DatabaseProxy()
_endings = threading.local()


class LostRace(Exception):
    """Another writer was first: nothing was changed. Pages answer 409."""


class UtcField(peewee.DateTimeField):
    """An aware moment in UTC; stored naive, so that no server's time zone can move it."""

    def db_value(self, value):
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"{self.name} wants a moment with its time zone")
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(value)

    def python_value(self, value):
        value = super().python_value(value)
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


class KeysField(peewee.TextField):
    """A short tuple of stable keys, stored with a space between them."""

    def db_value(self, value):
        return value if value is None or isinstance(value, str) else " ".join(value)

    def python_value(self, value):
        return tuple(value.split()) if value else ()


class Model(peewee.Model):
    """Base of every model: bound to `db`, table names spelled out by each model."""

    class Meta:
        database = db
        legacy_table_names = False


def utc_now():
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


class _Now(peewee.Node):
    def __sql__(self, ctx):
        return ctx.value(utc_now(), converter=UtcField().db_value)


NOW = _Now()  # in an expression: the moment at which the query is run, not the one it was written


def connect_to(url):
    """Point `db` at the database named by `url` (sqlite:///path or postgresql://…)."""
    db.initialize(database_at(url))


@contextmanager
def beside(url):
    """A handle of its own on the database named by `url`, beside `db`; all its connections end with it."""
    database = database_at(url)
    try:
        yield database
    finally:
        database.close_all()


def database_at(url):
    """The handle of the database named by `url`; it opens nothing yet."""
    if url.startswith("sqlite:///"):
        return PooledSqliteDatabase(
            url.removeprefix("sqlite:///"), lock_type="IMMEDIATE", check_same_thread=False,
            max_connections=MAX_CONNECTIONS, timeout=10,
            pragmas={"journal_mode": "wal", "foreign_keys": 1, "synchronous": "full"})
    return db_url.connect(
        url.replace("postgresql://", "postgresql+pool://", 1), unquote_password=True,
        prefer_psycopg3=True, max_connections=MAX_CONNECTIONS, timeout=10)


def is_sqlite():
    """Whether the present database is SQLite."""
    return isinstance(db.obj, peewee.SqliteDatabase)


@contextmanager
def transaction():
    """Write all or nothing. A nested call joins the outer one. What was put off by `at_end` is done
    before the commit.

    Words that are stored are the house's, whatever language their writer reads; refusals are said
    lazily (`lazy_gettext`), and so in the reader's. On SQLite writers queue at a lock file first:
    under many writers SQLite itself lets one of them wait for seconds.
    """
    if db.in_transaction():
        yield
    else:
        _endings.acts = {}
        with languages.house(), _writers_queue(), db.atomic():
            yield
            for act, items in _endings.acts.items():
                act(items)


def at_end(act, item):
    """Have `act(items)` called once, with every item given for it, as the last thing of this transaction.

    For a row that everybody has to take: it is held for a moment, and whoever holds it waits for no
    other row.
    """
    assert db.in_transaction(), "at_end() belongs in a transaction"
    _endings.acts.setdefault(act, []).append(item)


@contextmanager
def _writers_queue():
    if not is_sqlite():
        yield
        return
    with open(f"{db.obj.database}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def guard(model, key):
    """Hold the row that stands for a rule over several rows until the transaction ends.

    Raises LostRace where the row is gone. The same rows are always taken in the same order,
    person before adviser, or two writers could wait for each other.
    """
    assert db.in_transaction(), "guard() belongs in a transaction"
    touched = model.update(version=model.version + 1).where(model._meta.primary_key == key)
    if not touched.execute():
        raise LostRace


def migrate(folders):
    """Bring the schema up to date. `folders`: {history table: folder of migrations}.

    Safe from several processes at once, and again after a kill: each script and the line
    that records it are one transaction, under a lock.
    """
    with db.connection_context(), migration_lock():
        make_schema(db.obj, folders)


def make_schema(database, folders):
    """Run the migrations that `database` lacks, on a handle that nobody else migrates through."""
    for table, folder in folders.items():
        if Path(folder).is_dir():
            migrations.Runner(database, str(folder), table_name=table).up()


def pending(database, folders):
    """The names of the migrations that `database` lacks, as `<history table>: <name>`."""
    return [f"{table}: {each.name}" for table, folder in folders.items() if Path(folder).is_dir()
            for each in migrations.Runner(database, str(folder), table_name=table).status()
            if each.path and not each.applied]


@contextmanager
def snapshot(database):
    """What is read inside comes from one moment, while others go on writing. `database` is a handle
    of its own.
    """
    with database.connection_context():
        database.execute_sql("BEGIN" if isinstance(database, peewee.SqliteDatabase) else
                             "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            database.execute_sql("ROLLBACK")


def append_only(database, table):
    """Let the database itself refuse to change or remove rows of `table`; for migrations."""
    if isinstance(database, peewee.PostgresqlDatabase):
        database.execute_sql(f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS "
                             f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql")
        database.execute_sql(f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                             f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for word in ("UPDATE", "DELETE"):
        database.execute_sql(f"CREATE TRIGGER {table}_no_{word.lower()} BEFORE {word} ON {table} {refuse}")
    # INSERT OR REPLACE takes a line away without a DELETE.
    database.execute_sql(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                         f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}")


@contextmanager
def migration_lock():
    """Hold off every other process that makes or changes tables. Wants an open connection."""
    if is_sqlite():
        with open(f"{db.obj.database}.migrate", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    db.execute_sql("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
    try:
        yield
    finally:
        db.execute_sql("SELECT pg_advisory_unlock(%s)", (MIGRATION_LOCK,))


def init_app(app):
    """Open a connection for each request that needs one and give it back after."""
    connect_to(app.config["DATABASE_URL"])

    @app.before_request
    def open_connection():
        db.connect(reuse_if_open=True)

    @app.teardown_appcontext
    def close_connection(_error):
        if db.obj is not None and not db.is_closed() and not db.in_transaction():
            db.close()
