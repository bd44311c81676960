"""The house keeps its shape: who imports whom, and what templates and plugins may hold."""

import ast
import re
from pathlib import Path

import pytest

from linli.testing import known_classes

ROOT = Path(__file__).parents[1]
WEB_PACKAGES = {"flask", "flask_wtf", "wtforms", "werkzeug"}
FORBIDDEN = {"models": {"services", "forms", "views"}, "services": {"forms", "views"}}
# What a page is made of; whatever else lies in a noun of a plugin is a service, by any name.
OF_PAGES = re.compile(r"(.*_)?(views|forms|fields|cards|home|desk|record|entries|blueprint|sheet|sharing)"
                      r"|__init__")
TEMPLATES = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("plugins/*/templates/**/*.html")]


def modules():
    """{dotted name: path} of every module of the core and of the plugins, without tests."""
    found = {}
    for base, folder in ((ROOT / "site", "linli"), (ROOT, "plugins")):
        for path in (base / folder).rglob("*.py"):
            parts = path.relative_to(base).with_suffix("").parts
            if not {"tests", "migrations"} & set(parts[:-1]):
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imports(source, known=(), everywhere=True):
    """The dotted names that a module imports; a name of `known` where it is a module itself."""
    tree = ast.parse(source)
    names = set()
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written out in full"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                names.add(full if full in known else node.module)
    return names


def layer_faults(name, imported):
    """What a module of the layers views → services → models may not import."""
    layer = name.rpartition(".")[2]
    if name.startswith("plugins.") and name.count(".") > 2 and not OF_PAGES.fullmatch(layer):
        layer = layer if layer in FORBIDDEN else "services"
    forbidden = FORBIDDEN.get(layer)
    if forbidden is None:
        return []
    return [f"{name} imports {other}" for other in sorted(imported)
            if other.split(".")[0] in WEB_PACKAGES
            or (other.startswith(("linli.", "plugins.")) and forbidden & set(other.split(".")))]


def plugin_faults(name, imported):
    """Imports across the borders: core → plugin, plugin → another plugin."""
    own = ".".join(name.split(".")[:2])
    return [f"{name} imports {other}" for other in sorted(imported)
            if other.split(".")[0] == "plugins"
            and (name.startswith("linli") or ".".join(other.split(".")[:2]) != own)]


def cycles(graph):
    """Each module that reaches itself by what it imports when it is loaded."""
    def reach(start):
        seen, left = set(), list(graph[start])
        while left:
            name = left.pop()
            if name not in seen:
                seen.add(name)
                left += graph.get(name, ())
        return seen
    return sorted(name for name in graph if name in reach(name))


def between_nouns(graph):
    """The same imports, told between the folders of plugins; any other module stands for itself.

    The core is left out: its `people`, `modules`, `toolkit`, `web` and `plugins` lean on one
    another, module by module.
    """
    nouns = {}
    for name, imported in graph.items():
        nouns.setdefault(_noun(name, graph), set()).update(
            _noun(other, graph) for other in imported)
    return {noun: imported - {noun} for noun, imported in nouns.items()}


def _noun(name, known):
    parts = name.split(".")
    folder = ".".join(parts[:3])
    return folder if parts[0] == "plugins" and folder in known else name


def template_faults(source):
    """What may not stand in a template."""
    faults = re.findall(r"\bstyle\s*=|<style|\.select\(|\.execute\(|\|\s*safe\b|\son\w+=", source)
    bare = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    bare = re.sub(r"\b_\(\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", "_(", bare)
    faults += [f"unmarked {words}" for words in re.findall(r"[一-鿿]+", bare)]
    fixed = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", source, flags=re.S)
    for names in re.findall(r"class=\"([^\"]*)\"", fixed):
        faults += [f"class {name}" for name in names.split() if name not in known_classes()]
    return faults


def test_views_services_models():
    known = modules()
    assert not [fault for name, path in known.items()
                for fault in layer_faults(name, imports(path.read_text(), known))]


def test_the_core_imports_no_plugin_and_a_plugin_no_other():
    known = modules()
    assert not [fault for name, path in known.items()
                for fault in plugin_faults(name, imports(path.read_text(), known))]


def import_graph():
    known = modules()
    return {name: imports(path.read_text(), known, everywhere=False) & known.keys()
            for name, path in known.items()}


def test_no_import_cycles():
    assert cycles(import_graph()) == []


def test_the_nouns_of_a_plugin_import_one_another_one_way_only():
    assert cycles(between_nouns(import_graph())) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates(path):
    source = path.read_text(encoding="utf-8")
    assert template_faults(source) == []
    assert "<script" not in source or path == ROOT / "templates/base.html"


def test_plugins_ship_no_css_and_no_javascript():
    shipped = [path for path in (ROOT / "plugins").rglob("*")
               if path.suffix in (".css", ".js", ".svg")]
    assert not shipped


def test_modules_are_small():
    long = {name: lines for name, path in modules().items()
            if (lines := len(path.read_text().splitlines())) > 300 and name != "linli.testing"}
    assert not long, "split by noun"


@pytest.mark.parametrize(("name", "source"), [
    ("linli.people.models", "from flask import g"),
    ("linli.people.models", "from linli.people.services import sign_in"),
    ("linli.people.services", "import flask"),
    ("plugins.legal.booking.services", "from plugins.legal.booking import views"),
])
def test_a_broken_layer_is_seen(name, source):
    assert layer_faults(name, imports(source, modules()))


def test_what_a_service_may_import():
    source = "import peewee\nfrom flask_babel import _\nfrom linli.people.models import Person"
    assert not layer_faults("linli.people.services", imports(source, modules()))


@pytest.mark.parametrize(("name", "source"), [
    ("linli.shell.views", "from plugins.legal import module"),
    ("plugins.points", "from plugins.legal.module import module"),
    ("linli.web", "def late():\n    import plugins.legal"),
])
def test_a_broken_border_is_seen(name, source):
    assert plugin_faults(name, imports(source, modules()))


def test_a_cycle_is_seen():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a", "b", "c"]


def test_a_cycle_between_nouns_is_seen():
    graph = {"plugins.p": {"plugins.p.views"}, "plugins.p.views": {"plugins.p.a.views"},
             "plugins.p.a": set(), "plugins.p.a.models": set(), "plugins.p.b": set(),
             "plugins.p.b.models": {"plugins.p.a.models"},
             "plugins.p.a.views": {"plugins.p.a.models", "plugins.p.b.models"}}
    assert not cycles(graph)
    assert cycles(between_nouns(graph)) == ["plugins.p.a", "plugins.p.b"]


@pytest.mark.parametrize("source", [
    '<p style="color:red">', "<p>预约</p>", '<p class="no-such-class">', "{{ rows.select() }}",
    '<b class="card{{ x }} nowhere">', "{{ text|safe }}", '<p title="预约">', '<a onclick="x()">'])
def test_a_broken_template_is_seen(source):
    assert template_faults(source)
