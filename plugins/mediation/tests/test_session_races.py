"""Never two sessions in one room, nor one mediator in two places: from several processes, and with
the protection taken away.
"""

import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest

from linli.database import db
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import Server, csrf
from linli.testing.races import let_two_meet, without_guards
from linli.testing.scopes import scope_for
from linli.toolkit.calendar import SHANGHAI, today
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import LOOKING
from plugins.mediation.rooms.models import Room
from plugins.mediation.sessions import services
from plugins.mediation.sessions.models import PLANNED, Session
from plugins.mediation.tests.making import make_case

V = "440783108226"
CROWD = 8
DAY = today() + timedelta(days=14)


@pytest.fixture
def room(village):
    """A room that opens each day."""
    return Room.create(locality=village("宅群村"), title="抢着用的室", place="祠堂", opens=time(8),
                       closes=time(20), weekdays="1 2 3 4 5 6 7")


@pytest.fixture
def mediators(village):
    """Eight mediators of 宅群村, each with a case in hand: [(person, case)]."""
    place, found = village("宅群村"), []
    for number in range(CROWD):
        person, *parties = [Person.create(name=f"{who}{number}", locality=place)
                            for who in ("调解员", "申请人", "对方")]
        give_post(person, "mediator", place, date(2026, 1, 1))
        found.append((person, make_case(place, *parties, LOOKING, person)))
    return found


def test_eight_mediators_at_once_for_one_room(app, village, room, mediators):
    with Server(app, workers=3) as server:
        forms = [_open_form(server, *each) for each in mediators]
        db.close_all()
        with ThreadPoolExecutor(CROWD) as pool:
            answers = Counter(pool.map(lambda form: _send(*form, room), forms))
    assert answers == {303: 1, 409: CROWD - 1}
    assert Session.select().where(Session.room == room.id, Session.state == PLANNED).count() == 1


@pytest.mark.parametrize("what", ["room", "mediator"])
@pytest.mark.parametrize("protected", [True, False])
def test_two_at_once_and_the_guards_decide(app, village, room, mediators, monkeypatch, what, protected):
    """Two look before either writes. Without the guards both get it, which shows that the race
    happens; with them one does.
    """
    attempts = _attempts(app, village("宅群村"), room, mediators, what)
    let_two_meet(monkeypatch, services, "clashes")
    if not protected:
        without_guards(monkeypatch, services)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda attempt: _outcome(app, attempt), attempts))
    assert sum(outcomes) == (1 if protected else 2)
    assert Session.select().where(Session.starts_at >= _at(8)).count() == sum(outcomes)


def _attempts(app, place, room, mediators, what):
    """Two calls that may not both succeed: overlapping, but not at the same minute, which an index alone
    would refuse.
    """
    (first, case), (second, other) = mediators[:2]
    if what == "mediator":
        Case.update(mediator=first).where(Case.id == other.id).execute()
        return [_plan(app, place, first, each, start, None, "家里")
                for each, start in ((case, _at(9)), (other, _at(9, 30)))]
    return [_plan(app, place, first, case, _at(9), room), _plan(app, place, second, other, _at(9, 30), room)]


def _plan(app, place, person, case, starts_at, room, where=""):
    parties = list(Party.select().where(Party.case == case.id))
    when = services.When(starts_at, starts_at + timedelta(hours=1), room, where)
    return lambda: services.plan(scope_for(app, person, place), case, when, case.code, parties, "sitting")


def _at(hour, minute=0):
    return datetime.combine(DAY, time(hour, minute), SHANGHAI)


def _outcome(app, attempt):
    with app.test_request_context(), db.connection_context():
        try:
            attempt()
        except services.NotNow:
            return False
        return True


def _open_form(server, person, case):
    """The address, the cookie and the token of a mediator who has the form open."""
    url = f"{server.url}/{V}/mediation/cases/{case.code}/sessions/new"
    request = urllib.request.Request(url, headers={"Cookie": server.cookie(person)})
    with urllib.request.urlopen(request, timeout=30) as page:
        fresh = page.headers.get("Set-Cookie")
        cookie = fresh.split(";")[0] if fresh else request.get_header("Cookie")
        return url, cookie, csrf(page.read().decode()), case


def _send(url, cookie, token, case, room):
    parties = [("parties", str(key)) for key, in Party.select(Party.id).where(Party.case == case.id).tuples()]
    fields = [("csrf_token", token), ("nonce", cookie[-20:]), ("day", str(DAY)), ("starts", "09:00"),
              ("minutes", "60"), ("room", str(room.id)), ("kind", "sitting"), *parties]
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode(), {"Cookie": cookie})
    try:
        with urllib.request.build_opener(_StayHere).open(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None
