"""A village that keeps a points book, and passbooks in it."""

import pytest

from linli.access import Scope, held_by
from linli.database import db, is_sqlite, transaction
from linli.people.models import Household, Person
from linli.people.services import posts_of
from linli.toolkit.workflow import History
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import Account
from plugins.points.accounts.services import join
from plugins.points.deciding.models import Vote
from plugins.points.deeds.models import Deed
from plugins.points.notice.models import Objection
from plugins.points.shop import services, stock
from plugins.points.shop.models import Good, Redemption


@pytest.fixture
def place(village):
    """宅群村, where the demo has the module on."""
    return village("宅群村")


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


@pytest.fixture
def scope_of(app, person, place):
    """`scope_of("方敏仪")`: the standing of one of the cast in 宅群村, as a request would have it."""
    def make(someone, locality=None):
        someone = person(someone) if isinstance(someone, str) else someone
        return Scope(app.extensions["linli"].permissions, someone, held_by(someone, posts_of(someone)),
                     locality or place)
    return make


@pytest.fixture
def account_of(app, person, scope_of):
    """`account_of("黄美珍")`: the passbook of her household, which joins where it has not yet."""
    def find(name):
        scope = scope_of(name)
        return Account.get_or_none(Account.household == scope.person.household_id) or join(
            scope, scope.person.household)
    return find


@pytest.fixture
def no_deeds(app):
    """The village before anything was collected. What was written of it goes too, as only the owner of
    the database can let it: new deeds may bear the ids of the old.
    """
    db.execute_sql("DROP TRIGGER history_no_delete" if is_sqlite() else
                   "ALTER TABLE history DISABLE TRIGGER history_stays")
    Objection.delete().execute()
    Vote.delete().execute()
    History.delete().where(History.record.startswith("points_deed:")).execute()
    Deed.delete().execute()


@pytest.fixture
def new_household(app, place):
    """`new_household("900", "甲一", "甲二")`: a household of people who are not of the cast."""
    def make(number, *names, locality=place):
        household = Household.create(locality=locality, number=number, address=f"9组{number}号")
        for name in names:
            Person.create(name=name, household=household, locality=locality)
        return household
    return make


@pytest.fixture
def soap(place, scope_of):
    """Ten bars of tea soap, five points each."""
    good = Good.create(locality=place, title="茶皂", unit="块", price=5)
    stock.buy(scope_of("方敏仪"), good, 10, 30_00, "", "bought")
    return Good.get_by_id(good.id)


@pytest.fixture
def rich(account_of):
    """`rich("黄美珍", 60)`: her household's passbook with so many points."""
    def make(name, points=60):
        account = account_of(name)
        balance = Account.get_by_id(account.id).balance
        if points != balance:
            with transaction():
                accounts.write(account, "deed" if points > balance else "spent", points - balance,
                               f"test:{account.id}:{points}", "打扫")
        return Account.get_by_id(account.id)
    return make


@pytest.fixture
def take(scope_of, rich):
    """`take("黄美珍", soap)`: her household takes one."""
    def make(name, good, count=1, day=None, nonce=None):
        account = Account.get_or_none(Account.household == scope_of(name).person.household_id)
        if account is None or account.balance < good.price * count:
            account = rich(name)
        return services.reserve(scope_of(name), account, good, count, good.price, day,
                                nonce or f"{name}-{good.id}-{Redemption.select().count()}")
    return make
