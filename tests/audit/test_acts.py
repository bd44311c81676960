"""What leaves a line: signing in and out, passwords, accounts, posts, and what a place has switched on."""

import ast
from pathlib import Path

import pytest
from click.testing import CliRunner

from linli.audit import verifying
from linli.audit.acts import ACTS
from linli.audit.models import AuditLine
from linli.cli import main
from linli.database import transaction
from linli.modules.services import save_settings, settings_of
from linli.people.leaving import die
from linli.people.models import Post
from linli.testing import CheckedClient, post
from linli.testing.databases import close
from plugins.legal.advisers import services as advisers
from plugins.legal.advisers.models import Adviser
from plugins.legal.leave import services as leave
from plugins.legal.module import module

ROOT = Path(__file__).parents[2]
V = "440783108226"
PHONE, NOBODYS = "14000000001", "13987650001"


@pytest.fixture
def lines(app):
    """`lines()`: what was written since, as (act, what, name of who did it, name of whose it was, place)."""
    last = AuditLine.select().count()

    def since():
        rows = AuditLine.select().where(AuditLine.id > last).order_by(AuditLine.id)
        return [(row.act, row.what, row.person and row.person.name, row.subject and row.subject.name,
                 row.locality_id) for row in rows]
    return since


def words_of_lines():
    """All that stands in words in the audit."""
    return " ".join(f"{row.what} {row.reason} {row.details}" for row in AuditLine.select())


def sign_in(app, phone, password):
    return post(CheckedClient(app, app.response_class), "/sign-in", {"phone": phone, "password": password})


def test_signing_in_and_being_refused(app, lines):
    sign_in(app, PHONE, "tangkou-demo")
    sign_in(app, PHONE, "wrong-wrong")
    sign_in(app, NOBODYS, "wrong-wrong")
    assert lines() == [("sign_in", "", "黄美珍", None, V),
                       ("sign_in_refused", "", None, "黄美珍", V),
                       ("sign_in_refused", "", None, None, None)]
    assert not [part for part in (PHONE, NOBODYS, "黄美珍", "wrong") if part in words_of_lines()]


def test_guesses_beyond_the_limit_write_no_more_lines(app, lines):
    for _guess in range(9):
        sign_in(app, PHONE, "wrong-wrong")
    assert len(lines()) == 5


def test_a_new_password_and_the_other_devices(client_as, lines):
    client, _other = client_as("黄美珍"), client_as("黄美珍")
    post(client, "/me/devices", {"session": ""})
    post(client, "/me/devices", {"session": ""})  # there is none any more
    post(client, "/me/password", {"old_password": "tangkou-demo", "new_password": "xin-mima-123",
                                  "again_password": "xin-mima-123"})
    mine = ("黄美珍", None, V)
    assert lines()[2:] == [("sign_out", "", *mine), ("password", "", "黄美珍", "黄美珍", V),
                           ("sign_in", "", *mine)]
    assert "mima" not in words_of_lines()


def test_the_command_line_is_nobody_of_the_site(app, lines):
    env = {f"LINLI_{name}": str(app.config[name]) for name in ("DATA", "DATABASE_URL")}
    user = ("user", "--name", "黄美珍", "--phone", PHONE, "--locality", V, "--role", "village_staff")
    for words in (user, (*user, "--disable")):
        close()
        assert CliRunner().invoke(main, words, env=env, catch_exceptions=False).exit_code == 0
        close()
    whose = (None, "黄美珍", V)
    assert lines() == [("give_post", "village_staff", *whose), ("password", "", *whose),
                       ("close", "", *whose), ("end_post", "village_staff", *whose)]


def test_posts_given_and_ended_say_by_whom(lines, scope_of, person):
    clerk, known = scope_of("方敏仪"), {"name": "冯少芬", "phone": "+8614000000015"}
    advisers.add(clerk, known, {"kind": "lawyer", "matters": ("family",), "dialects": ""}, "n1")
    leave.stop(clerk, Adviser.get(Adviser.person == person("冯少芬")))
    assert lines() == [("give_post", "adviser", "方敏仪", "冯少芬", V),
                           ("end_post", "adviser", "方敏仪", "冯少芬", V)]


def test_a_death_ends_account_and_posts(lines, scope_of, person):
    gone = person("邓桂香")
    roles = [each.role for each in Post.select().where(Post.person == gone)]
    with transaction():
        die(scope_of("方敏仪"), gone.id, gone.household_id)
    assert [line[:4] for line in lines()] == [
        ("close", "", "方敏仪", "邓桂香"), *(("end_post", role, "方敏仪", "邓桂香") for role in roles)]


def test_switches_and_settings(client_as, lines, village, person):
    clerk = client_as("方敏仪")
    place, by = village("宅群村"), person("方敏仪")
    for _twice in range(2):
        save_settings(module, place, {**vars(settings_of(module, place)), "slot_minutes": 40}, by)
    post(clerk, f"/{V}/modules/legal/switch", {"on": "0"})
    post(clerk, f"/{V}/modules/legal/switch", {"on": "1"})
    assert [line[:3] for line in lines()[1:]] == [
        ("settings", "legal", "方敏仪"), ("switch_off", "legal", "方敏仪"), ("switch_on", "legal", "方敏仪")]
    line = AuditLine.get(AuditLine.act == "settings")
    assert (line.details, line.count) == ("slot_minutes", 1)
    verifying.verify()


def test_every_act_that_is_written_has_its_word():
    written = set()
    for path in (*ROOT.glob("site/linli/**/*.py"), *ROOT.glob("plugins/**/*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.write":
                written |= {each.value for each in ast.walk(call.args[1]) if isinstance(each, ast.Constant)}
    assert {"export", "sign_in", "switch_off"} <= written and written <= set(ACTS)
