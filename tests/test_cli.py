"""What an operator does at the command line."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from click.testing import CliRunner

from linli import create_app
from linli.cli import main
from linli.database import Model, UtcField
from linli.gate import routes
from linli.people.models import Person, Post
from linli.people.services import normal_phone
from linli.testing import CheckedClient, post
from linli.testing.databases import close

TANGKOU, ZHAIQUN = "440783108000", "440783108226"
MORNING = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai, a Monday
EVENING = datetime(2026, 3, 9, 13, 30, tzinfo=UTC)
ADMINISTRATOR = ("user", "--name", "关启文", "--phone", "13800001234", "--locality", TANGKOU)
SAME_FOR_NO_TWO = {"password_hash", "token_hash", "previous", "digest"}


@pytest.fixture
def installation(databases, tmp_path):
    """`installation()`: the settings of a new and empty one, in a fresh folder."""
    made = []

    def new():
        folder = tmp_path / f"new{len(made)}"
        folder.mkdir()
        made.append(databases.new(folder))
        return made[-1]
    yield new
    for settings in made:
        databases.drop(settings)


def linli(settings, *words):
    """Run `linli WORDS` on this installation, and leave no connection behind."""
    chosen = {f"LINLI_{name}": value for name, value in settings.items()}
    for name in ("LINLI_SECURE_COOKIES", "LINLI_SITE_URL"):
        chosen.setdefault(name)  # `serve` sets them: not for the tests that follow
    try:
        return CliRunner().invoke(main, words, env=chosen, catch_exceptions=False)
    finally:
        close()


def said(settings, *words):
    """What a command that goes well prints."""
    result = linli(settings, *words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(settings, *words):
    """What a command that is refused says."""
    result = linli(settings, *words)
    assert result.exit_code == 1 and result.output.startswith("Error: "), result.output
    return result.output


def dump(settings):
    """{table: its rows} of an installation: all that a demo's seed decides, so but for hashes
    and the moment at which a row came to be.
    """
    create_app(**settings)
    try:
        return {model._meta.table_name: [tuple(row) for row in model.select(
            *chosen_fields(model)).order_by(model._meta.primary_key).tuples()]
            for model in models()}
    finally:
        close()


def models():
    """Every model of the core and of the plugins, by table."""
    left, found = [Model], []
    while left:
        below = left.pop().__subclasses__()
        left += below
        found += [model for model in below if not model.__module__.endswith("migrations")]
    return sorted(found, key=lambda model: model._meta.table_name)


def chosen_fields(model):
    """The fields of a model but for hashes and the moment that a default fills in."""
    return [field for field in model._meta.sorted_fields
            if field.name not in SAME_FOR_NO_TWO
            and not (isinstance(field, UtcField) and field.default)]


def test_import_lists_what_is_shipped(installation):
    lines = said(installation(), "import").splitlines()
    assert f"{TANGKOU}  开平市 塘口镇" in lines
    assert len(lines) >= 10 and all(line[:12].isdigit() for line in lines)


def test_import_brings_in_a_township_once(installation):
    here = installation()
    assert said(here, "import", "440783108") == "新增 21 个，改名 0 个\n"
    before = dump(here)
    assert len(before["locality"]) == 21
    assert said(here, "import", TANGKOU) == "新增 0 个，改名 0 个\n"
    assert dump(here) == before


def test_import_of_a_file_of_ones_own(installation, tmp_path):
    here, file = installation(), tmp_path / "own.csv"
    file.write_text("code,name,kind,parent\n440000000000,广东省,province,\n", encoding="utf-8")
    assert said(here, "import", str(file)) == "新增 1 个，改名 0 个\n"
    file.write_text("code,name,kind,parent\n44,广东省,province,\n", encoding="utf-8")
    assert "44：代码要有 12 位" in refused(here, "import", str(file))


@pytest.mark.parametrize("what", ["999999999", "塘口", "440783", "no-such-file.csv"])
def test_import_of_what_nobody_knows(installation, what):
    here = installation()
    assert f"{what} 导入不了" in refused(here, "import", what)
    assert dump(here)["locality"] == []


def test_the_first_administrator_can_sign_in(installation):
    here = installation()
    said(here, "import", TANGKOU)
    output = said(here, *ADMINISTRATOR)
    password = output.strip().rpartition("：")[2]
    assert len(password) >= 12 and output.count(password) == 1
    app = create_app(**here)
    try:
        held = Post.get()
        assert (held.role, held.locality_id, held.person.phone) == (
            "administrator", TANGKOU, "+8613800001234")
        assert password not in held.person.password_hash
        client = CheckedClient(app, app.response_class)
        sent = {"phone": "13800001234", "password": password}
        assert post(client, "/sign-in", sent).status_code == 303
        assert client.get(f"/{ZHAIQUN}/modules/").status_code == 200
    finally:
        close()


def test_a_second_time_is_a_new_password_for_the_same_person(installation):
    here = installation()
    said(here, "import", TANGKOU)
    assert said(here, *ADMINISTRATOR) != said(here, *ADMINISTRATOR)
    rows = dump(here)
    assert (len(rows["person"]), len(rows["post"])) == (1, 1)


def test_a_resident_is_let_in_without_a_post(installation):
    here = installation()
    said(here, "import", TANGKOU)
    said(here, "user", "--name", "黄美珍", "--phone", "13800001235", "--role", "resident",
         "--locality", ZHAIQUN)
    create_app(**here)
    try:
        assert (Person.get().locality_id, Post.select().count()) == (ZHAIQUN, 0)
    finally:
        close()


@pytest.mark.parametrize("option, value, words", [
    ("--phone", "123", "11 位数字"), ("--phone", "", "11 位数字"),
    ("--locality", "440783108999", "没有这个地方：440783108999"),
    ("--locality", "宅群村", "宅群村")])
def test_a_wrong_phone_or_place_is_said_and_makes_nobody(installation, option, value, words):
    here = installation()
    said(here, "import", TANGKOU)
    wrong = [*ADMINISTRATOR]
    wrong[wrong.index(option) + 1] = value
    assert words in refused(here, *wrong)
    rows = dump(here)
    assert (rows["person"], rows["post"]) == ([], [])


def test_a_phone_of_somebody_else_is_refused(installation):
    here = installation()
    said(here, "import", TANGKOU)
    said(here, *ADMINISTRATOR)
    assert "核对姓名" in refused(here, *("另一位" if word == "关启文" else word
                                     for word in ADMINISTRATOR))


def test_a_role_is_one_of_the_core_or_of_a_plugin(installation):
    here = installation()
    said(here, "import", TANGKOU)
    said_no = refused(here, *ADMINISTRATOR, "--role", "emperor")
    assert "没有这个岗位：emperor" in said_no and "adviser" in said_no and TANGKOU not in said_no
    said(here, *ADMINISTRATOR, "--role", "adviser")
    assert [post[2] for post in dump(here)["post"]] == ["adviser"]


def test_the_same_seed_makes_the_same_town_all_day(installation):
    one, two, other = installation(), installation(), installation()
    with time_machine.travel(MORNING):
        cast = json.loads(said(one, "demo", "--json", "--seed", "7"))
        said(other, "demo", "--seed", "8")
    with time_machine.travel(EVENING):
        assert json.loads(said(two, "demo", "--json", "--seed", "7")) == cast
    rows = dump(one)
    assert all(rows[table] for table in ("person", "household", "post", "legal_booking",
                                         "legal_matter", "legal_roster", "history"))
    for table, same in dump(two).items():
        assert same == rows[table], table
    different = dump(other)
    assert different["legal_booking"] != rows["legal_booking"]
    assert different["household"] != rows["household"]


def test_a_demo_is_made_once(installation):
    here = installation()
    assert "建好了" in said(here, "demo")
    before = dump(here)
    assert "什么也没有改" in said(here, "demo", "--seed", "2")
    assert dump(here) == before


def test_the_cast_that_is_printed_can_sign_in(installation):
    here = installation()
    cast = json.loads(said(here, "demo", "--json"))
    assert all(set(member) == {"name", "phone", "password", "roles", "localities"}
               for member in cast)
    app = create_app(**here)
    try:
        assert {normal_phone(member["phone"]) for member in cast} == {
            person.phone for person in Person.select().where(Person.phone.is_null(False))}
        member = cast[0]
        client = CheckedClient(app, app.response_class)
        assert post(client, "/sign-in", {"phone": member["phone"],
                                         "password": member["password"]}).status_code == 303
    finally:
        close()


def test_a_demo_does_not_mix_with_real_people(installation):
    here = installation()
    said(here, "import", TANGKOU)
    said(here, *ADMINISTRATOR)
    before = dump(here)
    assert "真实的人" in refused(here, "demo")
    assert dump(here) == before


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_port_that_is_no_number_is_said(installation, command):
    result = linli({**installation()}, command, "--port", "abc")
    assert result.exit_code == 2 and "'abc' is not a valid integer" in result.output
    told = CliRunner().invoke(main, [command], env={"PORT": "abc"}, catch_exceptions=False)
    assert told.exit_code == 2 and "'abc' is not a valid integer" in told.output


def test_serve_refuses_a_demo_and_an_empty_installation(installation):
    here = {**installation(), "TRUSTED_HOSTS": "linli.example.org"}
    assert "linli import" in refused(here, "serve")
    said(here, "demo")
    assert "演示" in refused(here, "serve")


def test_routes(installation, app):
    wanted = routes(app)
    close()
    rows = json.loads(said(installation(), "routes", "--json"))
    assert rows == wanted
    assert {"method": "GET", "rule": "/<locality:locality>/desk", "module": "core",
            "permission": "desk"} in rows
    with_pages = {module.name for module in app.extensions["linli"].modules.values() if not module.everywhere}
    assert {row["module"] for row in rows} == {"core", *with_pages}
    assert len(said(installation(), "routes").splitlines()) == len(rows)


def test_plugins_list(installation):
    here = installation()
    assert "legal" in said(here, "plugins", "list") and "法律顾问" in said(here, "plugins", "list")


def test_one_word_to_see_whether_a_way_works(installation, web_server):
    settings = installation()
    assert "没有设好 mail；设好的有：chat" in refused(settings, "deliver", "--test", "a@example.org")
    with web_server((200, "ok"), (500, "no")) as server:
        sms = {**settings, "SMS_URL": server.url}
        assert "送出去了" in said(sms, "deliver", "--test", "13800001234", "--way", "sms")
        assert "13800001234" in server.kept[0][2]
        assert "NotAccepted" in refused(sms, "deliver", "--test", "13800001234", "--way", "sms")
    away = {**settings, "MAIL_HOST": "127.0.0.1", "MAIL_PORT": "1"}
    assert "ConnectionRefusedError" in refused(away, "deliver", "--test", "a@example.org")
