"""A pytest plugin with what the tests of the core and of every plugin need.

Each test that asks for a site gets one of its own, on SQLite and on PostgreSQL in turn: a copy
of a migrated database, not a rollback, so that what happens after a commit really happens.
`LINLI_TEST_POSTGRES` names the server.
"""

import io
import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

import psycopg
import pytest
from flask.testing import FlaskClient

from linli import create_app, demo
from linli.database import db
from linli.localities.models import Locality
from linli.people.models import Person
from linli.people.services import open_session
from linli.web import STATIC

POSTGRES = os.environ.get("LINLI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SERVER_SECONDS = 40
_numbers = itertools.count(1)


def pytest_configure(config):
    """Let pytest-playwright's own base_url fixture pass where every warning is an error."""
    config.addinivalue_line("filterwarnings", "ignore:Session-scoped fixtures defined as instance")


# Databases


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


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_kind(request):
    """Each test runs once on SQLite and once on PostgreSQL."""
    return request.param


@pytest.fixture(scope="session")
def databases(database_kind):
    """Makes, copies and drops databases of this kind."""
    return Sqlite() if database_kind == "sqlite" else Postgres()


@pytest.fixture(scope="session")
def empty_database(databases, tmp_path_factory):
    """Settings of a migrated database with nothing in it."""
    with _master(databases, tmp_path_factory.mktemp("empty")) as (settings, _app):
        _close()
        yield settings


@pytest.fixture(scope="session")
def town_database(databases, tmp_path_factory):
    """Settings of a database with the demo township of seed 1."""
    with _master(databases, tmp_path_factory.mktemp("town")) as (settings, app):
        demo.fill(app.extensions["linli"], seed=1)
        _close()
        yield settings


@contextmanager
def _master(databases, folder):
    settings = databases.new(folder)
    try:
        yield settings, create_app(**settings)
    finally:
        _close()
        databases.drop(settings)


@contextmanager
def _copy(databases, master, folder):
    settings = databases.copy(master, folder)
    try:
        yield create_app(**settings)
    finally:
        _close()
        databases.drop(settings)


def _close():
    """Give back every connection of this process, so that files and databases can be copied."""
    if db.obj is not None:
        db.close_all()


# Sites


@pytest.fixture
def app(databases, town_database, tmp_path):
    """Linli with the demo township, alone in its own database and data folder."""
    with _copy(databases, town_database, tmp_path / "data") as app:
        yield app


@pytest.fixture
def empty_app(databases, empty_database, tmp_path):
    """Linli, migrated, without places and people."""
    with _copy(databases, empty_database, tmp_path / "data") as app:
        yield app


@pytest.fixture
def person(app):
    """`person("方敏仪")`: one of the cast of the demo (linli/demo_cast.json)."""
    def find(name):
        return Person.get(Person.name == name, Person.phone.is_null(False))
    return find


@pytest.fixture
def village(app):
    """`village("宅群村")`: a place by its short name."""
    def find(short_name):
        return Locality.get(Locality.short_name == short_name)
    return find


@pytest.fixture
def client_as(app, person):
    """`client_as("方敏仪")`: a checked client signed in as one of the cast; None: signed out."""
    def sign_in(name=None):
        client = CheckedClient(app, app.response_class)
        if name:
            token = open_session(person(name), "测试")
            with client.session_transaction() as cookie:
                cookie["token"] = token
        return client
    return sign_in


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


# Pages


class CheckedClient(FlaskClient):
    """A test client that checks every whole page it fetches, and takes no 500 for an answer."""

    def open(self, *args, **kwargs):
        """As Flask's own; raises AssertionError with everything that is wrong on the page."""
        response = super().open(*args, **kwargs)
        url = response.request.full_path.rstrip("?")
        assert response.status_code != 500, f"500 at {url}: see the log"
        if response.mimetype == "text/html" and b"<html" in response.data:
            faults = faults_of(response.text, urlsplit(url).path)
            assert not faults, f"{url} ({response.status_code}): " + "; ".join(faults)
        return response


@dataclass
class PageForm:
    """A form as it stands on a page: `fields` are those that are hidden."""

    action: str | None
    method: str | None
    fields: dict = field(default_factory=dict)


class PageReader(HTMLParser):
    """What the checks want to know of a page."""

    def __init__(self, html):
        super().__init__()
        self.lang, self.title, self.headings, self.forms = None, "", 0, []
        self.ids, self.classes, self.faults, self._open = [], set(), [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        """Note what matters of an element."""
        given = dict(attributes)
        self._open = tag
        if "id" in given:
            self.ids.append(given["id"])
        self.classes.update((given.get("class") or "").split())
        if "style" in given or tag == "style":
            self.faults.append(f"style on <{tag}>")
        self.faults += [f"{name} on <{tag}>" for name in given if name.startswith("on")]
        if tag == "html":
            self.lang = given.get("lang")
        elif tag == "h1":
            self.headings += 1
        elif tag == "script" and "src" not in given:
            self.faults.append("an inline <script>")
        elif tag == "form":
            self.forms.append(PageForm(given.get("action"), (given.get("method") or "").lower()))
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].fields[given.get("name")] = given.get("value") or ""

    def handle_data(self, data):
        """Note the title, and what a template forgot."""
        if self._open == "title":
            self.title += data
            self._open = ""
        if data.strip() in ("None", "[]", "()") or re.search(r"Undefined|\{\{|%\(\w+\)[sd]", data):
            self.faults.append(f"a forgotten value: {data.strip()[:60]!r}")


def faults_of(html, path):
    """What is wrong with the page at `path`, in words; [] where nothing is."""
    read = PageReader(html)
    faults = list(read.faults)
    if not read.title.strip():
        faults.append("no title")
    if read.headings != 1:
        faults.append(f"{read.headings} headings of the first rank")
    if not read.lang:
        faults.append("no language")
    faults += [f"the id {name} stands twice" for name in sorted(set(read.ids))
               if read.ids.count(name) > 1]
    faults += [f"no class {name} in the style sheets"
               for name in sorted(read.classes - known_classes())]
    for form in read.forms:
        faults += _faults_of_form(form, path)
    return faults


@cache
def known_classes():
    """The classes that the core's style sheets know."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in STATIC.rglob("*.css"))
    return frozenset(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", sheets)))


def _faults_of_form(form, path):
    target = urlsplit(form.action if form.action is not None else "?")
    if form.action is None or target.scheme or target.netloc or not (
            form.action == "" or target.path.startswith("/")):
        yield f"a form on {path} leads to {form.action!r}"
    if form.method not in ("get", "post"):
        yield f"the form to {form.action} has no method"
    if form.method == "post" and not form.fields.get("csrf_token"):
        yield f"the form to {form.action} has no csrf_token"


def csrf(html):
    """The token of the first form on this page that has one."""
    return next(form.fields["csrf_token"] for form in PageReader(html).forms
                if form.fields.get("csrf_token"))


def post(client, url, data=None, page=None, **options):
    """Open `page` (by default the form's own address), fill in its form to `url` and send it.

    Hidden fields are sent as they stand there, csrf_token and nonce among them; `data` adds to
    them. Returns the answer to the POST.
    """
    response = client.get(page or url)
    assert response.status_code == 200, f"{page or url} answers {response.status_code}"
    forms = [form for form in PageReader(response.text).forms if form.method == "post"]
    same = [form for form in forms if _path(form.action) == _path(url)]
    own = [form for form in forms if form.action == "" and page is None]
    assert same or own, f"no form to {url} among {[form.action for form in forms]}"
    return client.post(url, data={**(same or own)[0].fields, **(data or {})}, **options)


def _path(url):
    return urlsplit(url or "").path


# Servers and browsers


@dataclass
class Server:
    """gunicorn in processes of its own, on the database and the data folder of `app`."""

    app: object
    workers: int = 1
    url: str = ""

    def __enter__(self):
        door = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        self.log = open(self.app.config["DATA"] / "server.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "linli:create_app()", "--bind",
             f"fd://{door.fileno()}", "--workers", str(self.workers), "--worker-class", "gthread",
             "--threads", "8", "--no-control-socket", "--graceful-timeout", "3"],
            env=self._environment(), stdout=self.log, stderr=self.log, pass_fds=[door.fileno()])
        door.close()
        try:
            urllib.request.urlopen(f"{self.url}/health", timeout=SERVER_SECONDS).close()
        except OSError:
            said = self.said()
            self.__exit__()
            pytest.fail(f"the server did not start:\n{said}")
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def said(self):
        """What the server wrote so far."""
        self.log.seek(0)
        return self.log.read()

    def cookie(self, person):
        """A Cookie header that signs this person in."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["token"] = open_session(person, "测试")
        return f"linli={client.get_cookie('linli').value}"

    def _environment(self):
        settings = {f"LINLI_{name}": str(self.app.config[name])
                    for name in ("DATA", "DATABASE_URL", "PLUGINS")}
        return {**os.environ, **settings, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@pytest.fixture
def server(app):
    """The site of `app`, served at `server.url` by three processes."""
    with Server(app, workers=3) as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's own browser, as it runs in a container."""
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": BROWSER}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A phone in China."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
            "viewport": {"width": 375, "height": 812}}


def photo(width=40, height=30):
    """A small picture to send with a form: (file, name)."""
    from PIL import Image
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#2f6b57").save(file, "JPEG")
    file.seek(0)
    return file, "photo.jpg"
