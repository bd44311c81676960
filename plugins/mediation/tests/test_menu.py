"""Who works at the desk keeps its menu on each page that it leads to; a resident has the resident's page."""

import re

import pytest

from linli.testing.browsing import PHONE, faults_by_axe, overflow
from plugins.mediation.cases.states import APPLIED, HELD, LOOKING
from plugins.mediation.tests.making import make_case

V = "/440783108226/mediation"
MENU = '<nav class="side"'


@pytest.fixture(autouse=True)
def _desk(mediators):
    """Somebody mediates here."""


@pytest.mark.parametrize("name", ["方敏仪", "吴国安"])
def test_every_page_of_the_menu_keeps_it(client_as, name):
    client = client_as(name)
    side = re.search(r'<nav class="side".*?</nav>', client.get("/440783108226/desk").text, re.S)[0]
    links = [url for url in re.findall(r'href="([^"]+)"', side) if url.startswith(f"{V}/")]
    assert len(links) > 1
    for url in links:
        assert MENU in client.get(url.replace("&amp;", "&")).text, url


def test_a_resident_reads_cards_without_the_menu(client_as):
    for tail in ("rooms", "roster"):
        page = client_as("黄美珍").get(f"{V}/{tail}").text
        assert MENU not in page and 'class="back"' in page and "登记一" not in page, tail


@pytest.mark.parametrize(("name", "tail"), [("方敏仪", "rooms"), ("方敏仪", "roster"), ("吴国安", "cases")])
def test_its_tables_stand_as_cards_on_a_phone(visit, server, name, tail):
    page = visit(name, PHONE)
    page.goto(f"{server.url}{V}/{tail}")
    assert page.locator(".table-scroll.cards").count() == 1
    assert overflow(page) <= 0 and not faults_by_axe(page)


@pytest.mark.parametrize(("state", "named"), [(APPLIED, True), (LOOKING, True), (HELD, False)])
def test_ones_case_says_what_it_is_about_but_for_what_is_held(client_as, place, person, state, named):
    """Who told of violence may share the phone with whom they told of."""
    case = make_case(place, person("黄美珍"), person("谢国强"), state, person("吴国安"), dispute_class="0503",
                     violence=state == HELD)
    for url in ("/me/", "/440783108226/"):
        page = client_as("黄美珍").get(url).text
        assert (case.number or case.code) in page and ("车祸" in page) == named, url
    assert (case.number or case.code) not in client_as("何永康").get("/me/").text
