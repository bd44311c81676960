"""The households that one may collect for in the place of a request, and finding one of them."""

import operator
from functools import reduce

from peewee import Case

from linli.localities.models import VILLAGE_KINDS, Locality
from linli.people.models import Household, Person
from plugins.points.accounts.models import OPEN, Account
from plugins.points.accounts.names import MASKED, shown_names

MOST = 20


def takers(scope):
    """Query: the passbooks that take part, in the place of the request, of the households one
    collects for, each with its household and its village. Never one's own: that reports itself,
    with a photo.
    """
    mine = (scope.holds("points.propose", Account.locality)
            | scope.holds("points.propose", Household.block))
    return (Account.select(Account, Household, Locality).join(Household).switch(Account).join(Locality)
            .where(Account.state == OPEN, mine, Account.household != scope.person.household_id,
                   scope.here(Account.locality) | scope.here(Household.block)))


def search(scope, words):
    """[(passbook, how its household is shown)] whose number, address or a member's name hold these
    words; without words those of the blocks one serves in. MOST at most.
    """
    wanted = _matching(words) if words else _served(scope)
    first = Case(None, ((Household.number == words, 0),), 1)
    found = list(takers(scope).where(wanted).order_by(first, Household.number, Account.id).limit(MOST))
    names = shown_names([account.id for account in found], MASKED)
    return [(account, names[account.id]) for account in found]


def collects_at(scope):
    """The code of the place where this person collects: the one of the request, or else a block of
    theirs below it; None where neither.
    """
    here = scope.locality
    if scope.can("points.propose"):
        return here.code
    return next((held.code for held in scope.holding("points.propose")
                 if held.path.startswith(here.path)), None)


def village_of(place):
    """The village that a place is or lies in, or None above it."""
    return Locality.get_or_none(Locality.code.in_(place.lineage), Locality.kind.in_(VILLAGE_KINDS))


def _matching(words):
    named = Person.select(Person.household).where(
        Person.name.contains(words), Person.household.is_null(False))
    return (Household.number.contains(words) | Household.address.contains(words)
            | Household.id.in_(named))


def _served(scope):
    """Condition: of a building or group in which this person holds a post."""
    village = village_of(scope.locality)
    blocks = [held for held in scope.holding("points.propose")
              if village and held.path.startswith(village.path) and held.path != village.path]
    inside = [Locality.within(held.path) for held in blocks] or [Locality.code.is_null()]
    return Household.block.in_(Locality.select(Locality.code).where(reduce(operator.or_, inside)))
