"""Databases for tests: made, copied and dropped, on SQLite and on PostgreSQL."""

import itertools
import os
import shutil
from contextlib import contextmanager

import psycopg
import pytest

from linli import config, create_app
from linli.database import connect_to, db

POSTGRES = os.environ.get("LINLI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
_numbers = itertools.count(1)


class Sqlite:
    """Databases as files: a copy is a copy of the folder."""

    def new(self, folder):
        """Settings of an empty database in `folder`."""
        return {"DATA": str(folder), "DATABASE_URL": ""}

    def copy(self, settings, folder):
        """Settings of a copy of it in `folder`, with the secret key."""
        shutil.copytree(settings["DATA"], folder, dirs_exist_ok=True)
        return self.new(folder)

    def drop(self, settings):
        """Nothing: pytest removes its temporary folders."""


class Postgres:
    """Databases on one server: a copy is made from the first as its template."""

    def new(self, folder, template="template0"):
        """Settings of an empty database, or of a copy of `template`."""
        name = f"linli_test_{os.getpid()}_{next(_numbers)}"
        _ask_postgres(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return {"DATA": str(folder), "DATABASE_URL": f"{POSTGRES}/{name}"}

    def copy(self, settings, folder):
        """Settings of a copy. The template must have no connection left."""
        shutil.copytree(settings["DATA"], folder, dirs_exist_ok=True)
        return self.new(folder, _name(settings))

    def drop(self, settings):
        """Drop the database, whoever is still connected."""
        _ask_postgres(f"DROP DATABASE {_name(settings)} WITH (FORCE)")


def _name(settings):
    return settings["DATABASE_URL"].rpartition("/")[2]


def _ask_postgres(statement):
    try:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=5) as server:
            server.execute(statement)
    except psycopg.OperationalError as error:
        pytest.fail(f"PostgreSQL does not do its part at {POSTGRES} (LINLI_TEST_POSTGRES): {error}",
                    pytrace=False)


@contextmanager
def master(databases, folder):
    """Settings and app of a new database, dropped at the end."""
    settings = databases.new(folder)
    try:
        yield settings, create_app(**settings)
    finally:
        close()
        databases.drop(settings)


_apps = {}  # by the folder of their master


@contextmanager
def copy_of(databases, settings, folder):
    """The app on a copy of the database of `settings`, dropped at the end.

    All copies of one master are served by one app, moved from each to the next: its rules and
    templates cost more than most tests.
    """
    copy = databases.copy(settings, folder)
    try:
        yield _moved(settings["DATA"], copy)
    finally:
        close()
        databases.drop(copy)


def _moved(master_folder, settings):
    if master_folder not in _apps:
        app = create_app(**settings)
        _apps[master_folder] = app, dict(app.config)
        return app
    app, first_config = _apps[master_folder]
    app.config.clear()
    app.config.update({**first_config, **config.load(settings)})
    connect_to(app.config["DATABASE_URL"])
    return app


def close():
    """Give back every connection of this process, so that files and databases can be copied."""
    if db.obj is not None:
        db.close_all()


@contextmanager
def count_queries():
    """The statements that this thread's database runs inside, as a growing list of SQL."""
    seen, execute = [], db.obj.execute_sql

    def count(sql, *args, **kwargs):
        if not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            seen.append(sql)
        return execute(sql, *args, **kwargs)
    db.obj.execute_sql = count
    try:
        yield seen
    finally:
        del db.obj.execute_sql
