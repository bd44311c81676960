"""Every route: who gets in, what a forged form does, and that nothing a user sends makes a 500."""

import re
from urllib.parse import quote

import pytest

from linli.access import EVERYONE, RESIDENT, SIGNED_IN
from linli.database import db
from linli.gate import refuse_open_views, routes
from linli.people.models import Person
from linli.testing.addresses import fill, parts_of

ZHAIQUN, TOWNSHIP = "440783108226", "440783108000"
ROLES_IN_ZHAIQUN = {
    "黄美珍": {RESIDENT}, "方敏仪": {"village_staff", RESIDENT}, "司徒晴": {"adviser"},
    "方立秋": {"grid_worker", RESIDENT}, "梁书宁": {"township_staff"}, "关启文": {"administrator"},
    "冯少芬": {"labour_officer"}, "陈玉莲": set(), "张远": set(),
    "邓桂香": {RESIDENT}, "胡月娥": {"points_committee", RESIDENT},
    "何永康": {"points_keeper", RESIDENT}, "周伯年": {"supervision_committee", RESIDENT},
    "吴国安": {"mediator", RESIDENT}, "谭志豪": {"camera_police"}}
STRANGE = ("9" * 30, "-1", "９", "x" * 300, "%00", "../..", "'\"<b>", "2026-13-45", "😀")
MODULES = ("core", "legal", "leaders", "points", "mediation", "cctv", "chat")
QUERY = ("page", "adviser", "day", "state", "first", "last", "period", "next", "slot", "kind", "month",
         "q", "day_first", "day_last", "way", "when", "role")


def get_in(app, permission, name):
    """Whether one of the cast (None: signed out) holds a permission in 宅群村, by the table."""
    roles = set(app.extensions["linli"].permissions[permission])
    held = {EVERYONE} if name is None else {EVERYONE, SIGNED_IN, *ROLES_IN_ZHAIQUN[name]}
    return bool(roles & held)


def rows():
    """How many rows each table holds, but for sessions and guesses at a password."""
    tables = sorted(set(db.get_tables()) - {"session", "guess"})
    return {table: db.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
            for table in tables}


def test_each_route_declares_a_known_permission(app):
    known = app.extensions["linli"].permissions
    assert all(route["permission"] in known for route in routes(app))
    registry = app.extensions["linli"]
    with_pages = {each.plugin_name for each in registry.manager.hook.linli_blueprint.get_hookimpls()}
    assert {route["module"] for route in routes(app)} == set(MODULES) == {"core", *with_pages}


def test_a_plugins_permissions_bear_its_name(app):
    for module in app.extensions["linli"].modules.values():
        assert all(name.startswith(f"{module.name}.") for name in module.permissions)


def test_a_view_without_a_permission_does_not_start(app, monkeypatch):
    monkeypatch.setitem(app.view_functions, "shell.open", lambda: "")
    with pytest.raises(RuntimeError, match=r"shell\.open"):
        refuse_open_views(app)


@pytest.mark.parametrize("name", ROLES_IN_ZHAIQUN)
def test_each_page_opens_to_whom_it_should(app, client_as, values, name):
    client = client_as(name)
    for route in routes(app):
        if route["method"] != "GET":
            continue
        url = fill(route["rule"], values, locality=ZHAIQUN)
        status = client.get(url).status_code
        if not get_in(app, route["permission"], name):
            assert status == 403, url
        elif set(parts_of(route["rule"])) <= {"locality"}:
            assert status in (200, 302, 303), f"{url} {status}"
        else:
            assert status in (200, 302, 303, 403, 404, 422), f"{url} {status}"


def test_signed_out(app, client_as, values):
    client = client_as()
    for route in routes(app):
        if route["method"] != "GET":
            continue
        url = fill(route["rule"], values)
        response = client.get(url)
        if get_in(app, route["permission"], None):
            assert "sign-in?" not in response.headers.get("Location", ""), url
        else:
            assert response.status_code == 302, url
            assert response.location == f"/sign-in?next={quote(url)}", url


@pytest.mark.parametrize("name", [None, "黄美珍", "方敏仪", "司徒晴"])
def test_a_form_without_its_token_does_nothing(app, client_as, values, person, name):
    client, before = client_as(name), rows()
    sent = {"person": person("关启文").id, "on": "0", "session": "1", "reason": "x", "text": "x",
            "kind": "other", "slot": values[""]["slot"], "phone": "14000000009",
            "password": "tangkou-demo", "next": "/"}
    for route in routes(app):
        if route["method"] == "POST":
            url = fill(route["rule"], values)
            response = client.post(url, data=sent)
            assert 400 <= response.status_code < 500, f"{url} {response.status_code}"
    assert rows() == before
    assert Person.select().where(Person.disabled_at.is_null(False)).count() == 0


@pytest.mark.parametrize("module", MODULES)
def test_nothing_strange_in_an_address_makes_a_500(app, client_as, values, module):
    client = client_as("方敏仪")
    for route in routes_of(app, module):
        url = fill(route["rule"], values)
        for strange in STRANGE:
            for part in parts_of(route["rule"]):
                one_wrong = fill(route["rule"], values, **{part: strange}).replace("%2500", "%00")
                assert client.open(one_wrong, method=route["method"]).status_code < 500, one_wrong
            query = "&".join(f"{name}={quote(strange)}" for name in QUERY).replace("%2500", "%00")
            if route["method"] == "GET":
                assert client.get(f"{url}?{query}").status_code < 500, f"{url}?{query}"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_strange_in_a_form_makes_a_500(app, client_as, values, module):
    client = client_as("方敏仪")
    names = ("csrf_token", "nonce", "person", "session", "slot", "kind", "text", "reason", "on",
             "phone", "password", "next", "typed", "photo", "photo_kept", "name", "adviser",
             "weekday", "nth", "month_day", "anchor", "starts", "ends", "first_day", "last_day",
             "slot_minutes", "matters", "dialects", "day", "theme", "speaker", "minutes", "attendance",
             "notes", "caption", "length", "done", "version", "told_by", "email", "act", "title",
             "robot_password", "role", "starts_on", "ends_on", "seen")
    for route in routes_of(app, module):
        if route["method"] == "POST" and route["rule"] != "/sign-out":
            url, token = fill(route["rule"], values), token_of(client.get("/me/password").text)
            for strange in (*STRANGE, "\0"):
                sent = {**dict.fromkeys(names, strange), "csrf_token": token}
                assert client.post(url, data=sent).status_code < 500, f"{url} {strange!r}"


def routes_of(app, module):
    """Its routes. "core" is of MODULES, too."""
    return [route for route in routes(app) if route["module"] == module]


def token_of(html):
    return re.search(r'name="csrf_token" value="([^"]+)"', html)[1]


@pytest.mark.parametrize("path", [
    "/440783108999/", "/999999999999/", "/440783108226-g99999/", f"/{ZHAIQUN}/nothing", "/x",
    "/440783108230/legal/", f"/{ZHAIQUN}/modules/nothing"])
def test_what_does_not_exist_or_is_off_is_404(client_as, path):
    assert client_as("关启文").get(path).status_code == 404


def test_a_short_code_leads_to_the_long_one(client_as):
    response = client_as().get("/440783108/places?from=1")
    assert (response.status_code, response.location) == (308, f"/{TOWNSHIP}/places?from=1")


def test_a_host_that_is_not_ours(client_as):
    assert client_as().get("/", headers={"Host": "evil.example"}).status_code == 400
