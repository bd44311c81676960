"""The shelf: goods, and the stock ledger that says what came in and went out.

Stock moves in the same statement that keeps it at or above zero, and each move is a line.
"""

from contextlib import contextmanager

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, db, guard, transaction
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.editing import save
from plugins.points.shop.models import (
    BOUGHT,
    COUNTED,
    RESERVED,
    WRITTEN_OFF,
    Good,
    Redemption,
    StockLine,
)


class SameTitle(Exception):
    """The village has a good of this title already; a sentence for the reader."""


class TooMany(Exception):
    """More would go out than there is; a sentence for the reader."""


def move(good, kind, change, *conditions, **line):
    """Change a good's stock by `change` and write the line of it; returns the line.

    Raises LostRace where the stock would fall below zero, or one of `conditions` on the good does
    not hold: nothing was written.
    """
    assert db.in_transaction(), "a line of stock is written with the fact it tells"
    moved = Good.update(stock=Good.stock + change).where(
        Good.id == good.id, Good.stock + change >= 0, *conditions)
    if not moved.execute():
        raise LostRace
    left = Good.get_by_id(good.id).stock
    return StockLine.create(good=good, kind=kind, change=change, left=left, on=today(), **line)


def add(scope, nonce, **columns):
    """Put a new good on the list of `scope.locality`; returns it. Raises SameTitle, once.AlreadyDone."""
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            good = Good.create(locality=scope.locality, **columns)
            once.keep(nonce, str(good.id))
    except peewee.IntegrityError as error:
        raise _same_title() from error
    return good


def change(good, version, **columns):
    """Write what was typed about a good. Raises LostRace where another change came between,
    SameTitle. What is reserved already keeps its price.
    """
    try:
        with transaction():
            save(good, version, **columns)
    except peewee.IntegrityError as error:
        raise _same_title() from error


def buy(scope, good, count, cost, note, nonce):
    """Goods were bought: `count` of them for `cost` (分) together. Raises once.AlreadyDone."""
    with _once(scope, nonce, good):
        move(good, BOUGHT, count, cost=cost, note=note, person=scope.person)


def write_off(scope, good, count, reason, nonce):
    """Goods are spoilt or gone. Raises TooMany, once.AlreadyDone."""
    try:
        with _once(scope, nonce, good):
            move(good, WRITTEN_OFF, -count, note=reason, person=scope.person)
    except LostRace as error:
        left = Good.get_by_id(good.id).stock
        raise TooMany(_l("货架上能报废的只有 %(left)d %(unit)s", left=left, unit=good.unit)) from error


def on_shelf(good):
    """(free, waiting): how many are free, and how many stand there for those who have not fetched
    them yet. Together they are what a count must find.
    """
    return Good.get_by_id(good.id).stock, waiting(good)


def waiting(good):
    """How many were taken and not fetched yet."""
    return int(Redemption.select(peewee.fn.COALESCE(peewee.fn.SUM(Redemption.count), 0)).where(
        Redemption.good == good.id, Redemption.state == RESERVED).scalar())


def count(scope, good, found, expected, reason, nonce):
    """The shelf was counted: `found` stand there, waiting ones among them; returns the difference.

    `expected` is what the form told; raises LostRace where something moved meanwhile, TooMany
    where fewer were found than wait to be fetched, once.AlreadyDone.
    """
    with _once(scope, nonce, good):
        free, taken = on_shelf(good)
        if free + taken != expected:
            raise LostRace
        if found < taken:
            raise TooMany(_l("有 %(taken)d %(unit)s已经有人换了、还没领，货架上不能比这少。"
                             "少了的先补上，或者请他们取消", taken=taken, unit=good.unit))
        if found != expected:
            move(good, COUNTED, found - expected, Good.stock == free, note=reason, person=scope.person)
    return found - expected


@contextmanager
def _once(scope, nonce, good):
    """A transaction that holds the sender's guard and takes one form once."""
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        yield
        once.keep(nonce, str(good.id))


def _same_title():
    return SameTitle(_l("已经有这个名字的东西了，去改那一个，或者换个名字"))
