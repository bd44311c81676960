"""Who works at the desk keeps its menu on each page that it leads to; a resident has the resident's page."""

import re

import pytest

from linli.testing.browsing import PHONE, faults_by_axe, overflow
from plugins.cctv.tests.making import make_camera

V, T = "/440783108226/cctv", "/440783108000/cctv"
MENU = '<nav class="side"'


@pytest.mark.parametrize(("name", "home"), [("方敏仪", V), ("梁书宁", T), ("谭志豪", V)])
def test_every_page_of_the_menu_keeps_it(client_as, name, home):
    client = client_as(name)
    side = re.search(r'<nav class="side".*?</nav>', client.get(home.replace("cctv", "desk")).text, re.S)[0]
    links = [url for url in re.findall(r'href="([^"]+)"', side) if url.startswith(f"{home}/")]
    assert len(links) > 2
    for url in links:
        page = client.get(url.replace("&amp;", "&")).text
        assert MENU in page and 'aria-current="page"' in page, url


def test_a_resident_reads_cards_without_the_menu(client_as):
    for url in (f"{V}/footage", f"{V}/programmes"):
        page = client_as("黄美珍").get(url).text
        assert MENU not in page and 'class="back"' in page, url


@pytest.mark.parametrize("tail", ["faults", "filing", "points", "footage", "programmes",
                                  "applications/waiting"])
def test_its_tables_stand_as_cards_on_a_phone(visit, server, village, tail):
    make_camera(village("宅群村"), article=7, file_by="2026-12-20", place="村口牌坊边的电线杆上，朝着大路")
    page = visit("梁书宁" if tail == "programmes" else "方敏仪", PHONE)
    page.goto(f"{server.url}{T if tail == 'programmes' else V}/{tail}")
    assert page.locator(".table-scroll.cards").count() == 1
    assert overflow(page) <= 0 and not faults_by_axe(page)
