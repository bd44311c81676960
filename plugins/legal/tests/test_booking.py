"""What a resident, an adviser and a clerk rely on when a consultation is booked."""

import gc
import io
from datetime import timedelta

import icalendar
import pytest

from linli import jobs
from linli.database import db, utc_now
from linli.modules.services import save_settings, switch
from linli.people.services import tell_by
from linli.testing import csrf, photo, post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import local
from linli.toolkit.notices import Notice
from linli.toolkit.uploads import photo_path
from plugins.legal.booking import moving, services
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.booking.offers import offers
from plugins.legal.module import module

V, Q = "/440783108226", "/440783108227"
WORDS = {"kind": "neighbours", "text": "围墙占了我家三尺巷"}


@pytest.fixture
def free(app, village):
    """`free()`: the keys of the slots that are free in 宅群村 now, by start."""
    def find(name="宅群村"):
        with app.app_context(), db.connection_context():
            _table, found = offers(village(name))
            return [offer.slot.key for offer in found if offer.free]
    return find


@pytest.fixture
def booked(client_as, free):
    """A booking that 黄美珍 has just made: (client, number)."""
    client = client_as("黄美珍")
    answer = post(client, f"{V}/legal/book/{free()[0]}", WORDS)
    assert answer.status_code == 303
    return client, answer.location.split("/")[-2]


def test_a_resident_books_and_finds_it_everywhere(booked, client_as):
    client, number = booked
    confirmation = client.get(f"{V}/legal/bookings/{number}/booked").text
    assert number in confirmation and "党群服务中心二楼" in confirmation and "身份证" in confirmation
    for url in (f"{V}/", "/me/", f"{V}/legal/"):
        assert f"/legal/bookings/{number}" in client.get(url).text
    assert "预约成功" in client.get("/me/inbox").text
    record = client.get(f"{V}/legal/bookings/{number}").text
    assert WORDS["text"] in record and "改时间" in record


def test_the_adviser_is_told_and_reads_the_matter(booked, client_as):
    _client, number = booked
    booking = Booking.get(Booking.number == number)
    adviser = client_as(booking.adviser.person.name)
    assert "有新的预约" in adviser.get("/me/inbox").text
    day = booking.starts_at.astimezone().date()
    listed = adviser.get(f"{V}/legal/day?day={day}").text
    assert number in listed and WORDS["text"] in listed


def test_the_clerk_sees_who_comes_and_when_but_never_the_matter(booked, client_as):
    _client, number = booked
    clerk = client_as("方敏仪")
    assert f"{V}/legal/coming" in clerk.get(f"{V}/desk").text
    for url in (f"{V}/legal/coming", f"{V}/legal/bookings/{number}"):
        assert "黄美珍" in clerk.get(url).text
    ledger = clerk.get(f"{V}/legal/ledgers/bookings").text
    assert number in ledger and "黄美珍" not in ledger
    for url in (f"{V}/legal/bookings/{number}", f"{V}/legal/ledgers/bookings", f"{V}/desk", f"{V}/",
                f"{V}/legal/", "/me/", "/me/inbox", f"{V}/legal/bookings/{number}.ics",
                f"{V}/legal/coming"):
        page = clerk.get(url).text
        assert WORDS["text"] not in page and "邻里纠纷</h2>" not in page


@pytest.mark.parametrize("over", [
    {"state": "cancelled"}, {"state": "no_show"}, {"state": "held"},
    {"starts_at": utc_now() - timedelta(hours=9), "ends_at": utc_now() - timedelta(hours=8)}])
def test_once_it_is_over_the_clerk_reads_a_number_and_no_name(booked, client_as, over):
    client, number = booked
    Booking.update(over).where(Booking.number == number).execute()
    clerk, record = client_as("方敏仪"), f"{V}/legal/bookings/{number}"
    assert number not in clerk.get(f"{V}/legal/coming").text
    shown = clerk.get(record)
    assert shown.status_code == 200 and number in shown.text and "黄美珍" not in shown.text
    ledger = f"{V}/legal/ledgers/bookings"
    assert number in clerk.get(f"{ledger}?q={number}").text
    assert number not in clerk.get(f"{ledger}?q=黄美珍").text
    assert "黄美珍" in client.get(record).text


@pytest.mark.parametrize("name", ["黄美珍", "司徒晴", "陈玉莲", "关启文", "梁书宁"])
def test_who_comes_is_for_the_village_staff(client_as, name):
    assert client_as(name).get(f"{V}/legal/coming").status_code == 403


@pytest.mark.parametrize("name", ["谢国强", "陈玉莲", "张远", "关启文", "梁书宁"])
def test_nobody_else_opens_a_booking(booked, client_as, name):
    _client, number = booked
    for tail in ("", "/booked", "/photo", ".ics", "/cancel"):
        assert client_as(name).get(f"{V}/legal/bookings/{number}{tail}").status_code == 404
    assert client_as(None).get(f"{V}/legal/bookings/{number}").status_code == 302


def test_a_booking_is_not_found_under_another_village(booked):
    client, number = booked
    assert client.get(f"{Q}/legal/bookings/{number}").status_code == 404


def test_the_same_form_twice_makes_one_booking(client_as, free):
    client, key = client_as("黄美珍"), free()[0]
    first = post(client, f"{V}/legal/book/{key}", {**WORDS, "nonce": "the-same"})
    before = Booking.select().count()
    again = post(client, f"{V}/legal/book/{free()[0]}", {**WORDS, "nonce": "the-same"})
    assert again.location == first.location and Booking.select().count() == before


def test_a_place_just_taken_gives_409_what_is_free_and_keeps_the_words(client_as, free):
    key = free()[0]
    slow, quick = client_as("黄美珍"), client_as("谢国强")
    form = slow.get(f"{V}/legal/book/{key}").text
    assert post(quick, f"{V}/legal/book/{key}", WORDS).status_code == 303
    answer = slow.post(f"{V}/legal/book/{key}", data={**WORDS, "csrf_token": csrf(form)})
    assert answer.status_code == 409
    assert "慢了一步" in answer.text and WORDS["text"] in answer.text
    assert f'formaction="{V}/legal/book/{free()[0]}"' in answer.text


def test_two_taps_on_other_days_carry_words_and_photo_along(client_as, free):
    client = client_as("黄美珍")
    form = PageReader(client.get(f"{V}/legal/book/{free()[0]}").text).forms[-1]
    answer = client.post(f"{V}/legal/book/1-20200101T0900", content_type="multipart/form-data",
                         data={**form.fields, **WORDS, "photo": photo()})
    assert answer.status_code == 422
    for _tap in range(2):
        form = next(form for form in PageReader(answer.text).forms if "/book/again" in form.action)
        assert form.fields["text"] == WORDS["text"] and form.fields["photo_kept"]
        answer = client.post(f"{V}/legal/book/again?day=2030-01-01", data=form.fields)
        assert answer.status_code == 200
    assert client.post(f"{V}/legal/book/{free()[0]}", data=form.fields).status_code == 303
    assert Matter.get(Matter.text == WORDS["text"]).photo is not None


@pytest.mark.parametrize("key", ["1-20200101T0900", "999-20261124T0900", "nonsense", "1-99999999T9999",
                                 "９-20261124T0900", "1-20261124T0901", "999999999999-20261124T0900"])
def test_a_forged_or_past_slot_is_refused(client_as, key):
    answer = client_as("黄美珍").get(f"{V}/legal/book/{key}")
    assert answer.status_code == 422 and "请另选一个" in answer.text


def test_a_slot_of_another_village_is_refused(client_as, free):
    foreign = free("强亚村")[0]
    client = client_as("黄美珍")
    assert client.get(f"{V}/legal/book/{foreign}").status_code == 422
    assert client.get(f"{Q}/legal/book/{foreign}").status_code == 403


def test_a_person_holds_no_more_than_the_village_allows(client_as, free):
    client = client_as("黄美珍")
    for key in free()[:2]:
        assert post(client, f"{V}/legal/book/{key}", WORDS).status_code == 303
    answer = post(client, f"{V}/legal/book/{free()[0]}", WORDS)
    assert answer.status_code == 422
    assert "已经有 2 个预约" in answer.text and WORDS["text"] in answer.text


def test_move_frees_the_old_place_and_takes_the_new(booked, free):
    client, number = booked
    old, target = Booking.get(Booking.number == number), free()[1]
    for _twice in range(2):
        answer = post(client, f"{V}/legal/bookings/{number}/move",
                      {"slot": target, "nonce": "one-tap"})
        assert answer.status_code == 303
    new = Booking.get(Booking.number == number)
    assert (new.starts_at, new.sequence) != (old.starts_at, 0) and target not in free()
    assert Notice.select().where(Notice.title == "预约改了时间").count() == 1
    event = icalendar.Calendar.from_ical(client.get(f"{V}/legal/bookings/{number}.ics").data).events[0]
    assert event["SEQUENCE"] == 1 and event.start == new.starts_at


def test_move_to_a_taken_place_is_409_and_keeps_the_old(booked, client_as, free):
    client, number = booked
    target = free()[0]
    post(client_as("谢国强"), f"{V}/legal/book/{target}", WORDS)
    before = Booking.get(Booking.number == number).starts_at
    answer = post(client, f"{V}/legal/bookings/{number}/move", {"slot": target})
    assert answer.status_code == 409 and "慢了一步" in answer.text
    assert Booking.get(Booking.number == number).starts_at == before


def test_nobody_but_the_resident_moves_a_booking(booked, client_as, free):
    _client, number = booked
    for name in ("方敏仪", "谢国强"):
        assert client_as(name).get(f"{V}/legal/bookings/{number}/move").status_code == 404


def test_cancel_takes_a_reason_tells_both_and_frees_the_place(booked, free):
    client, number = booked
    url = f"{V}/legal/bookings/{number}/cancel"
    assert post(client, url, {"reason": "长" * 201}).status_code == 422
    before, open_twice = len(free()), csrf(client.get(url).text)
    assert post(client, url, {"reason": "孩子发烧，改天再来"}).status_code == 303
    assert len(free()) == before + 1
    assert Notice.select().where(Notice.title.contains("取消")).count() == 2
    assert "孩子发烧" in client.get(f"{V}/legal/bookings/{number}").text
    again = client.post(url, data={"reason": "再来一次", "csrf_token": open_twice})
    assert again.status_code == 409 and "再来一次" in again.text
    assert client.get(url).status_code == 303


def test_nobody_has_to_say_why_they_cancel(booked):
    client, number = booked
    assert post(client, f"{V}/legal/bookings/{number}/cancel", {"reason": ""}).status_code == 303
    assert Booking.get(Booking.number == number).state == "cancelled"


def test_after_the_cut_off_the_resident_cannot_change(booked, village, app):
    client, number = booked
    Booking.update(starts_at=utc_now() + timedelta(minutes=119),
                   ends_at=utc_now() + timedelta(minutes=149)).where(
        Booking.number == number).execute()
    for tail, data in (("cancel", {"reason": "有事"}), ("move", {"slot": "1-20200101T0900"})):
        answer = post(client, f"{V}/legal/bookings/{number}/{tail}", data)
        assert answer.status_code == 422
    assert Booking.get(Booking.number == number).state == "booked"


def test_the_reason_is_for_the_two_of_them(booked, client_as):
    client, number = booked
    post(client, f"{V}/legal/bookings/{number}/cancel", {"reason": "和老李说好了"})
    assert "和老李说好了" in client.get(f"{V}/legal/bookings/{number}").text
    assert "和老李说好了" not in client_as("方敏仪").get(f"{V}/legal/bookings/{number}").text


def test_two_open_pages_of_one_booking_count_every_change(booked, free, app, scope_of):
    """Each change raises the sequence, or a phone's calendar keeps the older time."""
    _client, number = booked
    seen = Booking.get(Booking.number == number)
    scope = scope_of("黄美珍")
    with app.app_context():
        moving.move(scope, seen, free()[0], "one")
        moving.move(scope, Booking.get_by_id(seen.id), free()[0], "two")
        services.cancel(scope, seen, "不来了")
    assert Booking.get(Booking.number == number).sequence == 3


def test_the_time_one_has_is_no_move(booked):
    client, number = booked
    booking = Booking.get(Booking.number == number)
    key = f"{booking.adviser_id}-{local(booking.starts_at):%Y%m%dT%H%M}"
    answer = post(client, f"{V}/legal/bookings/{number}/move", {"slot": key})
    assert answer.status_code == 422 and "就是您现在的时间" in answer.text
    assert Booking.get(Booking.number == number).sequence == 0


def test_a_clerk_cancels_with_a_reason_and_the_resident_is_told(booked, client_as):
    client, number = booked
    answer = post(client_as("方敏仪"), f"{V}/legal/bookings/{number}/cancel", {"reason": "律师开庭"})
    assert answer.status_code == 303
    assert "预约取消了" in client.get("/me/inbox").text


def test_buffers_and_two_villages_keep_an_adviser_from_two_places(app, village, person, client_as, free):
    from plugins.legal.advisers.models import Adviser
    from plugins.legal.roster.models import Roster
    adviser = Adviser.get(Adviser.person == person("司徒晴"))
    shared = Roster.get(Roster.adviser == adviser, Roster.locality == village("宅群村"))
    Roster.create(**{**shared.__data__, "id": None, "locality": village("强亚村")})
    key = next(key for key in free() if key in free("强亚村"))
    assert post(client_as("黄美珍"), f"{V}/legal/book/{key}", WORDS).status_code == 303
    assert key not in free("强亚村")
    save_settings(module, village("强亚村"), {"buffer_minutes": 30}, None)
    booking = Booking.select().order_by(Booking.id.desc()).first()
    near = [row for row in Booking.select().where(Booking.adviser == adviser)
            if abs(row.starts_at - booking.starts_at) < timedelta(minutes=60)]
    assert near
    from plugins.legal.roster.slots import parse_key
    for other in free("强亚村"):
        start = parse_key(other)[1]
        assert all(start >= row.ends_at + timedelta(minutes=30)
                   or start + timedelta(minutes=60) <= row.starts_at for row in near
                   if row.locality_id != "440783108227")


def test_the_photo_is_cleaned_and_only_the_two_see_it(client_as, free):
    client = client_as("黄美珍")
    answer = post(client, f"{V}/legal/book/{free()[0]}", {**WORDS, "photo": photo()},
                  content_type="multipart/form-data")
    assert answer.status_code == 303
    number = answer.location.split("/")[-2]
    url = f"{V}/legal/bookings/{number}/photo"
    with client.get(url) as shown:
        assert shown.mimetype == "image/jpeg"
    assert client_as("方敏仪").get(url).status_code == 404
    assert client_as("谢国强").get(url).status_code == 404


@pytest.mark.parametrize(("file", "words"), [
    ((io.BytesIO(b"just words, no picture"), "photo.jpg"), "这不是照片"),
    ((io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "a.svg"), "这不是照片"),
    ((io.BytesIO(b"\xff\xd8\xff\xe0" + b"x" * 100), "broken.jpg"), "打不开"),
    ((io.BytesIO(b"\xff\xd8\xff\xe0" + bytes(50 * 1024 * 1024)), "huge.jpg"), "太大"),
])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_bad_photo_is_told_and_the_words_stay(client_as, free, file, words):
    copy = (io.BytesIO(file[0].getvalue()), file[1])
    answer = post(client_as("黄美珍"), f"{V}/legal/book/{free()[0]}", {**WORDS, "photo": copy},
                  content_type="multipart/form-data")
    assert answer.status_code == 422
    assert words in answer.text and WORDS["text"] in answer.text
    assert not Matter.select().where(Matter.text == WORDS["text"]).exists()
    del answer
    gc.collect()  # the test client's own temporary file of 50 MB


def test_a_good_photo_stays_when_the_words_are_missing(client_as, free, app):
    client, url = client_as("黄美珍"), f"{V}/legal/book/{free()[0]}"
    answer = post(client, url, {"kind": "wages", "photo": photo()},
                  content_type="multipart/form-data")
    assert answer.status_code == 422 and "照片已经收到" in answer.text
    fields = next(form.fields for form in PageReader(answer.text).forms if form.action == url)
    assert client.post(url, data={**fields, **WORDS}).status_code == 303
    matter = Matter.get(Matter.text == WORDS["text"])
    assert photo_path(matter.photo.digest, app.config["DATA"]).exists()


@pytest.mark.parametrize("data", [
    {"kind": "", "text": ""}, {"kind": "no-such", "text": "话"}, {"kind": "wages", "text": "话" * 501},
    {"kind": "wages", "text": "a\0b"}, {"kind": "wages", "text": "   "}])
def test_bad_words_are_told_beside_the_field(client_as, free, data):
    answer = post(client_as("黄美珍"), f"{V}/legal/book/{free()[0]}", data)
    assert answer.status_code == 422 and 'id="summary"' in answer.text


def test_an_old_form_and_a_forged_token_lose_no_word(client_as, free):
    client, url = client_as("黄美珍"), f"{V}/legal/book/{free()[0]}"
    answer = client.post(url, data={**WORDS, "csrf_token": "old"})
    assert answer.status_code == 422
    assert WORDS["text"] in answer.text and "看一遍再提交" in answer.text


def test_a_session_that_ended_meanwhile_loses_no_word(client_as, free, person):
    url = f"{V}/legal/book/{free()[0]}"
    stranger = client_as(None)
    answer = stranger.post(url, data=WORDS)
    assert answer.status_code == 401 and "都会留着" in answer.text
    forms = {form.action: form.fields for form in PageReader(answer.text).forms}
    go_on = stranger.post("/sign-in", data={**forms["/sign-in"], "phone": "14000000001",
                                            "password": "tangkou-demo"})
    assert go_on.status_code == 200 and WORDS["text"] in go_on.text
    fields = {form.action: form.fields for form in PageReader(go_on.text).forms}[url]
    shown = stranger.post(url, data=fields)
    assert shown.status_code == 422 and WORDS["text"] in shown.text
    fields = {form.action: form.fields for form in PageReader(shown.text).forms}[url]
    assert stranger.post(url, data={**fields, **WORDS}).status_code == 303


@pytest.mark.parametrize("query", ["?day=x", "?day=0001-01-01", "?day=9999-12-31", "?adviser=x",
                                   "?adviser=99999999999999999999", "?day=2020-01-01&adviser="])
def test_odd_addresses_of_the_times_page_show_times(client_as, query):
    assert client_as("黄美珍").get(f"{V}/legal/book{query}").status_code == 200


def test_off_means_gone_at_once_and_nothing_is_lost(booked, village):
    client, number = booked
    switch(village("宅群村"), "legal", False, None)
    for url in (f"{V}/legal/", f"{V}/legal/book", f"{V}/legal/bookings/{number}"):
        assert client.get(url).status_code == 404
    assert "法律顾问" not in client.get(f"{V}/").text and number not in client.get("/me/").text
    switch(village("宅群村"), "legal", True, None)
    assert client.get(f"{V}/legal/bookings/{number}").status_code == 200


def test_an_e_mail_says_only_that_there_is_something(client_as, free, person, app, mail_server):
    tell_by(person("黄美珍"), "mail", "meizhen@example.org")
    post(client_as("黄美珍"), f"{V}/legal/book/{free()[0]}", WORDS)
    with mail_server() as server:
        assert jobs.deliver_once(app) == 1
        assert jobs.deliver_once(app) == 0 and len(server.kept) == 1
    assert "法律" not in server.kept[0].get_content()
