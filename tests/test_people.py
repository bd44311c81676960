"""Signing in, staying signed in, and what ends it; words typed while it ended are not lost."""

import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from itsdangerous import URLSafeSerializer

from linli import create_app
from linli.database import db, utc_now
from linli.people.models import Guess, Person, Session
from linli.people.services import disable
from linli.testing import CheckedClient, csrf, post
from linli.testing.pages import PageReader
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.booking.offers import offers

V = "/440783108226"
PHONE, PASSWORD = "14000000001", "tangkou-demo"  # 黄美珍's
WORDS = {"kind": "neighbours", "text": "围墙占了我家三尺巷"}
WAIT = re.compile(r"请 (\d+) 分钟后再试")
AWAY = ("https://evil.example/", "//evil.example", "/\\evil.example", "evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/\r/evil.example", "/\n/evil.example", "")


def sign_in(client, phone=PHONE, password=PASSWORD, **more):
    """Fill in the sign-in form and send it."""
    return post(client, "/sign-in", {"phone": phone, "password": password, **more})


def beside(field, html):
    """The words of an error beside a field of this page, or None."""
    found = re.search(rf'id="{field}-error">([^<]*)<', html)
    return found and found[1]


def inside(client):
    """Whether this client is signed in."""
    status = client.get("/me/").status_code
    assert status in (200, 302)
    return status == 200


def restart(app):
    """The same installation, started anew."""
    db.close_all()
    return create_app(DATA=str(app.config["DATA"]), DATABASE_URL=app.config["DATABASE_URL"])


@pytest.fixture
def slot_url(app, village):
    """The page of a time that is free in 宅群村."""
    with app.app_context():
        slot = next(offer.slot for offer in offers(village("宅群村"))[1] if offer.free)
    return f"{V}/legal/book/{slot.key}"


@pytest.mark.parametrize("phone", [PHONE, "140 0000 0001", "+86 140-0000-0001"])
def test_signing_in_by_phone_and_password(client_as, phone):
    client = client_as()
    answer = sign_in(client, phone)
    assert (answer.status_code, answer.location) == (303, "/")
    assert inside(client)


@pytest.mark.parametrize("phone", ["123", "十三八", "1400000000", "+86", "9" * 40])
def test_a_wrong_phone_is_said_beside_the_field(client_as, phone):
    answer = sign_in(client_as(), phone)
    assert answer.status_code == 422
    assert "11 位数字" in beside("phone", answer.text)
    assert f'value="{phone}"' in answer.text
    assert beside("password", answer.text) is None


def test_a_blank_field_is_said_beside_it(client_as):
    answer = sign_in(client_as(), "", "")
    assert answer.status_code == 422
    assert (beside("phone", answer.text), beside("password", answer.text)) == (
        "请填手机号", "请填密码")


def test_which_of_the_two_is_wrong_is_not_told(client_as):
    answers = [sign_in(client_as(), PHONE, "wrong"), sign_in(client_as(), "13900000000", "wrong")]
    assert {answer.status_code for answer in answers} == {422}
    assert {beside("password", answer.text) for answer in answers} == {
        "手机号或密码不对，请再试一次"}
    assert "wrong" not in answers[0].text


def test_after_five_wrong_guesses_one_waits_also_after_a_restart(app, client_as):
    for _each in range(5):
        assert sign_in(client_as(), password="wrong").status_code == 422
    app = restart(app)
    answer = sign_in(CheckedClient(app, app.response_class))
    assert answer.status_code == 429, "even with the right password"
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert 1 <= int(WAIT.search(beside("password", answer.text))[1]) <= 15
    assert sign_in(client_as(), "14000000002").status_code == 303, "others are not kept out"
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        assert sign_in(CheckedClient(app, app.response_class)).status_code == 303


def test_waiting_is_not_made_longer_by_trying(client_as):
    for _each in range(8):
        sign_in(client_as(), password="wrong")
    with time_machine.travel(utc_now() + timedelta(minutes=14)):
        assert sign_in(client_as()).status_code == 429
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        assert sign_in(client_as()).status_code == 303


def test_signing_in_forgets_the_wrong_guesses(client_as):
    for _each in range(2):
        for _guess in range(4):
            assert sign_in(client_as(), password="wrong").status_code == 422
        assert sign_in(client_as()).status_code == 303


def test_of_twenty_wrong_guesses_at_once_no_more_than_five_are_tried(client_as):
    start = threading.Barrier(20)

    def guess(number):
        client = client_as()
        token = csrf(client.get("/sign-in").text)
        start.wait(20)
        return client.post("/sign-in", data={"phone": PHONE, "password": f"wrong{number}",
                                             "csrf_token": token}).status_code
    with ThreadPoolExecutor(20) as threads:
        counts = Counter(threads.map(guess, range(20)))
    assert set(counts) <= {422, 429} and counts[422] <= 5
    assert Guess.select(Guess.key).group_by(Guess.key).count() <= 3
    for _each in range(6 - counts[422]):
        last = sign_in(client_as(), password="wrong").status_code
    assert last == 429, "those that were tried are counted"


def at(client, number):
    """This client, from another address."""
    client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
    return client


@pytest.fixture
def own(client_as):
    """A device on which 黄美珍 signed in once, and out again."""
    client = client_as()
    assert sign_in(client).status_code == 303
    assert post(client, "/sign-out", page="/me/").status_code == 303 and not inside(client)
    return client


def test_a_stranger_who_guesses_keeps_the_owner_out_of_no_other_address(client_as):
    for _each in range(6):
        last = sign_in(at(client_as(), 1), password="wrong").status_code
    assert last == 429
    assert sign_in(at(client_as(), 2)).status_code == 303


def test_strangers_together_have_fifty_guesses_and_the_owners_device_its_own_five(client_as, own):
    for number in range(50):
        assert sign_in(at(client_as(), number // 5), password="wrong").status_code == 422
    assert sign_in(at(client_as(), 99)).status_code == 429, "a device that nobody knows"
    for _each in range(4):
        assert sign_in(own, password="wrong").status_code == 422
    assert sign_in(own).status_code == 303
    for _each in range(5):
        assert sign_in(own, password="wrong").status_code == 422
    assert sign_in(own).status_code == 429, "nor may who found the phone guess on"


def test_a_device_knows_those_who_signed_in_on_it_and_nobody_else(client_as, own):
    assert sign_in(own, "14000000002").status_code == 303
    token = own.get_cookie("linli-known").value
    assert len(token.split(".")) == 2 and PHONE not in token
    for number in range(50):
        sign_in(at(client_as(), number // 5), "14000000003", "wrong")
    assert sign_in(own, "14000000003").status_code == 429
    forger = at(client_as(), 98)
    forger.set_cookie("linli-known", token[:-1] + ("0" if token[-1] != "0" else "1"))
    for number in range(50):
        sign_in(at(client_as(), number // 5), PHONE, "wrong")
    assert (sign_in(forger).status_code, sign_in(own).status_code) == (429, 303)


def test_one_address_guesses_at_many_phones_and_waits(client_as):
    for phone in ("13900000001", "13900000002"):
        sign_in(client_as(), phone, "wrong")
    keys = Counter(guess.key for guess in Guess.select())
    address = next(key for key, count in keys.items() if count == 2)
    Guess.insert_many([{"key": address, "at": utc_now()} for _each in range(57)]).execute()
    assert sign_in(client_as(), "13900000003", "wrong").status_code == 422
    assert sign_in(client_as(), "13900000004", "wrong").status_code == 429


def test_a_village_behind_one_address_signs_in_and_is_not_kept_out(client_as):
    sign_in(client_as(), "13900000001", "wrong")
    sign_in(client_as(), "13900000002", "wrong")
    keys = Counter(guess.key for guess in Guess.select())
    address = next(key for key, count in keys.items() if count == 2)
    Guess.insert_many([{"key": address, "at": utc_now()} for _each in range(57)]).execute()
    for _neighbour in range(3):
        assert sign_in(client_as()).status_code == 303
    assert Guess.select().where(Guess.key == address).count() == 59, "only wrong guesses stay"


def test_signing_out_ends_the_session_itself(client_as):
    client, thief = client_as("黄美珍"), client_as()
    thief.set_cookie("linli", client.get_cookie("linli").value)
    assert inside(thief)
    assert post(client, "/sign-out", page="/me/").status_code == 303
    assert not inside(client) and not inside(thief)


def test_a_new_password_ends_every_other_device(client_as):
    here, there, other = client_as("黄美珍"), client_as("黄美珍"), client_as("方敏仪")
    new = {"old_password": PASSWORD, "new_password": "开平碉楼有八百座",
           "again_password": "开平碉楼有八百座"}
    assert post(here, "/me/password", new).status_code == 303
    assert inside(here) and not inside(there) and inside(other)
    assert sign_in(client_as()).status_code == 422, "the old one"
    assert sign_in(client_as(), password="开平碉楼有八百座").status_code == 303


@pytest.mark.parametrize("field, wrong", [
    ("old_password", {"old_password": "wrong"}), ("new_password", {"new_password": "short"}),
    ("again_password", {"again_password": "something else"})])
def test_a_password_that_is_not_changed_ends_nothing(client_as, field, wrong):
    here, there = client_as("黄美珍"), client_as("黄美珍")
    new = {"old_password": PASSWORD, "new_password": "long enough",
           "again_password": "long enough", **wrong}
    answer = post(here, "/me/password", new)
    assert answer.status_code == 422 and beside(field, answer.text)
    assert inside(here) and inside(there)
    assert sign_in(client_as()).status_code == 303


def test_a_disabled_account_is_out_at_once_and_does_not_come_back(client_as, person):
    client, other = client_as("黄美珍"), client_as("方敏仪")
    disable(person("黄美珍"))
    assert not inside(client) and inside(other)
    assert sign_in(client_as()).status_code == 422


def test_an_account_disabled_by_hand_is_out_too(client_as, person):
    client = client_as("黄美珍")
    Person.update(disabled_at=utc_now()).where(Person.id == person("黄美珍").id).execute()
    assert not inside(client)


def sessions(person):
    """This person's live sessions, in the order they were opened."""
    return list(Session.select().where(Session.person == person, Session.ended_at.is_null())
                .order_by(Session.id))


def test_one_device_is_ended_among_my_devices(client_as, person):
    here, second, third = (client_as("黄美珍") for _each in range(3))
    chosen = sessions(person("黄美珍"))[1]
    assert f'value="{chosen.id}"' in here.get("/me/devices").text
    assert post(here, "/me/devices", {"session": chosen.id}).status_code == 303
    assert (inside(here), inside(second), inside(third)) == (True, False, True)


def test_all_other_devices_are_ended_and_nobody_elses(client_as):
    here, second, third, other = *(client_as("黄美珍") for _each in range(3)), client_as("谢国强")
    assert post(here, "/me/devices").status_code == 303
    assert inside(here) and not inside(second) and not inside(third) and inside(other)


@pytest.mark.parametrize("chosen", ["theirs", "mine", "nonsense", "999999", "9" * 30])
def test_a_forged_device_ends_nothing(client_as, person, chosen):
    here, second, other = client_as("黄美珍"), client_as("黄美珍"), client_as("谢国强")
    value = {"theirs": sessions(person("谢国强"))[0].id,
             "mine": sessions(person("黄美珍"))[0].id}.get(chosen, chosen)
    post(here, "/me/devices", {"session": value})
    assert inside(here) and inside(second) and inside(other)


def form_to(path, html):
    """The hidden fields of the form to `path` on this page."""
    return next(form for form in PageReader(html).forms if form.action == path).fields


def test_words_typed_survive_that_the_session_ended(client_as, slot_url):
    client = client_as("黄美珍")
    token = csrf(client.get(slot_url).text)
    Session.update(ended_at=utc_now()).execute()
    asked = client.post(slot_url, data={**WORDS, "csrf_token": token})
    assert asked.status_code == 401 and "您刚才填的都会留着" in asked.text

    fields = form_to("/sign-in", asked.text)
    refused = client.post("/sign-in", data={**fields, "phone": PHONE, "password": "wrong"})
    assert refused.status_code == 422
    fields = form_to("/sign-in", refused.text)
    entered = client.post("/sign-in", data={**fields, "phone": PHONE, "password": PASSWORD})
    assert entered.status_code == 200 and "刚才填的都还在" in entered.text

    count = Booking.select().count()
    again = client.post(slot_url, data=form_to(slot_url, entered.text))
    assert again.status_code == 422 and WORDS["text"] in again.text
    assert re.search(r'value="neighbours"[^>]*checked|checked[^>]*value="neighbours"', again.text)
    assert Booking.select().count() == count, "nothing is done before the reader saw it again"

    done = client.post(slot_url, data={**form_to(slot_url, again.text), **WORDS})
    assert done.status_code == 303
    assert Matter.select().order_by(Matter.id.desc()).first().text == WORDS["text"]


def test_passwords_are_not_carried_along(app, client_as):
    client = client_as("黄美珍")
    fields = re.findall(r'type="password"[^>]*name="(\w+)"|name="(\w+)"[^>]*type="password"',
                        client.get("/me/password").text)
    secrets = {before or after: "secret" for before, after in fields}
    Session.update(ended_at=utc_now()).execute()
    page = client.post("/me/password", data={**secrets, "other": "kept"})
    assert page.status_code == 401 and len(secrets) == 3
    typed = form_to("/sign-in", page.text)["typed"]
    read = URLSafeSerializer(app.secret_key, "typed").loads(typed)
    assert "kept" in read and "secret" not in read


@pytest.mark.parametrize("forged", [
    "x", '[["text", "<b>forged</b>"]]', "W1sidGV4dCIsImZvcmdlZCJdXQ.c2lnbmVk", "\0", "." * 500])
def test_forged_words_are_ignored(client_as, forged):
    answer = sign_in(client_as(), typed=forged, next=f"{V}/legal/book/x")
    assert (answer.status_code, answer.location) == (303, f"{V}/legal/book/x")


def test_words_signed_for_something_else_are_ignored(app, client_as):
    forged = URLSafeSerializer(app.secret_key, "kept-photo").dumps('[["text", "forged"]]')
    assert sign_in(client_as(), typed=forged).status_code == 303


def test_after_signing_in_one_is_where_one_was_going(client_as):
    client = client_as()
    asked = client.get("/me/inbox?page=2")
    assert asked.status_code == 302
    answer = post(client, "/sign-in", {"phone": PHONE, "password": PASSWORD}, page=asked.location)
    assert answer.location == "/me/inbox?page=2"


def test_no_address_leads_off_the_site(app, client_as):
    typed = URLSafeSerializer(app.secret_key, "typed").dumps('[["text", "words"]]')
    for away in AWAY:
        client = client_as()
        shown = client.get("/sign-in", query_string={"next": away}).text
        assert form_to("/sign-in", shown)["next"] == "", away
        assert sign_in(client, next=away).location == "/", away
        assert post(client, "/large-text", {"next": away}, page="/me/").location == "/", away
        go_on = sign_in(client_as(), next=away, typed=typed).text
        assert form_to("/", go_on)["text"] == "words", away
