"""A real browser: signing in as one of the cast, pictures, and what axe says of a page."""

import os
from contextlib import suppress
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Error

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PICTURES = Path(os.environ.get("LINLI_PICTURES", "test-results/pictures"))
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PHONE, DESK = {"width": 375, "height": 812}, {"width": 1280, "height": 860}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's own browser, as it runs in a container."""
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": BROWSER}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A phone in China."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
            "viewport": {"width": 375, "height": 812}}


@pytest.fixture
def visit(browser, server, browser_context_args):
    """`visit("方敏仪", size=DESK)`: a page on the home of the site, signed in as one of the cast.

    `large` turns large text on; other arguments go to the browser's context.
    """
    contexts = []

    def open_page(name=None, size=PHONE, large=False, **options):
        context = browser.new_context(**{**browser_context_args, "viewport": size, **options})
        contexts.append(context)
        if large:
            context.add_cookies([{"name": "large", "value": "1", "url": server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{server.url}/sign-in" if name else f"{server.url}/")
        if name:
            page.locator("button.person", has_text=name).click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
        return page
    yield open_page
    for context in contexts:
        _leave(context)


def _leave(context):
    """Close it from pages that stand still: one on its way somewhere can keep Chromium from closing."""
    for page in context.pages:
        with suppress(Error):
            page.goto("about:blank", timeout=5000)
    context.close()


def picture(page, name, tries=3):
    """Keep a picture of what is on the screen, for README.md and for whoever looks at a test.

    Chromium on a busy machine now and then has no frame to give; asked again, it has.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.bring_to_front()
    try:
        page.screenshot(path=str(PICTURES / f"{name}.png"))
    except Error:
        if tries == 1:
            raise
        picture(page, name, tries - 1)


def faults_by_axe(page):
    """What axe finds on this page, in words; [] where nothing is."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run({resultTypes: ['violations'], preload: false}).then(all => all.violations)")
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:150]}" for fault in found]


def overflow(page):
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
