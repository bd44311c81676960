"""Everything that one reader can get out of the site, for tests that look for what they must not see.

Each answer is (where, bytes): pages in each place, what leaves by a form (a file, a passbook, one's own
data), ledgers searched and taken as Excel, CSV and paper, the inbox and the calendar feed. What is packed
(Excel, PDF, ZIP) is unpacked.
"""

import io
import itertools
import re
import zipfile

import pypdfium2

from linli.gate import routes
from linli.testing.addresses import fill, parts_of
from linli.testing.pages import post

OF_THE_CORE = {**dict.fromkeys(  # rows of the demo, or none
    ("delivery_id", "household_id", "invitation_id", "leaving_id", "person_id", "post_id", "proxy_id",
     "run_id"), 1),
    "offer": "x", "key": "core.notice"}
LEAVES = re.compile(r"/(pdf|file|print|letter|me/data)$")  # such a page has a form by which a paper leaves
TAKING = {"purpose": "archive", "print": "1"}


def everything(app, client, values, places, words, modules=None, several=None, signed_in=True):
    """All of it. `values` fills addresses (`linli.testing.addresses.fill`), in each of `places`; `several`
    ({part: values}) names rows that are each looked for; `words` are searched for by their first
    half, which is all that a page may repeat. `modules` None: every plugin.
    """
    modules = set(modules or app.extensions["linli"].modules)
    values = {**values, "": {**OF_THE_CORE, **values.get("", {})}}
    for url in sorted(set(_addresses(app, values, places, modules, several or {}))):
        answer = client.get(url)
        yield url, unpacked(answer.data)
        if LEAVES.search(url) and f'action="{url}"'.encode() in answer.data and answer.status_code == 200:
            yield f"{url} taken", unpacked(post(client, url, TAKING).data)
    yield from searches(client, places, words)
    yield from copies(app, client, places, words, modules)
    if signed_in:
        yield "feed", feed_of(client)
        yield from inbox_of(client)


def seen_in(answers, words):
    """{key of `words`: where it was seen}, over (where, bytes)."""
    seen = {}
    for where, data in answers:
        for key, word in words.items():
            if word.encode() in data:
                seen.setdefault(key, []).append(where)
    return seen


def _addresses(app, values, places, modules, several):
    for route in routes(app):
        if route["method"] == "GET" and route["module"] in {"core", *modules}:
            parts = [part for part in parts_of(route["rule"]) if part in several]
            rows = itertools.product(*(several[part] for part in parts))
            for place, row in itertools.product(places, rows):
                yield fill(route["rule"], values, locality=place, **dict(zip(parts, row, strict=True)))


def searches(client, places, words):
    """(address, bytes) of what is found in each place by the first half of each word."""
    for place, word in itertools.product(places, words):
        asked = {"q": word[:len(word) // 2]}
        yield f"/{place}/search?q={word}", client.get(f"/{place}/search", query_string=asked,
                                                      follow_redirects=True).data


def copies(app, client, places, words=(), modules=None):
    """(address, bytes) of each ledger that opens to this client: searched, and taken in every form."""
    for module, ledgers in app.extensions["linli"].ledgers.items():
        for name, place in itertools.product(ledgers if not modules or module in modules else (), places):
            url = f"/{place}/{module}/ledgers/{name}"
            if client.get(url).status_code == 200:
                for word in words:
                    yield f"{url}?q={word}", client.get(url, query_string={"q": word[:len(word) // 2]}).data
                for form, whole in itertools.product(("xlsx", "csv", "paper"), ({}, {"whole": "y"})):
                    answer = post(client, f"{url}/export", {"purpose": "archive", "format": form, **whole})
                    assert answer.status_code == 200, f"{url} {form}"
                    yield f"{url} {form}{' whole' if whole else ''}", unpacked(answer.data)


def unpacked(data):
    """The parts of an Excel workbook one after the other, the words of a PDF without the spaces between
    them; anything else as it is.
    """
    if data.startswith(b"%PDF"):
        text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
        return "".join(text.split()).encode()
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def feed_of(client):
    """The private calendar of this client, by the form that asks for it; folded lines unfolded."""
    post(client, "/me/calendar", {"act": "make"})
    address = re.search(r"(/calendar/[^\"]+\.ics)", client.get("/me/calendar").text)
    return re.sub(rb"\r?\n ", b"", client.get(address[1]).data)


def inbox_of(client):
    """(address, bytes) of each notice of this client, and of the page it leads to."""
    for notice in re.findall(r'"(/me/inbox/\d+)"', client.get("/me/inbox").text):
        yield notice, client.get(notice, follow_redirects=True).data
