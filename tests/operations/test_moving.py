"""A SQLite township moves into PostgreSQL, and nothing of it is other than before."""

import subprocess
import sys

import peewee
import pytest
from click.testing import CliRunner

from linli import config
from linli.cli import main
from linli.database import beside, db, snapshot, transaction
from linli.localities.models import Locality
from linli.operations import Refused, running
from linli.operations.backup import back_up
from linli.operations.copying import copy
from linli.operations.counting import HISTORY, MADE, count
from linli.operations.moving import move
from linli.people.models import Guess, Person
from linli.testing import environment
from linli.testing.databases import close
from linli.toolkit.notices import Notice
from tests.operations.places import app_on, counted, pages, schema
from tests.operations.test_backup import WRITER


@pytest.fixture
def target(empty_place):
    return empty_place("postgresql")


@pytest.fixture
def notice(app):
    with transaction():
        return Notice.create(person=Person.get(), title="有人回复", text="看一看", url="/me/")


@pytest.fixture(scope="session", params=["sqlite"])
def database_kind(request):
    """Whoever moves, moves from SQLite."""
    return request.param


def test_every_row_moves_under_its_key(app, settings, target, client_as):
    client = client_as("方敏仪")
    client.get("/me/")
    cookie = client.get_cookie("linli").value
    shown, before = pages(app, cookie), counted(settings)
    tables = move(settings, target["DATABASE_URL"])
    assert tables == before == counted(settings) == counted(target)
    moved = app_on({"DATA": str(settings["DATA"]), "DATABASE_URL": target["DATABASE_URL"]})
    assert pages(moved, cookie) == shown


def test_the_tables_are_those_of_a_site_that_began_there(settings, target, empty_place):
    native = empty_place("postgresql")
    app_on(native)
    close()
    move(settings, target["DATABASE_URL"])
    assert schema(target["DATABASE_URL"]) == schema(native["DATABASE_URL"])


def test_the_next_row_gets_the_next_key_and_what_stays_stays(app, settings, target, notice):
    person = Person.select(peewee.fn.MAX(Person.id)).scalar()
    move(settings, target["DATABASE_URL"])
    app_on({"DATA": str(settings["DATA"]), "DATABASE_URL": target["DATABASE_URL"]})
    with transaction():
        made = Notice.create(person=person, title="新", text="", url="/me/")
    assert made.id == notice.id + 1
    with pytest.raises(peewee.DatabaseError, match="append-only"), transaction():
        db.execute_sql("DELETE FROM history")
    with pytest.raises(peewee.IntegrityError), transaction():
        Notice.create(person=person + 1000, title="nobody's", text="", url="/me/")


def test_what_is_hard_to_carry(app, settings, target, village):
    """A row that points at a later one, a coordinate's last digits, and every kind of character."""
    place, text = village("宅群村"), "a\tb\\n\n\r'\"𠮷\\N\u2028 中"
    with transaction():
        Locality.update(successor=Locality.select(peewee.fn.MAX(Locality.code))).where(
            Locality.code == place.code).execute()
        Notice.create(person=Person.get(), title=text, text=text, url="/me/")
        db.execute_sql("UPDATE cctv_camera SET latitude = 22.345678901234, longitude = 0.1")
    assert move(settings, target["DATABASE_URL"]) == counted(target)


def test_a_row_that_points_nowhere_is_refused_and_leaves_nothing(app, settings, target, notice):
    close()
    with beside(settings["DATABASE_URL"]) as database, database.connection_context():
        database.execute_sql("PRAGMA foreign_keys = OFF")
        database.execute_sql("UPDATE notice SET person_id = 99999")
    with pytest.raises(Refused, match="notice"):
        move(settings, target["DATABASE_URL"])
    assert not any(table["rows"] for name, table in counted(target).items()
                   if not name.endswith((HISTORY, *MADE)))


def test_a_text_too_long_names_its_table(app, settings, target):
    with transaction():
        db.execute_sql(f"UPDATE person SET name = '{'长' * 50}' WHERE id = 1")
    with pytest.raises(Refused, match="person"):
        move(settings, target["DATABASE_URL"])


def test_a_target_that_is_not_empty_is_refused(settings, target, empty_place):
    move(settings, target["DATABASE_URL"])
    before = counted(target)
    with pytest.raises(Refused, match="不是空的"):
        move(settings, target["DATABASE_URL"])
    assert counted(target) == before


def test_a_target_where_the_site_was_started_once_will_do(settings, target):
    app_on({**target})
    close()
    assert move(settings, target["DATABASE_URL"]) == counted(target)


def test_refused_while_the_site_runs(settings, target):
    with running.told(settings["DATA"]), pytest.raises(Refused, match="还在运行"):
        move(settings, target["DATABASE_URL"])
    assert not running.is_running(settings["DATA"])


def test_another_writer_waits_and_goes_on(app, settings, target):
    with subprocess.Popen([sys.executable, WRITER, "0"], stdout=subprocess.PIPE, text=True,
                          env=environment(app.config)) as writer:
        try:
            for _each in range(20):
                written = int(writer.stdout.readline())
            tables = move(settings, target["DATABASE_URL"])
            for _each in range(20):
                assert writer.stdout.readline(), "the writer was not let in again"
        finally:
            writer.stdout.close()
            writer.kill()
    assert tables == counted(target)
    app_on(target)
    assert Guess.select().where(Guess.key.startswith("0:")).count() >= written


@pytest.mark.parametrize(("url", "said"), [("mysql://x", "postgresql://"), ("sqlite:///x", "postgresql://")])
def test_only_postgresql_will_do(settings, url, said):
    with pytest.raises(Refused, match=said):
        move(settings, url)


def test_a_missing_plugin_is_named(app, settings, target):
    with transaction():
        db.execute_sql("CREATE TABLE dances_migration (id INTEGER PRIMARY KEY, name TEXT)")
        db.execute_sql("INSERT INTO dances_migration (name) VALUES ('0001_dances')")
    with pytest.raises(Refused, match="dances"):
        move(settings, target["DATABASE_URL"])


def test_the_command_says_what_comes_next(settings, target):
    chosen = {"LINLI_DATA": str(settings["DATA"])}
    done = CliRunner().invoke(main, ["move", target["DATABASE_URL"]], env=chosen, catch_exceptions=False)
    assert done.exit_code == 0 and "LINLI_DATABASE_URL" in done.output and "逐行核对一致" in done.output
    again = CliRunner().invoke(main, ["move", target["DATABASE_URL"]], env=chosen)
    assert again.exit_code == 1 and "不是空的" in again.output
    closed = CliRunner().invoke(main, ["move", "postgresql://nobody@127.0.0.1:1/x"], env=chosen)
    assert closed.exit_code == 1 and "没有回应" in closed.output


def test_a_difference_of_one_row_undoes_the_copy(app, settings, target, notice):
    """The target changes what it is given: a trigger there stands for whatever may go wrong."""
    app_on(target)
    db.execute_sql("CREATE FUNCTION other() RETURNS trigger AS $$ BEGIN NEW.text = NEW.text || '!'; "
                   "RETURN NEW; END $$ LANGUAGE plpgsql")
    db.execute_sql("CREATE TRIGGER other BEFORE INSERT ON notice FOR EACH ROW EXECUTE FUNCTION other()")
    close()
    with pytest.raises(Refused, match="notice"):
        move(settings, target["DATABASE_URL"])
    assert counted(target)["notice"]["rows"] == 0


def test_back_again(settings, target, tmp_path, empty_place):
    """What moved comes back the same: PostgreSQL into SQLite by a backup."""
    before = move(settings, target["DATABASE_URL"])
    path = back_up(config.read({"DATA": str(settings["DATA"]), "DATABASE_URL": target["DATABASE_URL"]}),
                   tmp_path / "kept")
    with beside(target["DATABASE_URL"]) as source, beside(f"sqlite:///{tmp_path / 'back.db'}") as back:
        with snapshot(source):
            assert copy(source, back) == before
        with snapshot(back):
            assert count(back) == before
    assert path.exists()
