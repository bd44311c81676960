"""Passbooks as pages show them. Each narrows a query that it is given."""

from peewee import fn

from linli.localities.models import Locality
from linli.people.models import Household, Person
from plugins.points.accounts.models import OPEN, Account, Entry


def whole(query):
    """The same passbooks, each with its household and its place."""
    return (query.select(Account, Household, Locality).join(Household)
            .switch(Account).join(Locality, on=(Account.locality == Locality.code)))


def own(scope):
    """The passbook of one's household in the village of this request, or None."""
    if scope.person is None or scope.person.household_id is None:
        return None
    return whole(Account.visible_to(scope)).where(
        Account.household == scope.person.household_id, Account.locality == scope.locality).first()


def own_household(scope):
    """One's household where it lies in the village of this request, or None."""
    return Household.visible_to(scope).where(Household.locality == scope.locality).first()


def people_of(household):
    """Who belongs to a household, in the order of the register."""
    return list(Person.select().where(Person.household == household).order_by(Person.id))


def lines(query, account):
    """The lines of one passbook, the newest first."""
    return query.where(Entry.account == account.id).order_by(Entry.id.desc())


def household_here(locality, number):
    """The household with this number in the register of a village, or None."""
    return Household.registered_in(locality).where(Household.number == number).first()


def taking_part(locality):
    """How many households of a place and below it take part."""
    return sum(taking_part_by_place(locality).values())


def taking_part_by_place(locality):
    """{code of a place in `locality`: how many households take part}, in one query."""
    places = Locality.select(Locality.code).where(Locality.within(locality.path))
    return dict(Account.select(Account.locality, fn.COUNT(Account.id)).where(
        Account.locality.in_(places), Account.state == OPEN).group_by(Account.locality).tuples())
