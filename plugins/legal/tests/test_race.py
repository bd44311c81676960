"""Never two for one place: from several processes, and with the protection taken away."""

import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from linli.database import db
from linli.localities.models import Locality
from linli.modules.services import save_settings
from linli.people.models import Person
from linli.testing import Server, csrf
from linli.testing.races import let_two_meet, without_guards
from linli.testing.scopes import scope_for
from linli.toolkit.calendar import local
from linli.toolkit.refusals import Refused
from plugins.legal.booking import moving, services
from plugins.legal.booking.models import BOOKED, Booking, Wait
from plugins.legal.booking.offers import Taken, offers
from plugins.legal.module import module
from plugins.legal.roster.models import Roster
from plugins.legal.roster.slots import overlap
from plugins.legal.waiting import services as waiting

V = "/440783108226"
CAPACITY, CROWD = 3, 100
MEETINGS = {  # what two do at once: where both have read, and neither has written
    "book": (services, "place_of"), "buffer": (services, "place_of"),
    "move": (moving, "place_of"), "limit": (services, "_refuse_too_many")}


@pytest.fixture
def crowd(village):
    """A hundred residents of 宅群村."""
    place = village("宅群村")
    return [Person.create(name=f"村民{number}", locality=place) for number in range(CROWD)]


def _empty_slot(place):
    table, found = offers(place)
    return next(offer.slot for offer in found if offer.free == table.rules.capacity)


def test_a_hundred_at_once_for_three_places(app, village, crowd):
    place = village("宅群村")
    save_settings(module, place, {"capacity": CAPACITY}, None)
    slot = _empty_slot(place)
    with Server(app, workers=3) as server:
        url = f"{server.url}{V}/legal/book/{slot.key}"
        forms = [_open_form(server, person, url) for person in crowd]
        db.close_all()
        with ThreadPoolExecutor(CROWD) as pool:
            answers = Counter(pool.map(lambda form: _send(url, *form), forms))
    assert answers == {303: CAPACITY, 409: CROWD - CAPACITY}
    rows = Booking.select().where(Booking.starts_at == slot.start_utc, Booking.state == BOOKED,
                                  Booking.adviser == slot.adviser_id)
    assert sorted(row.seat for row in rows) == [1, 2, 3]


def test_a_cancel_and_twenty_grabbers_at_once(app, village, crowd):
    """Whatever the order, the place that frees goes to the first in line alone."""
    place, (first, second, *grabbers) = village("宅群村"), crowd
    key, last = _full_day(app, place, grabbers)
    with app.app_context():
        waits = [waiting.join(scope_for(app, each, place), local(last.starts_at).date())
                 for each in (first, second)]
    with Server(app, workers=3) as server:
        url = f"{server.url}{V}/legal/book/{key}"
        holder, *forms = [_open_form(server, each, url) for each in (first, second, *grabbers[-20:])]
        db.close_all()
        with ThreadPoolExecutor(len(forms) + 1) as pool:
            answers = [pool.submit(_send, url, *form) for form in forms]
            freed = pool.submit(_cancel, app, last, place)
            assert Counter(answer.result() for answer in answers) == {409: len(forms)}
            freed.result()
        assert _send(url, *holder) == 303
    assert [Wait.get_by_id(wait.id).state for wait in waits] == ["taken", "waiting"]


def _full_day(app, place, people):
    """Book all that is free on the last day that has any: the last key and its booking."""
    with app.app_context():
        free = [offer.slot for offer in offers(place)[1] if offer.free]
        last_day = local(free[-1].start_utc).date()
        keys = [slot.key for slot in free if local(slot.start_utc).date() == last_day]
        made = [services.book(scope_for(app, person, place), key, "wages", "欠薪", None, key)
                for person, key in zip(people, keys, strict=False)]
    return keys[-1], made[-1]


def _cancel(app, booking, place):
    with app.app_context():
        services.cancel(scope_for(app, booking.resident, place), booking, "不来了")


def _open_form(server, person, url):
    """The cookie and the token of a person who has the form open."""
    request = urllib.request.Request(url, headers={"Cookie": server.cookie(person)})
    with urllib.request.urlopen(request, timeout=30) as page:
        fresh = page.headers.get("Set-Cookie")
        cookie = fresh.split(";")[0] if fresh else request.get_header("Cookie")
        return cookie, csrf(page.read().decode())


def _send(url, cookie, token):
    fields = {"csrf_token": token, "nonce": cookie[-20:], "kind": "wages", "text": "欠薪"}
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode(),
                                     {"Cookie": cookie})
    try:
        opener = urllib.request.build_opener(_StayHere)
        with opener.open(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


@pytest.mark.parametrize("what", MEETINGS)
@pytest.mark.parametrize("protected", [True, False])
def test_two_at_once_and_the_guards_decide(
        app, nothing_booked, village, crowd, monkeypatch, what, protected):
    """Two people read before either writes. Without the guards both get the place, which shows
    that the race happens; with them one does.
    """
    place = village("宅群村")
    attempts = _attempts(app, place, crowd, what)
    let_two_meet(monkeypatch, *MEETINGS[what])
    if not protected:
        _take_protection_away(monkeypatch)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda attempt: _outcome(app, attempt), attempts))
    assert sum(outcomes) == (1 if protected else 2)


def _attempts(app, place, crowd, what):
    """Two calls that may not both succeed."""
    _table, found = offers(place)
    free = [offer.slot for offer in found if offer.free]
    first, second = crowd[:2]
    if what == "book":
        return [_book(app, place, person, free[0].key) for person in (first, second)]
    if what == "limit":
        save_settings(module, place, {"open_bookings": 1}, None)
        return [_book(app, place, first, slot.key) for slot in free[:2]]
    if what == "buffer":
        next_to_it = _neighbours(free)[1]
        return _with_buffer(app, place, first, next_to_it)
    made = [services.book(scope_for(app, person, place), slot.key, "wages", "欠薪", None, str(person.id))
            for person, slot in zip((first, second), free, strict=False)]
    return [lambda booking=booking: moving.move(
        scope_for(app, booking.resident, place), Booking.get_by_id(booking.id), free[2].key,
        f"move-{booking.id}")
        for booking in made]


def _neighbours(free):
    return next((one, two) for one in free for two in free
                if one.adviser_id == two.adviser_id and one.end_utc == two.start_utc)


def _with_buffer(app, place, first, next_to_it):
    """Two villages offer neighbouring times of one adviser; the buffer allows only one of them."""
    other = Locality.get(Locality.short_name == "强亚村")
    roster = Roster.get_by_id(next_to_it.roster_id)
    starts = local(next_to_it.start_utc).time()
    Roster.create(**{**roster.__data__, "id": None, "locality": other, "starts": starts})
    save_settings(module, other, {"buffer_minutes": 20}, None)
    save_settings(module, place, {"buffer_minutes": 20}, None)
    neighbour = Person.create(name="强亚村民", locality=other)
    keys = {offer.slot.key for offer in offers(other)[1] if offer.free}
    here = [offer.slot for offer in offers(place)[1] if offer.free]
    there = next(slot for slot in (offer.slot for offer in offers(other)[1])
                 if slot.key in keys and any(_too_near(slot, mine) for mine in here))
    mine = next(slot for slot in here if _too_near(there, slot))
    return [_book(app, place, first, mine.key), _book(app, other, neighbour, there.key)]


def _too_near(one, two):
    return one.adviser_id == two.adviser_id and one.start_utc != two.start_utc and overlap(
        one.start_utc, one.end_utc, two.start_utc, two.end_utc, 20)


def _book(app, place, person, key):
    return lambda: services.book(scope_for(app, person, place), key, "wages", "欠薪", None,
                                 f"{person.id}-{key}")


def _outcome(app, attempt):
    with app.app_context(), db.connection_context():
        try:
            attempt()
        except (Refused, Taken):
            return False
        return True


def _take_protection_away(monkeypatch):
    """No guard rows, no counter that holds a row until the end, and no unique index."""
    without_guards(monkeypatch, services, moving)
    monkeypatch.setattr(services, "next_number", lambda *_arguments: uuid.uuid4().hex[:20])
    db.execute_sql("DROP INDEX legal_booking_place")
