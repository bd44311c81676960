"""docs/tutorial.md does what it says: this follows it word for word, in a checkout of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from linli.testing import Server
from linli.toolkit.calendar import today

PAGE = (Path(__file__).parents[1] / "docs/tutorial.md").read_text(encoding="utf-8")
# A new file, a diff, a command, or what is done and read in a browser.
STEPS = re.compile(r"A new file, `(?P<file>[^`]+)`:\n\n```\w+\n(?P<text>.*?)```\n|```diff\n(?P<diff>.*?)```\n"
                   r"|```sh\n(?P<command>[^\n]+)\n```\n|^- As \*\*(?P<name>\w+)\*\*: (?P<acts>[^\n]+)\.$",
                   re.S | re.M)
ACTS = {
    r"open `(.+)`": lambda page, site, path: page.goto(site + path),
    r"press \*\*(.+)\*\*": lambda page, site, label: tap(page, "button", label),
    r"follow \*\*(.+)\*\*": lambda page, site, label: tap(page, "link", label),
    r"fill \*\*(.+)\*\* with “(.+)”": lambda page, site, label, text: page.get_by_label(label).fill(text),
    r"fill \*\*(.+)\*\* with today": lambda page, site, label: page.get_by_label(label).fill(str(today())),
    r"read “(.+)”": lambda page, site, words: page.get_by_text(words).first.wait_for(),
    r"don't read “(.+)”": lambda page, site, words: absent(page, words),
}


def tap(page, kind, label):
    page.get_by_role(kind, name=label, exact=True).first.click()


def absent(page, words):
    assert page.get_by_text(words).count() == 0, f"{words} stands on {page.url}"


class Reader:
    """Somebody who follows the page: their checkout, the site that they start and end, their browsers."""

    def __init__(self, folder, app, sign_in):
        self.folder, self.app, self.sign_in, self.server = folder, app, sign_in, None
        self.path = [folder / "site", folder]

    def new_file(self, name, text):
        """Write a file. What runs is ended: it would not know."""
        self.end()
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def change(self, diff):
        """Change a file as a diff says."""
        self.end()
        subprocess.run(["git", "apply", "-p0"], cwd=self.folder, input=diff, text=True, check=True,
                       timeout=60)

    def run(self, command):
        """Run a command; of the site itself, `look` runs one on the test's own database."""
        if command == "make run":
            return
        python, *rest = command.replace("./linli", "python -m linli").split()
        assert python.endswith("python"), command
        done = subprocess.run(
            [sys.executable, *rest], cwd=self.folder, capture_output=True, text=True, timeout=240,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, self.path))})
        assert done.returncode == 0, done.stdout + done.stderr

    def look(self, name, acts):
        """Do and read what a line says, in a browser in which `name` is signed in."""
        if self.server is None:
            self.server = Server(self.app, path=self.path).__enter__()
        page = self.sign_in(name, self.server.url)
        for act in acts.split("; "):
            do, found = next((do, found) for words, do in ACTS.items() if (found := re.fullmatch(words, act)))
            do(page, self.server.url, *found.groups())

    def end(self):
        """End the site, where it runs."""
        if self.server is not None:
            self.server.__exit__(None, None, None)
            self.server = None


@pytest.fixture
def sign_in(browser, browser_context_args):
    """A new browser, signed in as one of the cast."""
    contexts = []

    def open_page(name, site):
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        page.goto(f"{site}/sign-in")
        page.locator("button.person", has_text=name).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page
    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def reader(app, checkout, sign_in):
    """Somebody at the first line of the page."""
    reader = Reader(checkout, app, sign_in)
    yield reader
    reader.end()


def test_the_tutorial_is_followed_word_for_word(reader):
    steps = list(STEPS.finditer(PAGE))
    assert len(steps) == PAGE.count("```") // 2 + len(re.findall(r"^- As ", PAGE, re.M))
    for step in steps:
        if step["file"]:
            reader.new_file(step["file"], step["text"])
        elif step["diff"]:
            reader.change(step["diff"])
        elif step["command"]:
            reader.run(step["command"])
        else:
            reader.look(step["name"], step["acts"])
