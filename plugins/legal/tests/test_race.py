"""Never two for one place: from several processes, and with the protection taken away."""

import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from linli.access import Scope, held_by
from linli.database import db, is_sqlite
from linli.localities.models import Locality
from linli.modules.services import save_settings
from linli.people.models import Person
from linli.testing import Server, csrf
from linli.toolkit.calendar import local
from plugins.legal.booking import services
from plugins.legal.booking.models import BOOKED, Booking
from plugins.legal.booking.offers import Refused, offers
from plugins.legal.module import module
from plugins.legal.roster.models import Roster
from plugins.legal.roster.slots import overlap

V = "/440783108226"
CAPACITY, CROWD = 3, 100


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


@pytest.mark.parametrize("what", ["book", "buffer", "move", "limit"])
@pytest.mark.parametrize("protected", [True, False])
def test_two_at_once_and_the_guards_decide(app, village, crowd, monkeypatch, what, protected):
    """Two people read before either writes. Without the guards both get the place, which shows
    that the race happens; with them one does.
    """
    place = village("宅群村")
    attempts = _attempts(app, place, crowd, what)
    both_have_read = threading.Barrier(2)

    def meet(*arguments, **named):
        result = real(*arguments, **named)
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(timeout=1.0)
        return result
    name = "_refuse_too_many" if what == "limit" else "place_of"
    real = getattr(services, name)
    monkeypatch.setattr(services, name, meet)
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
    made = [services.book(_scope(app, person, place), slot.key, "wages", "欠薪", None, str(person.id))
            for person, slot in zip((first, second), free, strict=False)]
    return [lambda booking=booking: services.move(
        _scope(app, booking.resident, place), Booking.get_by_id(booking.id), free[2].key,
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
    return lambda: services.book(_scope(app, person, place), key, "wages", "欠薪", None,
                                 f"{person.id}-{key}")


def _scope(app, person, place):
    return Scope(app.extensions["linli"].permissions, person, held_by(person, ()), place)


def _outcome(app, attempt):
    with app.app_context(), db.connection_context():
        try:
            attempt()
        except Refused:
            return False
        return True


def _take_protection_away(monkeypatch):
    """No guard rows and no unique index; on SQLite, which lets one writer in, no transaction."""
    monkeypatch.setattr(services, "guard", lambda *_arguments: None)
    monkeypatch.setattr(services, "next_number", lambda *_arguments: uuid.uuid4().hex[:20])
    db.execute_sql("DROP INDEX legal_booking_place")
    if is_sqlite():
        inside = threading.local()

        @contextmanager
        def no_transaction():
            inside.it = True
            yield
            inside.it = False
        monkeypatch.setattr(services, "transaction", no_transaction)
        monkeypatch.setattr(db.obj, "in_transaction", lambda: getattr(inside, "it", False))
