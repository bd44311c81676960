"""Every hook does what its docstring promises, has its page in docs/hooks, and a test here."""

import inspect
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import g

from linli import demo, hookspecs, jobs, plugins
from linli.database import db, utc_now
from linli.delivery.services import ways_of
from linli.hookspecs import hookimpl
from linli.localities.models import Locality
from linli.modules.services import switch
from linli.people.models import Post
from linli.plugins import Module
from linli.testing.databases import master

DOCS = Path(__file__).parents[1] / "docs" / "hooks"
HOOKS = [name for name in vars(hookspecs) if name.startswith("linli_")]
ZHAIQUN = "440783108226"


class Broken:
    """A plugin each of whose page hooks raises."""

    @hookimpl
    def linli_module(self):
        return Module("broken", title="坏的", summary="总是出错", icon="warning")

    @hookimpl
    def linli_home_cards(self, scope):
        raise RuntimeError("card")

    @hookimpl
    def linli_todo(self, scope):
        raise RuntimeError("todo")

    @hookimpl
    def linli_desk(self, scope):
        raise RuntimeError("desk")

    @hookimpl
    def linli_search(self, scope, words):
        raise RuntimeError("search")

    @hookimpl
    def linli_open_matters(self, locality):
        raise RuntimeError("matters")

    @hookimpl
    def linli_clock(self, now):
        raise RuntimeError("clock")

    @hookimpl
    def linli_demo(self, town):
        raise RuntimeError("demo")


@pytest.fixture
def broken(load):
    """A plugin that raises, loaded and on in every village."""
    plugin = Broken()
    load(plugin, plugin.linli_module())
    switch(Locality.get_by_id("440783108000"), "broken", True, None)
    return plugin


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_is_documented_and_tested(name):
    assert inspect.getdoc(getattr(hookspecs, name)), "say what it promises"
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# `{name}`") and "```python" in page
    arguments = inspect.signature(getattr(hookspecs, name)).parameters
    assert all(f"`{argument}`" in page or f"({argument}" in page for argument in arguments)
    assert any(test.startswith(f"test_{name}") for test in globals())


def test_no_page_for_a_hook_that_is_gone():
    assert {path.stem for path in DOCS.glob("linli_*.md")} == set(HOOKS)


def test_the_table_of_hooks_has_them_all():
    table = (DOCS / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[(\w+)\]\(\1\.md\)", table, re.MULTILINE)) == sorted(HOOKS)


def test_linli_module(app):
    module = app.extensions["linli"].modules["legal"]
    assert module.name == "legal" and str(module.title)
    assert module.permissions.items() <= app.extensions["linli"].permissions.items()


def test_linli_blueprint(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("legal.")]
    assert rules and all(rule.rule.startswith("/<locality:locality>/legal/") for rule in rules)


def test_linli_home_cards(app, scope_of):
    cards = ask(app, "linli_home_cards", scope_of("黄美珍"))["legal"]
    assert [card.href for card in cards] == [f"/{ZHAIQUN}/legal/"]


def test_linli_todo(app, scope_of):
    scope = scope_of("司徒晴")
    here = ask(app, "linli_todo", scope)["legal"]
    everywhere = ask(app, "linli_todo", replace(scope, locality=None))["legal"]
    below = ask(app, "linli_todo", replace(scope, locality=scope.locality.parent))["legal"]
    assert here and len(here) < len(everywhere)
    assert [todo.href for todo in below] == [todo.href for todo in everywhere]
    assert [todo.at for todo in here] == sorted(todo.at for todo in here)


def test_linli_desk(app, scope_of):
    assert ask(app, "linli_desk", scope_of("方敏仪"))["legal"]
    assert ask(app, "linli_desk", scope_of("黄美珍"))["legal"] == []


def test_linli_calendar_items(app, person):
    registry = app.extensions["linli"]
    with app.test_request_context():
        events = registry.tell("linli_calendar_items", person=person("司徒晴"))["legal"]
    assert events and len({event.uid for event in events}) == len(events)
    assert all(event.title and event.start_utc < event.end_utc for event in events)


def test_linli_ledgers(app, client_as):
    assert "bookings" in app.extensions["linli"].ledgers["legal"]
    url = f"/{ZHAIQUN}/legal/ledgers/bookings"
    clerk = client_as("方敏仪")
    assert f'href="{url}"' in clerk.get(f"/{ZHAIQUN}/desk").text
    assert clerk.get(url).status_code == 200


@pytest.mark.parametrize("twice_or_foreign", [{}, {"name": "other", "permission": "desk"}])
def test_ledgers_with_one_name_or_a_foreign_permission_do_not_start(app, twice_or_foreign):
    registry = app.extensions["linli"]
    bookings = registry.ledgers["legal"]["bookings"]
    with pytest.raises(ValueError, match="legal"):
        registry.take_ledgers("legal", [bookings, replace(bookings, **twice_or_foreign)])


def test_linli_figures(app, client_as):
    report = app.extensions["linli.figures"]["legal"]
    assert report.permission in app.extensions["linli"].modules["legal"].permissions
    text = client_as("方敏仪").get(f"/{ZHAIQUN}/legal/figures").text
    assert all(str(figure.title) in text for figure in report.figures)


def test_linli_open_matters(app, village):
    with app.test_request_context():
        said = app.extensions["linli"].ask("linli_open_matters", {"legal"},
                                           locality=village("宅群村"))["legal"]
    assert len(said) == 3
    assert all(word in line for word, line in zip(("预约", "欠薪线索", "排队"), said, strict=True))


def test_linli_referral_targets(app, scope_of):
    """Forms that this person may open here, and nobody else is offered them."""
    offered = ask(app, "linli_referral_targets", scope_of("方敏仪"))["legal"]
    assert [target.endpoint for target in offered] == ["legal.new_lead"]
    assert all(target.endpoint in app.view_functions and target.title for target in offered)
    assert ask(app, "linli_referral_targets", scope_of("谢国强"))["legal"] == []


def test_linli_deliver(app):
    """A way is offered where it is set up, beside the core's own e-mail; whether its module is on or off."""
    assert list(ways_of(app)) == ["chat"]
    app.config.update(MAIL_HOST="127.0.0.1", SMS_URL="http://127.0.0.1:1/")
    assert sorted(ways_of(app)) == ["chat", "mail", "sms"]
    assert {way.address for way in ways_of(app).values()} == {"", "email", "phone"}


def test_linli_hand_over(app, person, village):
    """Each speaks of its own roles only, and of what is open in the place of the post."""
    place = village("宅群村")
    held = (("司徒晴", "adviser"), ("吴国安", "mediator"), ("邓桂香", "building_steward"),
            ("方敏仪", "village_staff"))
    posts = [Post(person=person(name), role=role, locality=place, starts_on=date(2026, 1, 1))
             for name, role in held]
    registry, modules = app.extensions["linli"], {"legal", "mediation", "leaders"}
    with app.test_request_context():
        g.locality_code = place.code
        answers = registry.ask("linli_hand_over", modules, posts=posts)
        nothing = registry.ask("linli_hand_over", modules, posts=posts[3:])
    assert {name: {each.post.role for each in found} for name, found in answers.items()} == {
        "legal": {"adviser"}, "mediation": {"mediator"}, "leaders": {"building_steward"}}
    assert all(each.href.startswith(f"/{ZHAIQUN}/") for found in answers.values() for each in found)
    assert not any(nothing.values())


def test_linli_search(app, scope_of):
    """Rows of what this reader may see, with the number and the page of each."""
    scope = scope_of("方敏仪")
    with app.test_request_context():
        g.scope, g.locality_code = scope, scope.locality.code
        found = app.extensions["linli"].ask("linli_search", scope.modules, scope=scope, words="2026-0001")
        other = scope_of("陈玉莲")
        others = app.extensions["linli"].ask("linli_search", other.modules, scope=other, words="2026-0001")
    assert {"legal", "leaders", "points", "mediation", "cctv"} == found.keys()
    rows = [row for rows in found.values() for row in rows]
    assert all(row.number and row.href and str(row.kind.title) for row in rows)
    assert found["legal"] and found["leaders"] and not (others["legal"] or others["leaders"])


def test_linli_household_changed_is_answered_by_those_who_keep_something(app):
    """In the transaction of the change: tests/test_household_events.py."""
    answering = {each.plugin_name for each in
                 app.extensions["linli"].manager.hook.linli_household_changed.get_hookimpls()}
    assert {"points", "leaders", "legal"} <= answering


def test_linli_clock_asks_every_plugin_on_or_off_whoever_raises(app, broken, load, caplog):
    class Punctual:
        """A plugin that notes when it was asked."""

        def __init__(self):
            self.asked = []

        @hookimpl
        def linli_clock(self, now):
            self.asked.append(now)
    first, last = Punctual(), Punctual()
    for name, plugin in (("aaa_punctual", first), ("zzz_punctual", last)):
        load(plugin, Module(name, title="守时", summary="守时", icon="clock"))
    db.close()
    before = utc_now()
    for _minute in range(2):
        jobs.run_once(app)
    assert len(first.asked) == 2 and before <= first.asked[0] <= first.asked[1] <= utc_now()
    assert caplog.text.count("plugin broken failed in linli_clock") == 2
    assert len(last.asked) == 2


MATTERS = {"legal", "leaders", "points", "mediation", "cctv"}  # who keeps matters of people


def test_linli_personal_data_asks_every_plugin_on_or_off(app, person):
    """The whole site's answers are in tests/test_own_data.py. The gateway of text messages keeps nothing."""
    answers = app.extensions["linli"].tell("linli_personal_data", person=person("黄美珍"))
    assert set(answers) == set(app.extensions["linli"].modules) - {"sms"}
    (booked,) = [section for section in answers["legal"] if section.title == "预约"]
    assert booked.count == len(list(booked.rows)) and dict(next(iter(booked.rows)))["编号"]


def test_linli_looked_at(app, person):
    """Only what this person may know of: a passbook is its household's; more in tests/audit."""
    tell = app.extensions["linli"].tell
    mine = tell("linli_looked_at", person=person("黄美珍"))["points"]
    assert [each.what for each in mine] == ["points.passbook"]
    assert not any(each in mine for each in tell("linli_looked_at", person=person("谢国强"))["points"])


def test_linli_to_finish_asks_every_plugin_on_or_off(app, person):
    """Their answers are in tests/test_erasing.py."""
    with app.test_request_context():
        answers = app.extensions["linli"].tell("linli_to_finish", person=person("方立秋"))
    assert set(answers) == MATTERS


def test_linli_erase_wants_the_one_transaction(app, person):
    """What it does is in tests/test_erasing.py."""
    with pytest.raises(AssertionError):
        app.extensions["linli"].tell("linli_erase", person=person("方立秋"))


def test_linli_retention_is_told_by_every_plugin(app):
    """What becomes of it is in tests/test_retention.py."""
    answers = app.extensions["linli"].tell("linli_retention")
    assert set(answers) == MATTERS
    assert all(rule.key.startswith(f"{name}.") for name, rules in answers.items() for rule in rules)


def test_linli_demo_is_the_same_town_for_the_same_seed(databases, tmp_path):
    towns = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        with master(databases, folder) as (_settings, app):
            assert demo.fill(app, seed=7)
            assert not demo.fill(app, seed=8)
            towns.append([tuple(db.execute_sql(
                "SELECT number, starts_at, state, resident_id FROM legal_booking ORDER BY 1")),
                tuple(db.execute_sql(
                    "SELECT number, amount, state, reported_by_id FROM legal_lead ORDER BY id")),
                demo.credentials()])
    assert towns[0][0] and towns[0] == towns[1]


def test_a_demo_that_fails_leaves_nothing(databases, tmp_path):
    with master(databases, tmp_path) as (_settings, app):
        app.extensions["linli"].manager.register(Broken(), "broken")
        with pytest.raises(RuntimeError):
            demo.fill(app)
        assert not demo.is_demo()


def test_one_that_raises_leaves_the_answers_of_the_others(app, broken, scope_of, caplog):
    for hook in ("linli_home_cards", "linli_todo", "linli_desk"):
        answers = ask(app, hook, scope_of("方敏仪"))
        assert "legal" in answers and "broken" not in answers
    assert caplog.text.count("plugin broken failed") == 3


@pytest.mark.parametrize("path", [
    "/440783108000/", f"/{ZHAIQUN}/", "/me/", f"/{ZHAIQUN}/desk", f"/{ZHAIQUN}/search?q=2026",
    f"/{ZHAIQUN}/modules/",
    f"/{ZHAIQUN}/modules/broken", f"/{ZHAIQUN}/modules/broken/switch", f"/{ZHAIQUN}/legal/"])
def test_one_that_raises_leaves_every_page_standing(client_as, broken, path):
    assert client_as("方敏仪").get(path).status_code == 200


def test_a_module_that_is_off_is_not_asked(app, scope_of):
    scope = replace(scope_of("黄美珍"), modules=frozenset())
    assert ask(app, "linli_home_cards", scope) == {}


def test_a_plugin_with_an_unknown_hook_does_not_start(app):
    class Wrong:
        @hookimpl
        def linli_no_such_hook(self):
            pass
    manager = plugins.Registry("legal").manager
    manager.register(Wrong(), "wrong")
    with pytest.raises(Exception, match="linli_no_such_hook"):
        manager.check_pending()


def ask(app, hook, scope):
    """The answers of the plugins that are on, as a page would get them."""
    with app.test_request_context():
        g.scope, g.locality_code = scope, scope.locality.code if scope.locality else None
        return app.extensions["linli"].ask(hook, scope.modules, scope=scope)
