"""What client and adviser say stays between them: a word is planted in each text, and everybody
else looks for it on every page, in every export, search and feed.
"""

from datetime import timedelta

import pytest

from linli.people.models import Person
from linli.people.proxies.models import SELF, Proxy
from linli.testing import post
from linli.testing.walking import everything, feed_of, seen_in
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking import services as bookings
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.consultation import services
from plugins.legal.consultation.models import Consultation, Opinion
from plugins.legal.tests.addresses import plant

PLACES = ("440783108226", "440783108000")
WORDS = {"matter": "芦花巷里", "advice": "梧桐引路", "next step": "蕉岭北街", "question": "榕荫之下",
         "opinion": "石桥东头", "rating": "棉田西角", "client": "丁香嫂子", "phone": "13987650001",
         "matter of a walk-in": "鲤鱼门外", "advice of a walk-in": "雁归来处", "reason": "竹影深深",
         "who came": "苇塘阿公"}
OTHERS = ("方敏仪", "谢国强", "梁书宁", "冯少芬", None)


@pytest.fixture
def planted(app, person, village, scope_of):
    """A word in each text: of a booking with its consultation, of a walk-in, of a cancellation; and
    as the name of somebody whose booking is over, and who is in no village's register.
    """
    place = village("宅群村")
    with app.test_request_context():
        first, second, over = _bookings(person("黄美珍"), person("司徒晴"))
        Booking.update(resident=Person.create(name=WORDS["who came"]), state="no_show",
                       starts_at=over.starts_at - timedelta(days=60),
                       ends_at=over.ends_at - timedelta(days=60)).where(Booking.id == over.id).execute()
        Matter.update(text=WORDS["matter"]).where(Matter.booking.in_([first, second])).execute()
        bookings.cancel(scope_of("司徒晴"), second, WORDS["reason"])
        Booking.update(starts_at=first.starts_at - timedelta(days=30),
                       ends_at=first.ends_at - timedelta(days=30)).where(Booking.id == first.id).execute()
        services.record(scope_of("司徒晴"), Booking.get_by_id(first.id), 30, {
            "outcome": "advised", "text": WORDS["advice"], "next_step": "office",
            "next_note": WORDS["next step"]}, "one")
        held = Consultation.get(Consultation.number == first.number)
        services.ask(scope_of("司徒晴"), held, Adviser.get(Adviser.person == person("谭仲明")),
                     WORDS["question"])
        services.answer(scope_of("谭仲明"), Opinion.get(Opinion.consultation == held), WORDS["opinion"])
        services.rate(scope_of("黄美珍"), held, 5, WORDS["rating"])
        walk_in = services.walk_in(
            scope_of("司徒晴"), {"channel": "door", "day": today(), "minutes": 10},
            {"client": WORDS["client"], "phone": f"+86{WORDS['phone']}", "kind": "family",
             "matter": WORDS["matter of a walk-in"], "outcome": "advised",
             "text": WORDS["advice of a walk-in"]}, "two")
        values = plant(app, place, person)
    values[""].update(module="legal", notice_id=Notice.get(Notice.person == person("司徒晴")).id,
                      token="1-x")  # of feeds, `everything` has the real ones
    return [first.number, second.number, walk_in.number, over.number], values


def _bookings(resident, adviser):
    rows = list(Booking.select().join(Adviser).where(
        Booking.state == "booked", Booking.locality == PLACES[0], Booking.starts_at > today(),
        Adviser.person == adviser).order_by(Booking.starts_at.desc()).limit(3))
    Booking.update(resident=resident).where(Booking.id.in_([row.id for row in rows])).execute()
    return [Booking.get_by_id(row.id) for row in rows]


def found(app, client, planted, signed_in=True):
    """{word: where it was seen} by this client."""
    numbers, values = planted
    return seen_in(everything(app, client, values, PLACES, WORDS.values(), ["legal"], {"number": numbers},
                              signed_in), WORDS)


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_sees_a_word(app, client_as, planted, name):
    assert found(app, client_as(name), planted, name is not None) == {}


def test_the_search_would_find_them(app, client_as, planted):
    """The same walk as adviser, client and second adviser: each sees what is theirs, or we look wrong."""
    assert set(found(app, client_as("司徒晴"), planted)) == set(WORDS)
    assert set(found(app, client_as("黄美珍"), planted)) == {
        "matter", "advice", "next step", "question", "opinion", "rating", "reason"}
    assert set(found(app, client_as("谭仲明"), planted)) == {
        "matter", "advice", "next step", "question", "opinion"}


@pytest.mark.parametrize(("confided", "sees"), [
    ("", set()), ("legal", {"matter", "advice", "next step", "question", "opinion", "rating", "reason"})])
def test_whoever_acts_for_the_client_reads_it_only_where_that_was_agreed(
        app, client_as, planted, person, village, confided, sees):
    proxy = Proxy.create(
        principal=person("黄美珍"), agent=person("邓桂香"), locality=village("宅群村"), way=SELF, words="约",
        matters="legal", confided=confided, agreed_on=today(), until=today(), recorded_by=person("黄美珍"))
    client = client_as("邓桂香")
    post(client, f"/me/proxies/{proxy.id}/begin")
    assert set(found(app, client, planted, signed_in=False)) == sees


@pytest.mark.parametrize("name", ["司徒晴", "黄美珍"])
def test_a_feed_holds_when_and_where_alone(client_as, planted, name):
    """Whoever has the address reads it: not even one's own words stand there."""
    feed, numbers = feed_of(client_as(name)), planted[0]
    assert b"BEGIN:VEVENT" in feed and all(number.encode() in feed for number in numbers[:2])
    assert [word for word in WORDS.values() if word.encode() in feed] == []
