"""Pages as tests see them: checked whole, and their forms filled in."""

import io
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from PIL import Image

from linli.web import STATIC


class CheckedClient(FlaskClient):
    """A test client that checks every whole page it fetches, and takes no 500 for an answer."""

    def open(self, *args, **kwargs):
        """As Flask's own; raises AssertionError with everything that is wrong on the page."""
        response = super().open(*args, **{"buffered": True, **kwargs})  # or a file stays open
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
        self.ids, self.classes, self.faults, self._open, self._form = [], set(), [], "", None
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
            self._form = PageForm(given.get("action"), (given.get("method") or "").lower())
            # What belongs to the frame comes first, so that the last is the page's own.
            self.forms.insert(0 if "languages" in (given.get("class") or "") else len(self.forms), self._form)
        elif tag == "input" and given.get("type") == "hidden" and self._form:
            self._form.fields[given.get("name")] = given.get("value") or ""

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


def photo(width=40, height=30):
    """A small picture to send with a form: (file, name)."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#2f6b57").save(file, "JPEG")
    file.seek(0)
    return file, "photo.jpg"
