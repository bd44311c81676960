"""The migrated database is what the models say, whoever migrates and how often."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import peewee
import pytest
from playhouse.schema_diff import diff_models

from linli import create_app, plugins
from linli.database import Model, db, migrate
from linli.testing import environment


def models():
    """Every model of the core and of the plugins that are loaded."""
    left, found = [Model], []
    while left:
        made = left.pop().__subclasses__()
        left += made
        found += [model for model in made if not model.__module__.endswith("migrations")]
    return found


def columns(database):
    """{table: {column: (type, null, primary key)}} as a database tells it."""
    return {model._meta.table_name: {
        column.name: (column.data_type, column.null, column.primary_key)
        for column in database.get_columns(model._meta.table_name)} for model in models()}


def made_from_models(settings):
    """The columns of an empty database once peewee has made the models' tables in it."""
    made = (peewee.PostgresqlDatabase(settings["DATABASE_URL"], prefer_psycopg3=True)
            if settings["DATABASE_URL"] else peewee.SqliteDatabase(":memory:"))
    with made.bind_ctx(models()), made.connection_context():
        made.create_tables(models())
        return columns(made)


def test_migrations_make_what_the_models_say(empty_app):
    difference = diff_models(db.obj, models())
    assert not difference, vars(difference)


def test_columns_have_the_types_of_the_models(empty_app, databases, tmp_path):
    settings = databases.new(tmp_path)
    try:
        assert columns(db.obj) == made_from_models(settings)
    finally:
        databases.drop(settings)


def test_a_missing_column_is_seen(empty_app):
    db.execute_sql("ALTER TABLE notice DROP COLUMN text")
    assert diff_models(db.obj, models())


def test_migrating_twice_changes_nothing(empty_app):
    before = history(), columns(db.obj)
    migrate(plugins.migration_folders(empty_app.extensions["linli"]))
    assert (history(), columns(db.obj)) == before


def history():
    """The lines of every table of migrations, with their moments."""
    return [tuple(db.execute_sql(f"SELECT * FROM {table} ORDER BY 1").fetchall())
            for table in sorted(db.get_tables()) if table.endswith("_migration")]


def test_several_processes_migrate_at_once(databases, tmp_path):
    settings = databases.new(tmp_path)
    try:
        with ThreadPoolExecutor() as threads:
            starts = list(threads.map(start, [settings] * 3))
        assert [said for said in starts if said] == []
        create_app(**settings)
        assert not diff_models(db.obj, models())
        db.close_all()
    finally:
        databases.drop(settings)


def start(settings):
    """Start Linli in a process of its own; what it says when it fails."""
    done = subprocess.run([sys.executable, "-c", "import linli; linli.create_app()"],
                          env=environment(settings), capture_output=True, text=True, timeout=60)
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_tables_of_a_plugin_bear_its_name(model):
    owner = model.__module__.split(".")
    assert owner[0] != "plugins" or model._meta.table_name.startswith(f"{owner[1]}_")
