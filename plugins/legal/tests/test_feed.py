"""What stands in people's own calendars, read by vobject: another hand than the one that writes it."""

import re
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import pytest
import vobject

from linli.database import db, utc_now
from linli.modules.services import switch
from linli.people.models import Person
from linli.testing import count_queries, post
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking import moving
from plugins.legal.booking.models import Booking, Former, Matter
from plugins.legal.booking.offers import offers

V = "/440783108226"
WORDS = {"kind": "neighbours", "text": "围墙占了我家三尺巷"}
LONG = "宅群村党群服务中心二楼，进门左手第三间; 找不到就问, 门卫\\老陈" * 4


@pytest.fixture
def read(app, client_as):
    """`read("黄美珍")`: {uid: entry} of this person's feed, as a calendar program gets it."""
    paths, program = {}, client_as(None)

    def fetch(name):
        if name not in paths:
            client = client_as(name)
            post(client, "/me/calendar", {"act": "make"})
            address = re.search(r'id="address" value="([^"]+)"', client.get("/me/calendar").text)[1]
            paths[name] = urlsplit(address).path
        answer = program.get(paths[name])
        assert answer.status_code == 200
        return entries(answer.text)
    return fetch


def entries(text):
    found = vobject.readOne(text).contents.get("vevent", [])
    assert len({entry.uid.value for entry in found}) == len(found), "nothing stands twice"
    return {entry.uid.value: entry for entry in found}


@pytest.fixture
def free(app, village):
    """`free()`: the free slots of 宅群村 now, by start."""
    def find():
        with app.app_context(), db.connection_context():
            return [offer.slot for offer in offers(village("宅群村"))[1] if offer.free]
    return find


@pytest.fixture
def booking(client_as, free):
    """A booking that 黄美珍 has just made with 司徒晴."""
    lawyer = adviser_of("司徒晴").id
    slot = next(slot for slot in free() if slot.adviser_id == lawyer)
    answer = post(client_as("黄美珍"), f"{V}/legal/book/{slot.key}", WORDS)
    return Booking.get(Booking.number == answer.location.split("/")[-2])


@pytest.fixture
def give(app, scope_of, free):
    """`give(booking, "谭仲明")`: the present adviser passes the booking on to a slot of this one;
    with `moving.move` the resident moves it there.
    """
    def to(booking, name, step=moving.pass_on):
        key = next(slot.key for slot in free() if slot.adviser_id == adviser_of(name).id)
        with app.app_context(), db.connection_context():
            now = Booking.get_by_id(booking.id)
            giver = now.resident if step is moving.move else now.adviser.person
            step(scope_of(giver), now, key, f"{booking.id}-{name}-{now.sequence}")
        return Booking.get_by_id(booking.id)
    return to


def adviser_of(name):
    return Adviser.select().join(Person).where(Person.name == name).get()


def uid(booking):
    return f"{booking.number}@127.0.0.1"


def said(entry):
    """(state, sequence, title) of an entry."""
    return entry.status.value, int(entry.sequence.value), entry.summary.value


def is_at(entry, row):
    return (entry.dtstart.value.astimezone(UTC), entry.dtend.value.astimezone(UTC)) == (
        row.starts_at, row.ends_at)


def test_a_booking_stands_in_both_calendars_at_its_time(booking, read):
    mine, theirs = read("黄美珍")[uid(booking)], read("司徒晴")[uid(booking)]
    assert said(mine) == ("CONFIRMED", 0, "法律咨询")
    assert said(theirs) == ("CONFIRMED", 0, "法律咨询 · 宅群村")
    for entry in (mine, theirs):
        assert is_at(entry, booking)
        assert entry.dtstart.value.utcoffset() == timedelta(hours=8)
        assert entry.location.value == booking.place and booking.number in entry.description.value
        assert entry.url.value == f"http://127.0.0.1:8000{V}/legal/bookings/{booking.number}"
        assert entry.dtstamp.value <= utc_now()


def test_moved_is_the_same_entry_with_a_higher_sequence(booking, read, client_as, free):
    before = read("黄美珍")[uid(booking)]
    target = next(slot for slot in free() if slot.adviser_id == booking.adviser_id)
    url = f"{V}/legal/bookings/{booking.number}/move"
    assert post(client_as("黄美珍"), url, {"slot": target.key}).status_code == 303
    moved = Booking.get_by_id(booking.id)
    for name in ("黄美珍", "司徒晴"):
        entry = read(name)[uid(booking)]
        assert is_at(entry, moved) and said(entry)[:2] == ("CONFIRMED", 1)
    assert not is_at(before, moved)


def test_cancelled_stays_and_is_struck_out(booking, read, client_as):
    url = f"{V}/legal/bookings/{booking.number}/cancel"
    assert post(client_as("方敏仪"), url, {"reason": "律师开庭"}).status_code == 303
    assert said(read("黄美珍")[uid(booking)]) == ("CANCELLED", 1, "已取消：法律咨询")
    assert said(read("司徒晴")[uid(booking)]) == ("CANCELLED", 1, "已取消：法律咨询 · 宅群村")


@pytest.mark.parametrize("state", ["held", "no_show"])
def test_what_is_over_stays_as_it_was(booking, read, state):
    Booking.update(state=state).where(Booking.id == booking.id).execute()
    assert said(read("黄美珍")[uid(booking)])[0] == "CONFIRMED"


def test_passed_on_it_leaves_one_calendar_and_enters_the_other(booking, read, give):
    given = give(booking, "谭仲明")
    assert said(read("司徒晴")[uid(booking)]) == ("CANCELLED", 1, "已取消：法律咨询 · 宅群村")
    assert is_at(read("司徒晴")[uid(booking)], booking)
    assert said(read("谭仲明")[uid(booking)]) == ("CONFIRMED", 1, "法律咨询 · 宅群村")
    assert said(read("黄美珍")[uid(booking)]) == ("CONFIRMED", 1, "法律咨询")
    for name in ("谭仲明", "黄美珍"):
        assert is_at(read(name)[uid(booking)], given)


def test_moved_to_and_fro_every_calendar_ends_right(booking, read, give):
    give(booking, "谭仲明", moving.move)
    given = give(booking, "司徒晴", moving.move)
    assert said(read("司徒晴")[uid(booking)])[:2] == ("CONFIRMED", 2)
    assert is_at(read("司徒晴")[uid(booking)], given)
    assert said(read("谭仲明")[uid(booking)])[:2] == ("CANCELLED", 2)
    give(booking, "谭仲明", moving.move)
    assert said(read("司徒晴")[uid(booking)])[:2] == ("CANCELLED", 3)
    assert is_at(read("司徒晴")[uid(booking)], given)
    assert said(read("谭仲明")[uid(booking)])[:2] == ("CONFIRMED", 3)
    assert Former.select().count() == 2


def test_a_move_to_another_adviser_is_struck_out_too(booking, read, client_as, free):
    target = next(slot for slot in free() if slot.adviser_id == adviser_of("谭仲明").id)
    url = f"{V}/legal/bookings/{booking.number}/move"
    assert post(client_as("黄美珍"), url, {"slot": target.key}).status_code == 303
    assert said(read("司徒晴")[uid(booking)])[:2] == ("CANCELLED", 1)
    assert said(read("谭仲明")[uid(booking)])[:2] == ("CONFIRMED", 1)


def test_a_move_that_fails_strikes_nothing_out(booking, read, client_as, free):
    taken = next(slot for slot in free() if slot.adviser_id == adviser_of("谭仲明").id)
    post(client_as("谢国强"), f"{V}/legal/book/{taken.key}", WORDS)
    url = f"{V}/legal/bookings/{booking.number}/move"
    assert post(client_as("黄美珍"), url, {"slot": taken.key}).status_code == 409
    assert said(read("司徒晴")[uid(booking)])[:2] == ("CONFIRMED", 0)


def test_the_file_of_one_booking_is_the_same_entry(booking, read, client_as):
    for name in ("黄美珍", "司徒晴"):
        file = client_as(name).get(f"{V}/legal/bookings/{booking.number}.ics").text
        (alone,) = entries(file).values()
        listed = read(name)[uid(booking)]
        for part in ("uid", "sequence", "summary", "dtstart", "location", "description", "url"):
            assert getattr(alone, part).value == getattr(listed, part).value, part


def test_long_chinese_places_come_through_whole(booking, read):
    Booking.update(place=LONG).where(Booking.id == booking.id).execute()
    assert read("黄美珍")[uid(booking)].location.value == LONG
    Booking.update(place="0750-2671148", place_kind="phone").where(Booking.id == booking.id).execute()
    assert read("黄美珍")[uid(booking)].location.value == "打电话：0750-2671148"


def test_no_name_and_no_matter_leaves_the_site(booking, read, give):
    give(booking, "谭仲明")
    people = {person.name for person in Person.select()} | {
        person.phone for person in Person.select() if person.phone}
    secret = people | {matter.text for matter in Matter.select()} | {"邻里纠纷", "围墙"}
    for name in ("黄美珍", "司徒晴", "谭仲明"):
        found = read(name)
        assert found
        text = "\n".join(entry.serialize(validate=False) for entry in found.values())
        text = text.replace("\r\n ", "")
        assert not [word for word in secret if word in text]


def test_nobody_has_anothers_bookings_in_their_calendar(booking, read):
    assert uid(booking) not in read("谢国强") and uid(booking) not in read("方敏仪")
    mine = Booking.select().where(Booking.of_person(adviser_of("谭仲明").person))
    assert read("谭仲明").keys() <= {uid(row) for row in mine}


def test_thirty_days_back_and_no_further(booking, read):
    for days, there in ((29, True), (31, False)):
        start = utc_now() - timedelta(days=days)
        Booking.update(starts_at=start, ends_at=start + timedelta(minutes=30)).where(
            Booking.id == booking.id).execute()
        assert (uid(booking) in read("黄美珍")) == there


def test_what_was_booked_counts_also_where_the_module_is_off(booking, read, village):
    switch(village("宅群村"), "legal", False, None)
    assert uid(booking) in read("黄美珍")


def test_two_queries_whatever_the_number_of_bookings(app, booking, give, person):
    give(booking, "谭仲明")
    lawyer = person("司徒晴")
    with app.test_request_context(), count_queries() as seen:
        answers = app.extensions["linli"].plugin("legal").linli_calendar_items(person=lawyer)
    assert len(answers) > 2 and len(seen) == 2
