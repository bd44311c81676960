"""Signing on the screen: what is drawn arrives as a picture, and a photo of a signature will do as well."""

import re

import pytest
from flask import render_template_string
from PIL import Image
from playwright.sync_api import expect

from linli.testing import photo
from linli.testing.browsing import PHONE, faults_by_axe, overflow
from linli.toolkit.uploads import photo_path
from plugins.points.shop.forms import GoodForm
from plugins.points.shop.models import Good

V = "/440783108226"
SCRIPT = "{{ asset('js/signature.js') }}"


@pytest.fixture
def signing(app, person, server, visit):
    """A page with a form of this site whose photo is a signature: its field made by the macro, and
    the script loaded.
    """
    with app.test_request_context():
        module = "{% from 'macros/forms.html' import signature with context %}{{ signature(form.photo) }}"
        field = render_template_string(module, form=GoodForm(person("方敏仪")))
        script = f'<script src="{render_template_string(SCRIPT)}" defer></script></head>'

    def alter(route):
        if route.request.method != "GET":
            return route.continue_()
        answer = route.fetch()
        html = re.sub(r'<div class="field">\s*<label for="photo">.*?</div>', lambda _match: field,
                      answer.text(), flags=re.S)
        return route.fulfill(response=answer, body=html.replace("</head>", script))

    def open_page(**options):
        page = visit("方敏仪", **options)
        page.route("**/points/goods/new", alter)
        page.goto(f"{server.url}{V}/points/goods/new")
        for name, value in (("title", "毛巾"), ("unit", "条"), ("price", "5"), ("most", "0")):
            page.locator(f"#{name}").fill(value)
        return page
    return open_page


def draw(page, steps=((0.2, 0.3), (0.5, 0.7), (0.8, 0.3))):
    """A stroke over the pad, by mouse; points are parts of its width and height."""
    page.locator(".pad canvas").scroll_into_view_if_needed()
    box = page.locator(".pad canvas").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in steps]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def hand_in(page):
    """Send the form."""
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(lambda url: not url.endswith("/new"))


def stored(app):
    """The picture that was stored with the form, or None."""
    good = Good.get(Good.title == "毛巾")
    if good.photo_id is None:
        return None
    with Image.open(photo_path(good.photo.digest, app.config["DATA"])) as image:
        image.load()
        return image


def dark(image):
    """Which part of a picture is ink."""
    grey = image.convert("L").tobytes()
    return sum(value < 128 for value in grey) / len(grey)


@pytest.mark.parametrize(("size", "large"), [(PHONE, False), ({"width": 320, "height": 640}, True)])
def test_what_is_drawn_arrives_as_a_picture(app, signing, size, large):
    page = signing(size=size, large=large)
    assert overflow(page) <= 0 and not faults_by_axe(page)
    for button in page.locator(".pad button").all():
        assert button.bounding_box()["height"] >= 44
    draw(page)
    page.get_by_role("button", name="用这个签名").click()
    expect(page.get_by_role("status").filter(has_text="签名放好了")).to_be_visible()
    hand_in(page)
    image = stored(app)
    assert image.format == "JPEG" and 0.005 < dark(image) < 0.3
    assert 500 < image.width < 900 and 100 < image.height < 420, "cut to the ink"


def test_who_forgets_the_button_has_signed_too(app, signing):
    page = signing()
    draw(page)
    hand_in(page)
    assert stored(app)


def test_what_is_written_anew_is_gone_and_a_speck_is_no_signature(app, signing):
    page = signing()
    draw(page)
    page.get_by_role("button", name="用这个签名").click()
    page.get_by_role("button", name="重写").click()
    draw(page, ((0.5, 0.5), (0.51, 0.51)))
    page.get_by_role("button", name="用这个签名").click()
    expect(page.get_by_text("白框里还没有签名")).to_be_visible()
    hand_in(page)
    assert stored(app) is None


@pytest.mark.parametrize("scripts", [True, False])
def test_a_photo_of_a_signature_will_do(app, signing, scripts):
    """By keyboard, or without JavaScript; it takes the place of what was drawn."""
    page = signing(java_script_enabled=scripts)
    assert page.locator(".pad").count() == scripts
    if scripts:
        draw(page)
        page.get_by_role("button", name="用这个签名").click()
    page.locator("#photo").set_input_files({"name": "s.jpg", "mimeType": "image/jpeg",
                                            "buffer": photo(30, 20)[0].getvalue()})
    hand_in(page)
    assert stored(app).size == (30, 20)
