"""Without a signal: what was written and picked stays on the phone, and goes once when there is one."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from linli.database import transaction
from linli.testing.browsing import faults_by_axe, overflow
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.once import Submission
from linli.toolkit.uploads import photo_path
from plugins.legal.gatherings.models import CANCELLED, HELD, TALK, Gathering

V = "/440783108226"
WORDS = "村民在祠堂听讲"
WAITING, SENT, FAILED = "没有信号，先存在这台手机上了", "交上去了", "没有交成"


@pytest.fixture
def talk(village, person):
    """A talk in 宅群村; its form for photos is one that waits."""
    return Gathering.create(locality=village("宅群村"), kind=TALK, day=today(), place="祠堂",
                            theme="借条怎么写",
                            speaker="司徒晴", state=HELD, minutes=60, attendance=9, made_by=person("方敏仪"))


@pytest.fixture
def form_at(server, talk):
    """The address of that form."""
    return f"{server.url}{V}/legal/gatherings/{talk.id}/photos"


def geotagged(name, colour, size=(600, 400)):
    """A photo file that says where it was taken."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera", {1: "N", 2: (22.0, 22.0, 0.0)}
    Image.new("RGB", size, colour).save(file, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


TWO = [geotagged("楼道一.jpg", "#884422"), geotagged("楼道二.jpg", "#224488")]


def write(page, words=WORDS, files=TWO):
    """Write the words and pick the photos, as a thumb does: one after the other."""
    page.locator("#caption").fill(words)
    for file in files:
        page.locator("#photos").set_input_files(file)
    expect(page.locator("form[data-outbox] .kept img")).to_have_count(len(files))


def submit(page):
    page.locator("form[data-outbox] button:not([type=button])").click()


def waiting(page):
    return expect(page.locator("#outbox"))


def stored(page):
    """What lies in a store of the phone."""
    return page.evaluate("""() => new Promise(done => {
        indexedDB.open("linli-outbox", 1).onsuccess = event => {
            const db = event.target.result, found = {};
            for (const name of ["drafts", "entries"])
                db.transaction(name).objectStore(name).getAll().onsuccess = each => {
                    found[name] = each.target.result.length;
                    if (name === "entries") { db.close(); done(found); }
                };
        };
    })""")


def kept_on_phone(page):
    expect(page.locator("form[data-outbox][data-kept]")).to_be_attached()


def sent_once(talk, count=2):
    photos = album.photos_of(talk)
    return len(photos) == count and Submission.select().where(
        Submission.nonce.startswith("PhotoForm:")).count() == 1


def test_with_a_signal_it_is_as_it_always_was(visit, form_at, talk):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    with page.expect_navigation():
        submit(page)
    expect(page.locator(".flash")).to_have_text("照片加好了，还可以再加")
    expect(page.locator("#outbox")).to_be_hidden()
    expect(page.locator("#caption")).to_have_value("")
    assert sent_once(talk) and stored(page) == {"drafts": 0, "entries": 0}


def test_words_and_photos_survive_a_closed_page(visit, form_at, talk):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    kept_on_phone(page)
    page.close()
    page = page.context.new_page()
    page.goto(form_at)
    waiting(page).to_contain_text("已经放回来了")
    expect(page.locator("#caption")).to_have_value(WORDS)
    expect(page.locator("form[data-outbox] .kept img")).to_have_count(2)
    with page.expect_navigation():
        submit(page)
    expect(page.locator(".flash")).to_be_visible()
    assert sent_once(talk)


def test_what_was_kept_can_be_put_away(visit, form_at):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    kept_on_phone(page)
    page.reload()
    with page.expect_navigation():
        page.get_by_role("button", name="不要了，重新填").click()
    expect(page.locator("#caption")).to_have_value("")
    expect(page.locator("#outbox")).to_be_hidden()


def test_it_waits_for_a_signal_and_goes_from_any_page(visit, form_at, talk, server, app):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.context.set_offline(True)
    submit(page)
    waiting(page).to_contain_text(WAITING)
    waiting(page).to_contain_text("照片：借条怎么写 照片 2 张")
    assert not faults_by_axe(page) and overflow(page) <= 0
    page.close()
    assert not album.photos_of(talk)
    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(f"{server.url}/me/")
    waiting(page).to_contain_text(SENT)
    assert sent_once(talk)
    for photo in album.photos_of(talk):
        with Image.open(photo_path(photo.upload.digest, app.config["DATA"])) as image:
            assert photo.caption == WORDS and not image.getexif() and image.width == 600
    with page.expect_navigation():
        page.get_by_role("link", name="去看看").click()
    expect(page.locator(".flash")).to_have_text("照片加好了，还可以再加")
    expect(page.locator("#outbox")).to_be_hidden()


def test_the_open_page_goes_on_by_itself_when_the_signal_is_back(visit, form_at, talk):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.context.set_offline(True)
    submit(page)
    waiting(page).to_contain_text(WAITING)
    with page.expect_navigation():
        page.context.set_offline(False)
    expect(page.locator(".flash")).to_be_visible()
    assert sent_once(talk)


def test_an_answer_that_was_lost_makes_nothing_twice(visit, form_at, talk):
    page, sent = visit("方敏仪"), []

    def lose(route):
        sent.append(route.fetch().status)
        route.abort()
    page.goto(form_at)
    write(page)
    page.route("**/photos",
               lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    submit(page)
    waiting(page).to_contain_text(WAITING)
    assert sent == [204] and sent_once(talk)
    page.unroute("**/photos")
    with page.expect_navigation():
        page.get_by_role("button", name="现在再试一次").click()
    expect(page.locator("figure")).to_have_count(2)
    assert sent_once(talk)


def test_a_site_that_is_busy_is_tried_again(visit, form_at, talk):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.route("**/photos", lambda route: route.fulfill(status=503, body="busy")
               if route.request.method == "POST" else route.continue_())
    submit(page)
    waiting(page).to_contain_text(WAITING)
    page.unroute("**/photos")
    expect(page.locator(".flash")).to_be_visible(timeout=15_000)
    assert sent_once(talk)


def test_it_waits_for_the_same_person(visit, form_at, talk, server):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.context.set_offline(True)
    submit(page)
    waiting(page).to_contain_text(WAITING)
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.context.clear_cookies()
    _sign_in(other, server, "梁书宁")
    other.goto(form_at)
    other.wait_for_load_state("networkidle")
    expect(other.locator("#outbox")).to_be_hidden()
    assert not album.photos_of(talk)
    other.context.clear_cookies()
    _sign_in(other, server, "方敏仪")
    waiting(other).to_contain_text(SENT)
    assert sent_once(talk)


def _sign_in(page, server, name):
    page.goto(f"{server.url}/sign-in")
    page.locator("button.person", has_text=name).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_a_page_left_open_sends_nothing_in_the_name_of_another(visit, form_at, talk, server):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.context.clear_cookies()
    other = page.context.new_page()
    _sign_in(other, server, "梁书宁")
    submit(page)
    waiting(page).to_contain_text("登录已经结束")
    assert not album.photos_of(talk)
    other.context.clear_cookies()
    _sign_in(other, server, "方敏仪")
    waiting(other).to_contain_text(SENT)
    expect(page.locator(".flash")).to_be_visible()
    assert sent_once(talk), "with the token of a page of the new session"


def test_a_token_of_an_older_session_is_replaced(visit, form_at, talk, server):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.context.clear_cookies()
    _sign_in(page.context.new_page(), server, "方敏仪")
    with page.expect_navigation():
        submit(page)
    assert sent_once(talk)


def test_what_is_wrong_is_said_on_the_open_page_and_photos_stay(visit, form_at, talk):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page, "长" * 70)
    submit(page)
    expect(page.locator("#summary")).to_contain_text("最多 60 个字")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#caption")).to_have_value("长" * 70)
    expect(page.get_by_label("不要这张")).to_have_count(2)
    page.locator("#caption").fill(WORDS)
    with page.expect_navigation():
        submit(page)
    assert sent_once(talk) and album.photos_of(talk)[0].caption == WORDS


def test_what_was_refused_later_is_kept_with_its_reason(visit, form_at, talk, server):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page, "长" * 70)
    page.context.set_offline(True)
    submit(page)
    waiting(page).to_contain_text(WAITING)
    page.close()
    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(f"{server.url}/me/")
    waiting(page).to_contain_text(f"{FAILED}：最多 60 个字")
    with page.expect_navigation():
        page.get_by_role("button", name="打开再改").click()
    expect(page.locator("#caption")).to_have_value("长" * 70)
    expect(page.locator("form[data-outbox] .kept img")).to_have_count(2)
    page.locator("#caption").fill(WORDS)
    with page.expect_navigation():
        submit(page)
    assert sent_once(talk)


def test_a_lost_race_says_so_and_can_be_dropped(visit, form_at, talk):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    Gathering.update(state=CANCELLED).where(Gathering.id == talk.id).execute()
    submit(page)
    waiting(page).to_contain_text(f"{FAILED}：慢了一步，情况已经变了")
    expect(page.locator("#caption")).to_have_value(WORDS)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="丢掉").click()
    expect(page.locator("#outbox")).to_be_hidden()
    assert stored(page)["entries"] == 0 and not album.photos_of(talk)


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "lease"])
def test_of_two_tabs_one_sends(visit, form_at, talk, server, locks):
    page, posts = visit("方敏仪"), []
    if not locks:
        page.context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    page.context.on("request", lambda request: posts.append(request.url)
                    if request.method == "POST" and request.url.endswith("/photos") else None)
    page.goto(form_at)
    second = page.context.new_page()
    second.goto(f"{server.url}/me/")
    write(page)
    page.context.set_offline(True)
    submit(page)
    waiting(page).to_contain_text(WAITING)
    posts.clear()
    page.context.set_offline(False)
    expect(page.locator(".flash")).to_be_visible()
    assert sent_once(talk) and len(posts) == 1


def test_a_large_photo_is_made_smaller_on_the_phone(visit, form_at, talk):
    page = visit("方敏仪")
    noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=95)
    page.goto(form_at)
    write(page, files=[{"name": "大.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}])
    with page.expect_request(lambda request: request.method == "POST") as asked, page.expect_navigation():
        submit(page)
    assert asked.value.sizes()["requestBodySize"] < file.tell() / 2
    assert sent_once(talk, 1)


def test_a_photo_can_be_taken_out_before_it_is_sent(visit, form_at, talk):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.get_by_role("button", name="不要这张").first.click()
    expect(page.locator("form[data-outbox] .kept img")).to_have_count(1)
    with page.expect_navigation():
        submit(page)
    assert sent_once(talk, 1)


@pytest.fixture
def a_month_later():
    """`a_month_later(page)`: the same phone, whose clock has gone on by 31 days."""
    def reopen(page):
        page.close()
        page = page.context.new_page()
        page.add_init_script("const real = Date.now; Date.now = () => real() + 31 * 86400000")
        page.context.set_offline(False)
        return page
    return reopen


def test_what_was_handed_in_a_month_ago_still_goes(visit, form_at, talk, server, a_month_later):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    page.context.set_offline(True)
    submit(page)
    waiting(page).to_contain_text(WAITING)
    page = a_month_later(page)
    page.goto(f"{server.url}/me/")
    expect(page.locator("#outbox")).to_contain_text("交上去了")
    assert sent_once(talk)


def test_what_was_only_written_is_dropped_after_a_month(visit, form_at, server, a_month_later):
    page = visit("方敏仪")
    page.goto(form_at)
    write(page)
    kept_on_phone(page)
    page = a_month_later(page)
    page.goto(f"{server.url}/me/")
    page.wait_for_load_state("networkidle")
    assert stored(page)["drafts"] == 0


def test_without_javascript_the_form_posts_plainly(visit, form_at, talk):
    page = visit("方敏仪", java_script_enabled=False)
    page.goto(form_at)
    page.locator("#caption").fill(WORDS)
    page.locator("#photos").set_input_files(TWO)
    submit(page)
    expect(page.locator(".flash")).to_have_text("照片加好了，还可以再加")
    assert sent_once(talk)


def test_only_the_reader_who_wrote_it_can_send_it(client_as, talk):
    clerk, url = client_as("方敏仪"), f"{V}/legal/gatherings/{talk.id}/photos"
    page = clerk.get(url).text
    key = re.search(r'data-person="([0-9a-f]{24})"', page)[1]
    token = re.search(r'data-token="([^"]+)"', page)[1]
    for name, value, status in (("方敏仪", key, 422), ("方敏仪", "é", 401), ("梁书宁", key, 401), (None, key,
                                                                                                   401)):
        client = clerk if name == "方敏仪" else client_as(name)
        answer = client.post(url, data={"csrf_token": token}, headers={"Outbox-Person": value})
        assert answer.status_code == status, name
    assert "outbox" not in client_as().get(f"{V}/").text
    with transaction():
        assert album.count_of(talk) == 0
