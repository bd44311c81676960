"""What the pages of the shop read. Each narrows a query that it is given, or counts."""

from datetime import time

import peewee
from peewee import fn

from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.figures.periods import QUARTER, Period
from plugins.points.accounts.models import Account
from plugins.points.shop.models import (
    HANDED,
    RESERVED,
    Good,
    PickupDay,
    Redemption,
    StockLine,
)

Keeper = Person.alias()


def had_this_quarter(account):
    """{id of a good: how many the household took this quarter}, without what was given back."""
    start = to_utc(Period.around(today(), QUARTER).first, time.min)
    return dict(Redemption.select(Redemption.good, fn.SUM(Redemption.count)).where(
        Redemption.account == account.id, Redemption.state.in_((RESERVED, HANDED)),
        Redemption.reserved_at >= start).group_by(Redemption.good).tuples())


def goods(query, locality):
    """The goods of one village, what costs least first."""
    return list(query.where(Good.locality == locality).order_by(Good.price, Good.title, Good.id))


def whole(query):
    """The same redemptions with all that a page tells of them, in one query."""
    return (query.select(Redemption, Good, Account, Household, Locality, PickupDay, Person, Keeper)
            .join(Good).switch(Redemption).join(Account).join(Household)
            .switch(Redemption).join(Locality)
            .switch(Redemption).join(PickupDay, peewee.JOIN.LEFT_OUTER)
            .switch(Redemption).join(Person, on=(Redemption.reserved_by == Person.id))
            .switch(Redemption).join(Keeper, peewee.JOIN.LEFT_OUTER,
                                     on=(Redemption.handed_by == Keeper.id), attr="handed_by"))


def waiting(query):
    """Those that wait to be fetched, the most urgent first."""
    return whole(query).where(Redemption.state == RESERVED).order_by(Redemption.until, Redemption.id)


def own_waiting(scope):
    """What the reader's household has to fetch, in the place of the request or anywhere."""
    own = Account.household == (scope.person.household_id if scope.person else None)
    return (Redemption.visible_to(scope).select(Redemption, Good, Locality).join(Good)
            .switch(Redemption).join(Locality).switch(Redemption).join(Account)
            .where(own, Redemption.state == RESERVED, scope.here(Redemption.locality))
            .order_by(Redemption.until, Redemption.id))


def due_today(scope):
    """The places whose counter one keeps, each with the `count` of what is to be fetched today."""
    return list(Locality.select(Locality, fn.COUNT(Redemption.id).alias("count")).join(Redemption).where(
        Redemption.state == RESERVED, Redemption.until <= today(),
        scope.holds("points.counter", Redemption.locality), scope.here(Redemption.locality))
        .group_by(Locality))


def open_in(locality):
    """Query: what waits to be fetched in a place and below it."""
    return Redemption.select().join(Locality).where(
        Locality.within(locality.path), Redemption.state == RESERVED)


def overdue(day):
    """What should have been fetched before this Shanghai day."""
    return list(whole(Redemption.select()).where(
        Redemption.state == RESERVED, Redemption.until < day).order_by(Redemption.id))


def coming_days(locality):
    """The redemption days of a village from today on, without those called off."""
    return list(PickupDay.select().where(
        PickupDay.locality == locality, PickupDay.day >= today(), ~PickupDay.cancelled)
        .order_by(PickupDay.day, PickupDay.starts, PickupDay.id))


def days_of(query, locality):
    """Redemption days of a village, the latest first, each with `waiting`: what is still to fetch."""
    waiting = Redemption.select(fn.COUNT(Redemption.id)).where(
        Redemption.day == PickupDay.id, Redemption.state == RESERVED)
    return list(query.select(PickupDay, Locality, waiting.alias("waiting")).join(Locality)
                .where(PickupDay.locality == locality)
                .order_by(PickupDay.day.desc(), PickupDay.starts.desc()).limit(60))


def by_number(query, typed):
    """The redemption that somebody means by what they tell: the whole number or the end of it."""
    text = typed.upper().replace(" ", "")
    meant = Redemption.number == text
    if text.isascii() and text.isdigit():
        meant = Redemption.number.endswith(f"-{text.zfill(4)}")
    return query.where(meant).order_by(Redemption.id.desc()).first()


def lines_of(query, good):
    """The lines of one good, the latest first, each with its person."""
    return (query.select(StockLine, Person).join(Person, peewee.JOIN.LEFT_OUTER)
            .where(StockLine.good == good.id).order_by(StockLine.id.desc()))


def moved(good):
    """({kind: how much the stock of a good was changed by it}, how many lines there are)."""
    rows = list(StockLine.select(StockLine.kind, fn.SUM(StockLine.change), fn.COUNT(StockLine.id)).where(
        StockLine.good == good.id).group_by(StockLine.kind).tuples())
    return {kind: int(change) for kind, change, _many in rows}, sum(many for _kind, _change, many in rows)
