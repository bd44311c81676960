"""`linli audit`: what an operator learns of the chain; and lines from before it was one."""

import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from linli import create_app, plugins
from linli.access import BY_CLOCK
from linli.audit import services, verifying
from linli.audit.models import AuditHead, AuditLine
from linli.cli import main
from linli.database import connect_to, db, migrate, transaction
from linli.testing.databases import close
from linli.web import TEMPLATES

MIGRATIONS = TEMPLATES.parent / "migrations"


@pytest.fixture
def linli(app):
    """`linli(*words)`: run `linli audit WORDS` on the site of this test."""
    env = {f"LINLI_{name}": str(app.config[name]) for name in ("DATA", "DATABASE_URL")}

    def run(*words):
        close()
        try:
            return CliRunner().invoke(main, ["audit", *words], env=env, catch_exceptions=False)
        finally:
            close()
    return run


def test_a_whole_chain_says_how_long_it_is(linli):
    with transaction():
        services.write(BY_CLOCK, "export")
    count, last = AuditHead.get().version, AuditLine.select().order_by(AuditLine.id.desc()).get()
    result = linli("verify")
    assert result.exit_code == 0 and f"共 {count} 条" in result.output
    assert f"到 {last.at.year}" in result.output
    assert linli("head").output == f"{last.digest}\n"
    assert linli("verify", "--head", last.digest).exit_code == 0


def test_a_broken_chain_ends_with_1_and_names_the_line(linli):
    with transaction():
        services.write(BY_CLOCK, "export")
    assert "没有一条是当初抄下" in linli("verify", "--head", "0f" * 32).output
    AuditHead.update(version=AuditHead.version + 1).execute()
    result = linli("verify")
    assert result.exit_code == 1 and f"第 {AuditHead.get().version} 条起不见了" in result.output


def test_lines_from_before_get_their_hashes(databases, tmp_path):
    """As they were written on SQLite and on PostgreSQL, with a gap where one was never committed."""
    settings = databases.new(tmp_path)
    old = tmp_path / "migrations"
    old.mkdir()
    for path in sorted(MIGRATIONS.glob("00*.py")):
        if path.name < "0011":
            shutil.copy(path, old)
    try:
        connect_to(settings["DATABASE_URL"] or f"sqlite:///{tmp_path}/linli.db")
        migrate({"core_migration": old})
        db.execute_sql("INSERT INTO person (name, version) VALUES ('甲', 0)")
        for number in (1, 2, 4):
            db.execute_sql("INSERT INTO audit_line (id, at, person_id, act, what, count, reason, details) "
                           f"VALUES ({number}, '2026-03-05 01:02:03.00000{number}', 1, 'e', 'x', 3, '', '')")
        close()
        app = create_app(**settings)
        walk = verifying.verify()
        assert walk.count == 3
        assert walk.first_at == datetime(2026, 3, 5, 1, 2, 3, 1, tzinfo=UTC)
        with transaction():
            services.write(BY_CLOCK, "export")
        with pytest.raises(Exception, match="append-only"), transaction():
            db.execute_sql("DELETE FROM audit_line")
        migrate(plugins.migration_folders(app.extensions["linli"]))
        assert verifying.verify().count == 4
    finally:
        close()
        databases.drop(settings)
