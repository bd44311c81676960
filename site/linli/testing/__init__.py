"""A pytest plugin with what the tests of the core and of every plugin need.

Each test that asks for a site gets one of its own, on SQLite and on PostgreSQL in turn: a copy
of a migrated database, not a rollback, so that what happens after a commit really happens.
`LINLI_TEST_POSTGRES` names the server. Real browsers are in `linli.testing.browsing`.
"""

import pytest

from linli import demo
from linli.localities.models import Locality
from linli.people.models import Person
from linli.people.services import open_session
from linli.testing.databases import Postgres, Sqlite, close, copy_of, count_queries, master
from linli.testing.pages import CheckedClient, csrf, faults_of, known_classes, photo, post
from linli.testing.scopes import place_of, scope_for
from linli.testing.servers import Server, environment

__all__ = ["CheckedClient", "Server", "count_queries", "csrf", "environment", "faults_of",
           "known_classes", "photo", "post", "scope_for"]


def pytest_configure(config):
    """Let pass, where every warning is an error, what others owe: pytest-playwright its base_url fixture,
    apprise an import that Python 3.13 no longer has.
    """
    config.addinivalue_line("filterwarnings", "ignore:Session-scoped fixtures defined as instance")
    config.addinivalue_line("filterwarnings", "ignore:'imghdr' is deprecated:DeprecationWarning")


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
    with master(databases, tmp_path_factory.mktemp("empty")) as (settings, _app):
        close()
        yield settings


@pytest.fixture(scope="session")
def town_database(databases, tmp_path_factory):
    """Settings of a database with the demo township of seed 1."""
    with master(databases, tmp_path_factory.mktemp("town")) as (settings, app):
        demo.fill(app, seed=1)
        close()
        yield settings


@pytest.fixture
def app(databases, town_database, tmp_path):
    """Linli with the demo township, alone in its own database and data folder."""
    with copy_of(databases, town_database, tmp_path / "data") as app:
        yield app


@pytest.fixture
def empty_app(databases, empty_database, tmp_path):
    """Linli, migrated, without places and people."""
    with copy_of(databases, empty_database, tmp_path / "data") as app:
        yield app


@pytest.fixture
def load(app):
    """`load(plugin, module)`: a plugin that only this test has, beside the site's own."""
    registry, names = app.extensions["linli"], []

    def register(plugin, module):
        registry.manager.register(plugin, module.name)
        registry.modules[module.name] = module
        names.append(module.name)
    yield register
    for name in names:
        registry.manager.unregister(name=name)
        del registry.modules[name]


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
def scope_of(app, person):
    """`scope_of("方敏仪")`: the scope of one of the cast, or of a Person, in 宅群村 or elsewhere: by
    code, short name or Locality; None is nobody, and nowhere.
    """
    def make(who, place="宅群村"):
        someone = person(who) if isinstance(who, str) else who
        return scope_for(app, someone, place_of(place))
    return make


@pytest.fixture
def client_as(app, person):
    """`client_as("方敏仪")`: a checked client signed in as one of the cast; None: signed out."""
    def sign_in(name=None):
        client = CheckedClient(app, app.response_class)
        if name:
            token = open_session(person(name), "测试", proved=True)
            with client.session_transaction() as cookie:
                cookie["token"] = token
        return client
    return sign_in


@pytest.fixture
def server(app):
    """The site of `app`, served at `server.url` by a process of its own; races start three."""
    with Server(app) as running:
        yield running
