"""A plugin from `linli plugins new` works: its own tests, and on in one village only."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from linli.scaffold import new_plugin
from linli.testing import Server

ROOT = Path(__file__).parents[1]
HERE, THERE = "440783108226", "440783108227"


def run(*command, folder, path):
    """Run `python …` in a folder; its output, once it has succeeded."""
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=240,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_plugin_passes_its_own_tests(checkout):
    path = [checkout / "site", checkout]
    run("-m", "linli", "plugins", "new", "notes", folder=checkout, path=path)
    said = run("-m", "pytest", "-q", "plugins/notes", folder=checkout, path=path)
    assert re.search(r"\d\d passed", said) and "skipped" not in said


def test_a_distribution_passes_its_own_tests(tmp_path):
    made = new_plugin("notes", tmp_path, distribution=True)
    install(made, tmp_path / "installed")
    said = run("-m", "pytest", "-q", folder=made,
               path=[made, tmp_path / "installed", ROOT / "site", ROOT])
    assert re.search(r"\d\d passed", said) and "skipped" not in said


def install(distribution, folder):
    """Make the entry points of a distribution known, as installing it would."""
    told = tomllib.loads((distribution / "pyproject.toml").read_text())["project"]
    info = folder / f"{told['name'].replace('-', '_')}-{told['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n")
    (info / "entry_points.txt").write_text("".join(
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in points.items())
        for group, points in told["entry-points"].items()))


def test_it_shows_where_it_is_on_and_nowhere_else(app, checkout, page):
    new_plugin("notes", checkout / "plugins")
    with Server(app, path=[checkout / "site", checkout]) as server:
        page.goto(f"{server.url}/sign-in")
        page.get_by_role("button", name="方敏仪").click()
        page.goto(f"{server.url}/{HERE}/")
        assert page.get_by_role("link", name="公告栏").count() == 0
        page.get_by_role("link", name="开通或关闭服务").click()
        page.get_by_role("link", name="开通 公告栏").click()
        page.get_by_role("button", name="开通").click()
        page.goto(f"{server.url}/{HERE}/")
        page.get_by_role("link", name="公告栏").click()
        page.get_by_role("link", name="挂一条").click()
        page.get_by_label("写一句").fill("周六上午打扫村道")
        page.get_by_role("button", name="挂上去").click()
        assert page.get_by_text("周六上午打扫村道").count() == 1
        assert page.goto(f"{server.url}/{THERE}/").status == 200
        assert page.get_by_role("link", name="公告栏").count() == 0
        assert page.goto(f"{server.url}/{THERE}/notes/").status == 404


def test_a_hook_that_raises_leaves_every_page_standing(app, checkout, page):
    made = new_plugin("notes", checkout / "plugins")
    (made / "cards.py").write_text("def home(scope):\n    raise RuntimeError\n")
    with Server(app, path=[checkout / "site", checkout]) as server:
        page.goto(f"{server.url}/sign-in")
        page.get_by_role("button", name="方敏仪").click()
        page.goto(f"{server.url}/{HERE}/modules/notes/switch")
        page.get_by_role("button", name="开通").click()
        for path in (f"{HERE}/", f"{HERE}/desk", f"{HERE}/notes/", "me/", f"{HERE}/legal/"):
            assert page.goto(f"{server.url}/{path}").status == 200, path
        assert "plugin notes failed in linli_home_cards" in server.said()


@pytest.mark.parametrize("name", [
    "", "Notes", "公告", "a-b", "a b", "1st", "x", "notes_", "class", "shell", "people", "desk",
    "core", "legal", "x" * 40, "../notes"])
def test_a_bad_name_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        new_plugin(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    new_plugin("notes", tmp_path)
    with pytest.raises(ValueError, match="already"):
        new_plugin("notes", tmp_path)
