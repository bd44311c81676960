"""`linli check` is silent about a safe installation, and names each thing that makes one unsafe."""

import shutil
from datetime import timedelta

import peewee
import pytest
import time_machine
from click.testing import CliRunner

from linli import config
from linli.cli import main
from linli.database import db, transaction, utc_now
from linli.demo import Installation
from linli.operations import checks
from linli.operations.backup import back_up
from linli.operations.keeping import new_name
from linli.testing.databases import close

SAFE = {"TRUSTED_HOSTS": "linli.example.org", "SITE_URL": "https://linli.example.org", "PROXIES": "1",
        "SECURE_COOKIES": "1", "MAIL_HOST": "127.0.0.1", "MAIL_FROM": "linli@example.org"}


@pytest.fixture
def safe(empty_app):
    """Words for `config.read` of an installation that nothing is wrong with."""
    folder = empty_app.config["DATA"]
    folder.chmod(0o700)
    words = {**SAFE, "DATA": str(folder), "DATABASE_URL": empty_app.config["DATABASE_URL"]}
    (folder / "backups").mkdir()
    (folder / "backups" / new_name(sealed=False)).touch()
    return words


def found(words, **changed):
    return checks.findings(config.read({**words, **changed}))


def test_nothing_to_say_of_a_safe_one(safe):
    assert found(safe) == []


@pytest.mark.parametrize(("changed", "said"), [
    ({"SECURE_COOKIES": "0"}, "LINLI_SECURE_COOKIES"),
    ({"TRUSTED_HOSTS": "127.0.0.1,localhost"}, "LINLI_TRUSTED_HOSTS"),
    ({"TRUSTED_HOSTS": ""}, "LINLI_TRUSTED_HOSTS"),
    ({"PROXIES": "0"}, "LINLI_PROXIES"),
    ({"SITE_URL": "http://linli.example.org"}, "LINLI_SITE_URL"),
    ({"SITE_URL": "https://127.0.0.1:8000"}, "LINLI_SITE_URL"),
    ({"MAIL_HOST": ""}, "LINLI_MAIL_HOST"),
    ({"MAIL_FROM": ""}, "LINLI_MAIL_FROM"),
    ({"SECRET_KEY": "short"}, "LINLI_SECRET_KEY"),
    ({"BACKUP_KEY": "short"}, "LINLI_BACKUP_KEY"),
])
def test_each_setting(safe, changed, said):
    (sentence,) = found(safe, **changed)
    assert said in sentence


@pytest.mark.parametrize(("name", "mode", "said"), [
    ("secret.key", 0o640, "chmod 600"), ("secret.key", 0o604, "chmod 600"), ("", 0o750, "chmod 700"),
    ("", 0o705, "chmod 700")])
def test_what_others_may_read(safe, name, mode, said):
    path = config.read(safe)["DATA"] / name
    path.chmod(mode)
    (sentence,) = found(safe)
    assert f"{said} {path}" in sentence


def test_debug(safe, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    (sentence,) = found(safe)
    assert "FLASK_DEBUG" in sentence


def test_a_demo_with_a_public_name(safe):
    with transaction():
        Installation.create(name="demo", value="1")
    close()
    assert any("演示" in sentence for sentence in found(safe))
    assert not any("演示" in sentence for sentence in found(safe, TRUSTED_HOSTS="127.0.0.1"))


def test_backups(safe, tmp_path):
    with time_machine.travel(utc_now() + timedelta(hours=3)):
        (sentence,) = found(safe)
        assert "超过两小时" in sentence
    away = tmp_path / "away"
    (open_one,) = (sentence for sentence in found(safe, BACKUPS=str(away)) if "没有加密" in sentence)
    assert str(away) in open_one
    shutil.rmtree(config.read(safe)["BACKUPS"])
    (sentence,) = found(safe)
    assert "还没有备份" in sentence


def test_backups_that_leave_sealed_are_well(safe, tmp_path):
    sealed = {**safe, "BACKUPS": str(tmp_path / "away"), "BACKUP_KEY": "三月的雨落在碉楼上，一夜未停"}
    assert "还没有备份" in found(sealed)[0]
    back_up(config.read(sealed), tmp_path / "away")
    assert found(sealed) == []


def test_past_the_last_list_of_holidays(safe):
    with time_machine.travel(utc_now() + timedelta(days=800)):
        assert any("放假安排" in sentence for sentence in found(safe))


def test_a_disk_that_is_nearly_full(safe, monkeypatch):
    monkeypatch.setattr(checks, "LEAST_ROOM", 10**18)
    (sentence,) = found(safe)
    assert "只剩" in sentence


def test_tables_that_lag_behind(safe):
    with transaction():
        db.execute_sql("DELETE FROM core_migration WHERE name = '0010_history_stays'")
    close()
    (sentence,) = found(safe)
    assert "0010_history_stays" in sentence


def test_a_database_that_takes_nothing(safe, database_kind):
    url = config.read(safe)["DATABASE_URL"]
    if database_kind == "sqlite":
        read_only = peewee.SqliteDatabase(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)
    else:
        read_only = peewee.PostgresqlDatabase(
            url, prefer_psycopg3=True, options="-c default_transaction_read_only=on")
    with read_only.connection_context():
        assert "写不进去" in checks.not_writable(safe, read_only)


def test_a_database_that_is_not_there(safe):
    (sentence,) = found(safe, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert "没有回应" in sentence


def test_a_wrong_data_folder(safe, tmp_path):
    wrong = tmp_path / "wrong"
    assert any("LINLI_DATA" in sentence for sentence in found(safe, DATA=str(wrong), DATABASE_URL=""))
    assert not wrong.exists()


def check(words):
    chosen = {f"LINLI_{name}": value for name, value in words.items()}
    for name in ("LINLI_SECURE_COOKIES", "LINLI_SITE_URL"):
        chosen.setdefault(name)
    try:
        return CliRunner().invoke(main, ["check"], env=chosen)
    finally:
        close()


def test_the_command(safe):
    good = check(safe)
    assert good.exit_code == 0 and "没有发现问题" in good.output and "最近一次备份：20" in good.output
    bad = check({**safe, "PROXIES": "0", "MAIL_HOST": ""})
    assert bad.exit_code == 1 and bad.output.count("✗") == 2


def test_the_command_takes_for_granted_what_serve_does(safe):
    words = {name: value for name, value in safe.items() if name not in ("SECURE_COOKIES", "SITE_URL")}
    assert check(words).exit_code == 0
