"""Taking goods for points: reserved, handed over, or given back. Safe from any number of processes.

The order of locks is always the same: the person, the passbook, the redemption day, then the
good. Points and stock move in the transaction of the step, by lines of their own.
"""

import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction, utc_now
from linli.modules.services import settings_of
from linli.people.models import Household, Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import NotNow
from plugins.points.accounts import lists as passbooks
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import CLOSED, GIVEN_BACK, LEAVING, SPENT, Account
from plugins.points.module import module
from plugins.points.shop import lists, stock
from plugins.points.shop.models import GIVEN_BACK as GIVEN_BACK_LINE
from plugins.points.shop.models import RESERVED_LINE, Good, PickupDay, Redemption


class NoPassbook(Exception):
    """No household of the village with this number takes part; a sentence for the reader."""


class OwnHousehold(workflow.NotAllowed):
    """Nobody hands goods over to their own household."""


def reserve(scope, account, good, count, price, day, nonce):
    """Take `count` of a good for the household of `account`, at the `price` that was shown, to be
    fetched on `day` (a PickupDay) or, where None, at the counter; returns the Redemption.

    Raises NotNow, once.AlreadyDone with the number of the one that the same form made.
    """
    with transaction():
        guard(Person, scope.person.id)
        guard(Account, account.id)
        once.refuse_repeat(nonce)
        account = passbooks.whole(Account.select()).where(Account.id == account.id).get()
        good = Good.get_by_id(good.id)
        if price != good.price:
            raise _not_to_be_had(good, price)
        _refuse_account(account)
        _refuse_over_limit(account, good, count)
        day = _hold_day(day)
        redemption = Redemption.create(
            number=next_number("DH", today().year), token=secrets.token_urlsafe(12),
            locality=good.locality_id, account=account, good=good, count=count, points=count * price,
            day=day, until=day.day if day else until_from_now(account.locality), reserved_by=scope.person)
        _pay(scope, redemption, price)
        workflow.begin(redemption, scope)
        once.keep(nonce, redemption.number)
        if account.household_id != scope.person.household_id:
            tell(redemption, scope, _l("兑换点帮您家换了东西"), _l("不是您家要的，请马上告诉村委"))
    return redemption


def passbook_of(locality, household_number):
    """The passbook of the household that names this number at the counter. Raises NoPassbook."""
    account = Account.select().join(Household).where(
        Account.locality == locality, Household.number == household_number).first()
    if account is None:
        raise NoPassbook(_l("没有这个户号的存折，请看看户号，或者先帮他家开存折"))
    return account


def cancel(scope, redemption):
    """It is not wanted after all: by the household itself, or at the counter. Points and goods go
    back. Raises LostRace where it was handed over or given back, NotAllowed.
    """
    own = redemption.account.household_id == scope.person.household_id
    if not own and not scope.can("points.counter", redemption.locality):
        raise workflow.NotAllowed("cancel")
    with transaction():
        _give_back(scope, redemption, "cancel", _l("取消兑换"))
        tell(redemption, scope, _l("换的东西取消了"), _l("积分已经退回存折"))


def hand(scope, redemption):
    """Hand the goods over. Raises OwnHousehold, NotAllowed, LostRace where it was done already."""
    if redemption.account.household_id == scope.person.household_id:
        raise OwnHousehold("hand")
    with transaction():
        workflow.apply("hand", redemption, scope, handed_by=scope.person,
                       handed_at=utc_now())
        tell(redemption, scope, _l("东西领走了"), _l("不是您家领的，请马上告诉村委"))


def expire(redemption):
    """Nobody came for it in time. Raises LostRace where it is no longer waiting."""
    with transaction():
        _give_back(BY_CLOCK, redemption, "expire", _l("过期没领"))
        tell(redemption, BY_CLOCK, _l("换的东西过期没领"), _l("积分已经退回存折，还可以再换"))


def tell(redemption, scope, title, text):
    """A word to everybody of the household but whoever did it."""
    words = _l("%(what)s · %(number)s · %(text)s", what=redemption.what, number=redemption.number, text=text)
    for person in passbooks.people_of(redemption.account.household_id):
        if scope.person is None or person.id != scope.person.id:
            notify(person, title, words,
                   f"/{redemption.locality_id}/points/redemptions/{redemption.number}")


def _refuse_account(account):
    if account.state == CLOSED or (account.state == LEAVING and account.leaving_until
                                   and account.leaving_until < today()):
        raise NotNow(_l("这本存折已经结清，不能再换东西了"))


def _refuse_over_limit(account, good, count):
    """A household may have so many of a good in a quarter; what it gave back does not count."""
    had = lists.had_this_quarter(account).get(good.id, 0) if good.most else 0
    if good.most and had + count > good.most:
        raise NotNow(_l("%(title)s每户每季度最多换 %(most)d %(unit)s，这一户已经换了 %(had)d %(unit)s",
                        title=good.title, most=good.most, unit=good.unit, had=had))


def _hold_day(day):
    """The redemption day, held against being called off meanwhile."""
    if day is None:
        return None
    guard(PickupDay, day.id)
    day = PickupDay.get_by_id(day.id)
    if day.cancelled or day.day < today():
        raise NotNow(_l("这个兑换日已经取消或者过了，请另选一天"))
    return day


def until_from_now(locality):
    """The last day to fetch at the counter what is taken today."""
    return today() + timedelta(days=settings_of(module, locality).hold_days)


def _pay(scope, redemption, price):
    """Move points and goods; say which of them is missing."""
    good, count = redemption.good, redemption.count
    try:
        stock.move(good, RESERVED_LINE, -count, Good.offered, Good.price == price,
                   record=redemption.record, person=scope.person)
        accounts.write(redemption.account, SPENT, -redemption.points, redemption.record,
                       redemption.what, reason=redemption.number, person=scope.person)
    except accounts.TooFewPoints as error:
        raise NotNow(_l("积分不够：%(what)s要 %(points)d 分，存折里有 %(balance)d 分", what=redemption.what,
                        points=redemption.points, balance=redemption.account.balance)) from error
    except LostRace as error:
        raise _not_to_be_had(Good.get_by_id(good.id), price) from error


def _not_to_be_had(good, price):
    if not good.offered:
        return NotNow(_l("%(title)s现在不换了", title=good.title))
    if good.price != price:
        return NotNow(_l("%(title)s的积分刚刚改了，现在每%(unit)s %(price)d 分，请看过再换",
                         title=good.title, unit=good.unit, price=good.price))
    return NotNow(_l("%(title)s只剩 %(left)d %(unit)s了", title=good.title, left=good.stock, unit=good.unit)
                  if good.stock else _l("%(title)s刚刚换完了", title=good.title))


def _give_back(scope, redemption, step, reason):
    """The step, and both back by new lines. Raises LostRace where the household merged meanwhile."""
    guard(Account, redemption.account_id)
    if Redemption.get_by_id(redemption.id).account_id != redemption.account_id:
        raise LostRace
    workflow.apply(step, redemption, scope)
    accounts.write(redemption.account, GIVEN_BACK, redemption.points, redemption.record,
                   redemption.what, reason=f"{reason} {redemption.number}", person=scope.person)
    stock.move(redemption.good, GIVEN_BACK_LINE, redemption.count, record=redemption.record,
               note=str(reason), person=scope.person)
