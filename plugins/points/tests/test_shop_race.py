"""Whatever happens at once: never more than there is, never below zero, and everything adds up."""

import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from peewee import fn

from linli.database import LostRace, db, transaction, utc_now
from linli.people.models import Household, Person
from linli.testing import Server, csrf
from linli.testing.races import let_two_meet, without_guards
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import Account, Entry
from plugins.points.shop import clock, services, stock
from plugins.points.shop.models import Good, Redemption, StockLine

HERE = "/440783108226/points"
CROWD, BAGS, PRICE, POINTS = 50, 3, 50, 80


@pytest.fixture
def rice(place, scope_of):
    """The last three bags of rice."""
    good = Good.create(locality=place, title="香米", unit="袋", price=PRICE)
    stock.buy(scope_of("方敏仪"), good, BAGS, 150_00, "", "rice")
    return Good.get_by_id(good.id)


@pytest.fixture
def crowd(place):
    """Fifty households with a passbook and the points for one bag."""
    people = []
    for number in range(CROWD):
        household = Household.create(locality=place, number=f"R{number:03}", address="1组")
        people.append(Person.create(name=f"村民{number}", locality=place, household=household))
        account = Account.create(household=household, locality=place, number=f"ZH-R{number:03}",
                                 joined_on=utc_now().date())
        with transaction():
            accounts.write(account, "deed", POINTS, f"test:{number}", "打扫")
    return people


def add_up(good):
    """Every balance and the stock are the sums of their lines, and none is below zero."""
    lines = dict(Entry.select(Entry.account, fn.SUM(Entry.points)).group_by(Entry.account).tuples())
    balances = dict(Account.select(Account.id, Account.balance).tuples())
    assert all(balance == lines.get(account, 0) >= 0 for account, balance in balances.items())
    stands = Good.get_by_id(good.id).stock
    assert stands >= 0
    assert stands == StockLine.select(fn.SUM(StockLine.change)).where(StockLine.good == good.id).scalar()
    return stands


def test_fifty_at_once_for_the_last_three_bags_and_one_of_them_twenty_times(app, rice, crowd):
    with Server(app, workers=3) as server:
        url = f"{server.url}{HERE}/shop/{rice.id}"
        forms = [_open_form(server, person, url) for person in crowd]
        db.close_all()
        with ThreadPoolExecutor(CROWD) as pool:
            answers = dict(zip(forms, pool.map(lambda form: _send(url, *form), forms), strict=True))
            assert Counter(answers.values()) == {303: BAGS, 409: CROWD - BAGS}
            assert add_up(rice) == 0
            db.close_all()
            winner = next(form for form, status in answers.items() if status == 303)
            again = Counter(pool.map(lambda _each: _send(url, *winner), range(20)))
    assert again == {303: 20}, "each leads to the first"
    taken = [row.account_id for row in Redemption.select().where(Redemption.good == rice)]
    assert len(taken) == len(set(taken)) == BAGS and add_up(rice) == 0
    spent = Entry.select(fn.SUM(Entry.points)).where(Entry.account.in_(taken), Entry.kind == "spent")
    assert spent.scalar() == -BAGS * PRICE


def _open_form(server, person, url):
    request = urllib.request.Request(url, headers={"Cookie": server.cookie(person)})
    with urllib.request.urlopen(request, timeout=120) as page:
        fresh = page.headers.get("Set-Cookie")
        cookie = fresh.split(";")[0] if fresh else request.get_header("Cookie")
        return cookie, csrf(page.read().decode())


def _send(url, cookie, token):
    fields = {"csrf_token": token, "nonce": cookie[-20:], "price": PRICE, "count": 1, "day": ""}
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode(), {"Cookie": cookie})
    try:
        opener = urllib.request.build_opener(_StayHere)
        with opener.open(request, timeout=120) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


@pytest.mark.parametrize("protected", [True, False])
def test_a_quarters_limit_and_two_members_at_once(app, rice, crowd, scope_of, monkeypatch, protected):
    """One bag a household: both have counted before either writes. Without the guards both get
    one, which shows that the race happens.
    """
    stock.change(rice, rice.version, most=1)
    first = crowd[0]
    account = Account.get(Account.household == first.household_id)
    with transaction():
        accounts.write(account, "deed", 100, "test:more", "打扫")
    second = Person.create(name="同户", locality=first.locality_id, household=first.household_id)
    attempts = [_reserve(app, scope_of(person), account, rice) for person in (first, second)]
    let_two_meet(monkeypatch, services, "_refuse_over_limit")
    if not protected:
        without_guards(monkeypatch, services, stock)
        monkeypatch.setattr(services, "next_number", lambda *_given: uuid.uuid4().hex[:20])
    assert sum(_at_once(attempts)) == (1 if protected else 2)


def test_two_goods_at_once_and_points_for_one(app, rice, crowd, scope_of, place, monkeypatch):
    oil = Good.create(locality=place, title="香油", unit="桶", price=60)
    stock.buy(scope_of("方敏仪"), oil, 5, 1, "", "oil")
    account = Account.get(Account.household == crowd[0].household_id)
    let_two_meet(monkeypatch, services, "_refuse_over_limit")
    done = _at_once([_reserve(app, scope_of(crowd[0]), account, good) for good in (rice, oil)])
    assert sum(done) == 1 and add_up(rice) + add_up(oil) == BAGS + 5 - 1
    assert Account.get_by_id(account.id).balance in (POINTS - PRICE, POINTS - 60)


def test_stock_stays_at_zero_whoever_is_away(app, rice, crowd, scope_of, monkeypatch):
    """Also without any guard: the statement that moves it keeps it there."""
    Good.update(stock=1).where(Good.id == rice.id).execute()
    attempts = [_reserve(app, scope_of(person), Account.get(Account.household == person.household_id), rice)
                for person in crowd[:2]]
    let_two_meet(monkeypatch, services, "_refuse_over_limit")
    monkeypatch.setattr(services, "guard", lambda *_given: None)
    assert sum(_at_once(attempts)) == 1 and Good.get_by_id(rice.id).stock == 0


def test_cancelled_and_handed_over_at_once(app, rice, crowd, scope_of):
    """One of the two happens; whichever, the books agree."""
    for person in crowd[:3]:
        account = Account.get(Account.household == person.household_id)
        row = services.reserve(scope_of(person), account, rice, 1, PRICE, None, f"race-{person.id}")
        keeper, own = scope_of("何永康"), scope_of(person)
        done = _at_once([_in_app(app, lambda row=row, keeper=keeper: services.hand(
            keeper, Redemption.get_by_id(row.id))), _in_app(app, lambda row=row, own=own: services.cancel(
                own, Redemption.get_by_id(row.id)))])
        assert sum(done) == 1
        state = Redemption.get_by_id(row.id).state
        assert Account.get_by_id(account.id).balance == {"handed": POINTS - PRICE, "cancelled": POINTS}[state]
        add_up(rice)


def test_two_clocks_give_back_once(app, rice, crowd, scope_of):
    account = Account.get(Account.household == crowd[0].household_id)
    row = services.reserve(scope_of(crowd[0]), account, rice, 1, PRICE, None, "late")
    Redemption.update(until="2026-01-01").where(Redemption.id == row.id).execute()
    assert all(_at_once([_in_app(app, lambda: clock.tick(utc_now())) for _each in range(4)]))
    assert Account.get_by_id(account.id).balance == POINTS and add_up(rice) == BAGS
    assert Entry.select().where(Entry.record == row.record, Entry.kind == "given_back").count() == 1


def _reserve(app, scope, account, good):
    return _in_app(app, lambda: services.reserve(scope, account, good, 1, good.price, None,
                                                 uuid.uuid4().hex[:20]))


def _in_app(app, attempt):
    """The attempt in a thread of its own: whether it succeeded."""
    def run():
        with app.app_context(), db.connection_context():
            try:
                attempt()
            except LostRace:
                return False
            return True
    return run


def _at_once(attempts):
    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(lambda attempt: attempt(), attempts))
