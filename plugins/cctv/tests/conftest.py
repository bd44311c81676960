"""A township that pays for cameras, and applications in every state."""

import pytest

from plugins.cctv.applications import approving, surveying
from plugins.cctv.applications.models import Application
from plugins.cctv.tests.making import make_application, make_programme

FOUND = {"points": 1, "cable": 20, "sees": ["own"], "lens": "kept", "article": 0, "words": ""}


@pytest.fixture
def place(village):
    """宅群村, where the demo has the module on."""
    return village("宅群村")


@pytest.fixture
def township(place):
    """塘口镇, which makes the programmes."""
    return place.parent


@pytest.fixture
def programme(township):
    """An open programme of 10,000 元."""
    return make_programme(township)[0]


@pytest.fixture
def package(programme):
    """Its one package: 399 元, of which the resident pays 99.75 and the town 199.50."""
    return programme.packages.get()


@pytest.fixture
def applied(package, place, person):
    """`applied("黄美珍", "quoted")`: an application of one of the cast in a state."""
    def make(name, state="applied", **columns):
        return make_application(package, place, person(name), state, **columns)
    return make


@pytest.fixture
def quoted(applied, scope_of):
    """`quoted("黄美珍")`: surveyed by 方立秋, quoted by 余海川, and nobody has spoken yet."""
    def make(name, extra=0):
        row = applied(name)
        surveying.survey(scope_of("方立秋"), row, f"s{row.id}", False, row.place, day=row.applied_at.date(),
                         **FOUND)
        approving.quote(scope_of("余海川"), row, extra, "立杆" if extra else "", f"q{row.id}")
        return Application.get_by_id(row.id)
    return make
