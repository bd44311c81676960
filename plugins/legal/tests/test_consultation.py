"""What client, adviser, second adviser and clerk rely on when a consultation takes place."""

from datetime import datetime, timedelta

import pytest
import time_machine

from linli.people.services import give_post
from linli.testing import post
from linli.testing.pages import csrf
from linli.toolkit.calendar import SHANGHAI, local, today
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import History, NotAllowed
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking import moving
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.booking.offers import NotOffered
from plugins.legal.booking.services import cancel
from plugins.legal.consultation import services
from plugins.legal.consultation.models import Advice, Consultation, Opinion, Rating

V, CODE = "/440783108226/legal", "440783108226"
MATTER, ADVICE = "围墙占了我家三尺巷", "先去镇里调取宅基地档案"
FIELDS = {"outcome": "advised", "text": ADVICE, "next_step": "mediation", "next_note": "", "minutes": "35"}


def booking_of(resident, adviser="司徒晴", state="booked", place=CODE):
    """The next booking of this adviser in the demo, made this resident's own."""
    row = (Booking.select().join(Adviser).where(
        Booking.state == state, Booking.locality == place, Booking.starts_at > datetime.now(SHANGHAI),
        Adviser.person == adviser.id).order_by(Booking.starts_at).first())
    Booking.update(resident=resident).where(Booking.id == row.id).execute()
    Matter.update(kind="homestead", text=MATTER).where(Matter.booking == row.id).execute()
    return Booking.get_by_id(row.id)


@pytest.fixture
def begun(app, person):
    """黄美珍's booking with 司徒晴, and the clock ten minutes after its start."""
    row = booking_of(person("黄美珍"), person("司徒晴"))
    with time_machine.travel(row.starts_at + timedelta(minutes=10), tick=True):
        yield row


@pytest.fixture
def held(begun, client_as):
    """The same, written down: (booking, consultation)."""
    answer = post(client_as("司徒晴"), f"{V}/bookings/{begun.number}/advice", FIELDS)
    assert answer.status_code == 303
    return begun, Consultation.get(Consultation.number == begun.number)


def inbox(name, person):
    return [notice.title for notice in Notice.select().where(Notice.person == person(name).id)]


def test_the_adviser_writes_it_down_and_the_client_reads_it(held, client_as, person):
    booking, row = held
    assert (row.minutes, row.channel, row.day) == (35, "booked", local(booking.starts_at).date())
    assert Booking.get_by_id(booking.id).state == "held"
    client = client_as("黄美珍")
    assert f"/consultations/{row.number}" in client.get("/me/").text
    page = client.get(f"{V}/consultations/{row.number}").text
    assert ADVICE in page and MATTER in page and "申请调解" in page
    assert "顾问给您写了意见" in inbox("黄美珍", person)


def test_where_nobody_else_advises_a_conflict_has_a_way_out(app, person, client_as):
    row = booking_of(person("黄美珍"), person("司徒晴"), place="440783108227")
    page = client_as("司徒晴").get(f"/440783108227/legal/bookings/{row.number}/pass-on").text
    assert "眼下没有别的顾问有空" in page and f"/bookings/{row.number}/cancel" in page
    assert "12348" not in page.split("<main")[1].split("</main")[0]
    with time_machine.travel(row.starts_at + timedelta(minutes=5)):
        page = client_as("司徒晴").get(f"/440783108227/legal/bookings/{row.number}/pass-on").text
        assert "转到别处办" in page and f"/bookings/{row.number}/advice" in page


def test_advice_stays_to_be_found_in_mine(held, client_as):
    _booking, row = held
    with time_machine.travel(datetime.now(SHANGHAI) + timedelta(days=60)):
        page = client_as("黄美珍").get("/me/").text
        assert "办过的事" in page and row.number in page


def test_an_outcome_twice_is_told(begun, client_as):
    url, adviser = f"{V}/bookings/{begun.number}/advice", client_as("司徒晴")
    open_page = adviser.get(url).text
    assert post(adviser, url, FIELDS).status_code == 303
    again = adviser.post(url, data={**FIELDS, "text": "第二次写的", "csrf_token": csrf(open_page),
                                    "nonce": "another-form"})
    assert again.status_code == 409 and "第二次写的" in again.text and "已经登记过结果" in again.text
    assert Advice.select().join(Consultation).where(Consultation.number == begun.number).count() == 1


def test_the_same_form_twice_is_once(begun, client_as):
    url, adviser = f"{V}/bookings/{begun.number}/advice", client_as("司徒晴")
    sent = {**FIELDS, "csrf_token": csrf(adviser.get(url).text), "nonce": "one-form"}
    assert adviser.post(url, data=sent).status_code == 303
    again = adviser.post(url, data=sent)
    assert again.status_code == 303 and again.location.endswith(f"/consultations/{begun.number}")


@pytest.mark.parametrize("change, words", [
    ({"minutes": "-5"}, "请填 1 到 1440"), ({"minutes": "1441"}, "请填 1 到 1440"),
    ({"minutes": "0"}, "请填 1 到 1440"), ({"minutes": "半小时"}, "请填 1 到 1440"),
    ({"minutes": ""}, "请填分钟数"), ({"text": " "}, "请写下您的意见"),
    ({"outcome": "won"}, "处要改"),
    ({"next_step": "date"}, "请写上再约的日子"), ({"next_step": "office"}, "请写上去哪个部门")])
def test_what_is_wrong_is_told_and_stays(begun, client_as, change, words):
    answer = post(client_as("司徒晴"), f"{V}/bookings/{begun.number}/advice", {**FIELDS, **change})
    assert answer.status_code == 422 and words in answer.text
    assert "text" in change or ADVICE in answer.text
    assert Consultation.select().where(Consultation.number == begun.number).count() == 0


def test_not_before_its_day(app, person, client_as):
    row = booking_of(person("黄美珍"), person("司徒晴"))
    with time_machine.travel(row.starts_at - timedelta(days=1)):
        adviser = client_as("司徒晴")
        token = csrf(adviser.get("/me/password").text)
        for step, fields in (("advice", FIELDS), ("no-show", {})):
            url = f"{V}/bookings/{row.number}/{step}"
            for answer in (adviser.get(url), adviser.post(url, data={**fields, "csrf_token": token})):
                assert answer.location == f"{V}/bookings/{row.number}"
            assert "还没到约好的时间" in adviser.get(answer.location).text
    assert Booking.get_by_id(row.id).state == "booked"


def test_a_no_show_is_recorded_told_and_can_still_come(begun, client_as, person):
    adviser = client_as("司徒晴")
    assert post(adviser, f"{V}/bookings/{begun.number}/no-show").status_code == 303
    assert Booking.get_by_id(begun.id).state == "no_show"
    assert "这次没等到您，还需要的话请再约" in inbox("黄美珍", person)
    assert "没来" in adviser.get(f"{V}/day?day={local(begun.starts_at).date()}").text
    assert post(adviser, f"{V}/bookings/{begun.number}/no-show").status_code == 409
    assert post(adviser, f"{V}/bookings/{begun.number}/advice", FIELDS).status_code == 303
    assert Booking.get_by_id(begun.id).state == "held"


def test_a_no_show_frees_the_limit_and_the_seat(begun, client_as):
    post(client_as("司徒晴"), f"{V}/bookings/{begun.number}/no-show")
    copy = {**{name: value for name, value in begun.__data__.items() if name != "id"}, "number": "FL-1"}
    Booking.create(**copy)  # the unique index over open bookings lets another in
    assert "没来" in client_as("黄美珍").get(f"{V}/bookings/{begun.number}").text


def test_what_waits_to_be_recorded_awaits_the_adviser(begun, client_as):
    with time_machine.travel(begun.ends_at + timedelta(days=1)):
        assert "次咨询等您登记结果" in client_as("司徒晴").get("/me/").text
        assert "还有" in client_as("司徒晴").get(f"{V}/day?day={today()}").text


def test_another_adviser_does_not_write_here(begun, client_as, person):
    other = client_as("谭仲明")
    for step in ("advice", "no-show", "pass-on"):
        assert other.get(f"{V}/bookings/{begun.number}/{step}").status_code == 404


def test_passed_on_for_a_conflict_the_first_no_longer_reads(app, client_as, person):
    row = booking_of(person("黄美珍"), person("司徒晴"))
    adviser, url = client_as("司徒晴"), f"{V}/bookings/{row.number}/pass-on"
    page = adviser.get(url).text
    assert "谭仲明" in page and 'value="' in page
    slot = page.split('name="slot" value="')[1].split('"')[0]
    assert post(adviser, url, {"slot": slot}).status_code == 303
    moved = Booking.get_by_id(row.id)
    assert moved.adviser.person == person("谭仲明") and moved.state == "booked"
    assert moved.sequence == row.sequence + 1
    assert adviser.get(f"{V}/bookings/{row.number}").status_code == 404
    assert MATTER in client_as("谭仲明").get(f"{V}/bookings/{row.number}").text
    assert "您的咨询换了一位顾问" in inbox("黄美珍", person)
    line = History.select().where(History.name == "pass_on").get()
    assert line.person == person("司徒晴")


def test_who_passed_it_on_is_not_asked_back(app, client_as, person):
    """A conflict of interest does not end: neither a move, nor a pass, nor a question leads back."""
    row = booking_of(person("黄美珍"), person("司徒晴"))
    adviser, url = client_as("司徒晴"), f"{V}/bookings/{row.number}"
    times = client_as("谢国强").get(f"{V}/book?adviser={row.adviser_id}").text
    own = times.split("/legal/book/")[1].split('"')[0]
    slot = adviser.get(f"{url}/pass-on").text.split('name="slot" value="')[1].split('"')[0]
    assert post(adviser, f"{url}/pass-on", {"slot": slot}).status_code == 303
    for name, step in (("黄美珍", "move"), ("谭仲明", "pass-on")):
        assert "司徒晴" not in client_as(name).get(f"{url}/{step}").text.split("<form method", 1)[-1]
        answer = post(client_as(name), f"{url}/{step}", {"slot": own})
        assert answer.status_code == 422 and "利益冲突" in answer.text, name
    with time_machine.travel(Booking.get_by_id(row.id).starts_at + timedelta(minutes=5)):
        post(client_as("谭仲明"), f"{url}/advice", FIELDS)
        assert "没有别的顾问" in client_as("谭仲明").get(f"{V}/consultations/{row.number}/ask").text


def test_a_page_that_was_open_writes_nothing_into_anothers_booking(app, scope_of, person):
    """Ownership is asked again once the row is held."""
    row = booking_of(person("黄美珍"), person("司徒晴"))
    stale = Booking.get_by_id(row.id)
    Booking.update(adviser=Adviser.get(Adviser.person == person("谭仲明").id)).where(
        Booking.id == row.id).execute()
    scope = scope_of("司徒晴")
    with app.test_request_context():
        for step in (lambda: services.record(scope, stale, 30, {"outcome": "advised", "text": "x"}, "a"),
                     lambda: services.miss(scope, stale), lambda: cancel(scope, stale, "临时有事"),
                     lambda: moving.pass_on(scope, stale, "1-20990101T0900", "b")):
            with pytest.raises((NotAllowed, NotOffered)):
                step()
    assert Booking.get_by_id(row.id).state == "booked"


def test_not_passed_on_after_its_day(begun, client_as):
    page = client_as("司徒晴").get(f"{V}/bookings/{begun.number}/pass-on").text
    slot = page.split('name="slot" value="')[1].split('"')[0]
    with time_machine.travel(begun.ends_at + timedelta(days=1)):
        answer = post(client_as("司徒晴"), f"{V}/bookings/{begun.number}/pass-on", {"slot": slot})
        assert answer.status_code == 422


def test_a_form_that_lacks_fields_makes_no_500(held, client_as):
    _booking, row = held
    for name, url, fields in (
            ("司徒晴", f"{V}/consultations/new", {
                "client": "阿婆", "text": "x", "minutes": "5", "kind": "other", "channel": "door",
                "outcome": "advised", "next_step": "none", "day": today().isoformat()}),
            ("黄美珍", f"{V}/consultations/{row.number}/rate", {"stars": "4"})):
        assert post(client_as(name), url, fields).status_code == 303, url


def test_not_passed_on_to_oneself(app, client_as, person):
    row = booking_of(person("黄美珍"), person("司徒晴"))
    mine = client_as("黄美珍").get(f"{V}/book?adviser={row.adviser_id}").text
    slot = mine.split("/legal/book/")[1].split('"')[0]
    answer = post(client_as("司徒晴"), f"{V}/bookings/{row.number}/pass-on", {"slot": slot})
    assert answer.status_code == 422 and "请选另一位顾问的时间" in answer.text


WALK_IN = {**FIELDS, "channel": "door", "client": "阿婆", "phone": "13800001234", "kind": "wages",
           "matter": MATTER, "minutes": "20"}


def test_a_walk_in_takes_half_a_minute_and_no_name_to_the_clerk(client_as):
    adviser = client_as("司徒晴")
    answer = post(adviser, f"{V}/consultations/new", {**WALK_IN, "day": today().isoformat()})
    assert answer.status_code == 303
    row = Consultation.select().where(Consultation.channel == "door").order_by(
        Consultation.id.desc()).first()
    assert row.number.startswith("FL-") and row.minutes == 20 and row.booking is None
    assert "直接上门 · 阿婆" in adviser.get(f"{V}/day").text
    page = adviser.get(f"{V}/consultations/{row.number}").text
    assert all(words in page for words in ("阿婆", "13800001234", MATTER, ADVICE))
    clerk = client_as("方敏仪").get(f"{V}/consultations/{row.number}").text
    assert row.number in clerk
    assert not any(words in clerk for words in ("阿婆", "13800001234", MATTER, ADVICE, "申请调解"))


def test_a_walk_in_may_lack_a_phone_but_not_lie_ahead(client_as):
    adviser, url = client_as("司徒晴"), f"{V}/consultations/new"
    tomorrow = {**WALK_IN, "phone": "", "day": (today() + timedelta(days=1)).isoformat()}
    answer = post(adviser, url, tomorrow)
    assert answer.status_code == 422 and "还没到这一天" in answer.text and "阿婆" in answer.text
    assert post(adviser, url, {**tomorrow, "day": today().isoformat()}).status_code == 303
    assert client_as("谭仲明").get("/440783108227/legal/consultations/new").status_code == 403


def test_a_second_adviser_joins_this_one_matter(held, client_as, person):
    booking, row = held
    other, url = client_as("谭仲明"), f"{V}/consultations/{row.number}"
    assert other.get(url).status_code == 404
    ask = {"adviser": Adviser.get(Adviser.person == person("谭仲明").id).id, "question": "界址怎么认定"}
    assert post(client_as("司徒晴"), f"{url}/ask", ask).status_code == 303
    page = other.get(url).text
    assert MATTER in page and ADVICE in page and "界址怎么认定" in page
    assert "同事请您看一件事" in other.get("/me/").text
    assert other.get(f"{V}/bookings/{booking.number}").status_code == 404, "the booking is not theirs"
    assert post(other, f"{url}/opinion", {"text": "以土地证为准"}).status_code == 303
    assert other.get(f"{url}/opinion").status_code == 404
    assert "以土地证为准" in client_as("司徒晴").get(url).text
    assert "以土地证为准" in client_as("黄美珍").get(url).text
    assert "您的顾问请了另一位顾问一起看" in inbox("黄美珍", person)


def test_asked_twice_is_once(held, client_as, person):
    _booking, row = held
    url, adviser = f"{V}/consultations/{row.number}/ask", client_as("司徒晴")
    ask = {"adviser": Adviser.get(Adviser.person == person("谭仲明").id).id, "question": "界址"}
    sent = {**ask, "csrf_token": csrf(adviser.get(url).text)}
    assert post(adviser, url, ask).status_code == 303
    adviser.post(url, data=sent)
    assert Opinion.select().where(Opinion.consultation == row).count() == 1


def test_the_client_rates_it_once(held, client_as):
    _booking, row = held
    client, url = client_as("黄美珍"), f"{V}/consultations/{row.number}/rate"
    assert post(client, url, {"words": "讲得清楚"}).status_code == 422
    token = csrf(client.get(url).text)
    assert post(client, url, {"stars": "5", "words": "讲得清楚"}).status_code == 303
    assert client.post(url, data={"stars": "1", "csrf_token": token}).status_code == 409
    assert Rating.get(Rating.consultation == row).stars == 5
    assert "讲得清楚" in client_as("司徒晴").get(f"{V}/consultations/{row.number}").text
    assert "讲得清楚" not in client_as("方敏仪").get(f"{V}/consultations/{row.number}").text


@pytest.mark.parametrize("name", ["谢国强", "方立秋", "梁书宁", "关启文", "陈玉莲"])
def test_nobody_else_opens_it(held, client_as, name):
    _booking, row = held
    client = client_as(name)
    for path in ("", "/ask", "/opinion", "/rate"):
        assert client.get(f"{V}/consultations/{row.number}{path}").status_code in (403, 404)


def test_the_clerk_reads_the_bare_facts_and_cannot_rate_or_ask(held, client_as):
    _booking, row = held
    clerk = client_as("方敏仪")
    page = clerk.get(f"{V}/consultations/{row.number}").text
    assert "35 分钟" in page
    assert not any(words in page for words in (MATTER, ADVICE, "申请调解", "当场解答", "黄美珍"))
    assert clerk.get(f"{V}/consultations/{row.number}/rate").status_code == 404


def test_an_adviser_who_lives_there_reads_no_more(held, client_as, person, village):
    """Holding a staff post beside opens no content either."""
    _booking, row = held
    give_post(person("谭仲明"), "village_staff", village("宅群村"))
    page = client_as("谭仲明").get(f"{V}/consultations/{row.number}").text
    assert MATTER not in page and ADVICE not in page
