"""The register of households: a new one, and who belongs to which.

What a module keeps for a household (a passbook, a journal) is that module's to carry along, in the
same transaction.
"""

import peewee

from linli.database import LostRace, db, transaction
from linli.people.models import Household, Person
from linli.toolkit.calendar import today


class NumberTaken(Exception):
    """The village's register has a household of this number already."""


def found(locality, number, address, block=None):
    """Enter a new household, with nobody in it yet; returns it.

    Raises NumberTaken. Inside a transaction of the caller it has to be let through: nothing of that
    transaction holds then.
    """
    try:
        with transaction():
            return Household.create(locality=locality, number=number, address=address, block=block)
    except peewee.IntegrityError as error:
        raise NumberTaken(number) from error


def move(people, source, target):
    """These people (ids) of the household `source` belong to `target` from now on; None: to none. Whoever was
    head of the old one is head of nothing.

    Raises LostRace where one of them was not, or no longer, of `source`: then nobody has moved.
    """
    assert db.in_transaction(), "people move with what is kept for their household"
    ids = set(people)
    moved = Person.update(household=target, is_head=False).where(
        Person.id.in_(ids), Person.household == source).execute()
    if moved != len(ids):
        raise LostRace


def close(household, *, with_people=False):
    """A household leaves the register today, for good: because nobody is left in it, or, `with_people`,
    because all of them moved away. Raises LostRace where somebody is in it, or it left before.
    """
    assert db.in_transaction(), "a household is closed with what is kept for it"
    inhabited = peewee.fn.EXISTS(Person.select(Person.id).where(Person.household == Household.id))
    closed = Household.update(closed_on=today()).where(
        Household.id == household, Household.registered(), inhabited if with_people else ~inhabited)
    if not closed.execute():
        raise LostRace
