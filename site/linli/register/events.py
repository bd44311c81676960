"""What happens to a household: it splits, merges, moves within the village or away; somebody leaves or dies.

Each is one transaction: people, register and history, and what every plugin has to do with what it
keeps for them (hook linli_household_changed), on or off; one that raises takes all back. `tell` is
`plugins.Registry.tell`. Nobody enters a change of their own household. All raise workflow.NotAllowed,
LostRace and once.AlreadyDone (with the id of the household to look at).
"""

from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import gettext as _

from linli.access import Scope
from linli.database import LostRace, guard, transaction
from linli.localities.models import Locality
from linli.people import households, leaving
from linli.people.models import Household, Person
from linli.register import history
from linli.register.models import (
    CLOSED,
    DIED,
    JOINED,
    LEFT,
    MERGED_IN,
    MERGED_INTO,
    MOVED_AWAY,
    MOVED_WITHIN,
    SPLIT_FROM,
    SPLIT_OFF,
)
from linli.register.services import hold
from linli.toolkit import once, workflow


@dataclass(frozen=True)
class HouseholdChange:
    """What happened: `kind` is SPLIT_OFF, MERGED_INTO, LEFT, MOVED_AWAY, MOVED_WITHIN or DIED of
    register.models, `household` the one it happened to, as it is now, `people` (Persons) whom it concerns,
    `other` the new household of a split or the one merged into; `closed`: the household left the register
    with it.
    """

    kind: str
    household: Household
    people: tuple
    words: str
    other: Household | None = None
    closed: bool = False


@dataclass(frozen=True)
class NextStep:
    """What a plugin wants to ask next: the address of its page."""

    href: str
    title: str


def split(tell, scope: Scope, household, number, address, people, words, nonce, block=None):
    """分户: `people` (ids) go to a new household of this number and address, which lives in `block` (a code;
    "": in none), by default in that of the old one. Returns (the new Household, [NextStep]).

    Raises households.NumberTaken too; LostRace where somebody is not of the household, or nobody stays.
    """
    with _changing(scope, nonce, household) as [old]:
        lives_in = old.block_id if block is None else block or None
        new = households.found(old.locality_id, number, address, lives_in)
        households.move(people, old, new)
        if not old.people.exists():
            raise LostRace
        history.write(scope, SPLIT_OFF, old, other=new, words=words)
        history.write(scope, SPLIT_FROM, new, other=old, words=words)
        moved = _people(people)
        for person in moved:
            history.write(scope, JOINED, new, person)
        steps = _tell(tell, scope, HouseholdChange(SPLIT_OFF, old, moved, words, new))
        once.keep(nonce, str(new.id))
    return new, steps


def merge(tell, scope, household, other, words, nonce):
    """并户: everybody of `household` goes over to `other` of the same village, and it leaves the register.
    Returns [NextStep].
    """
    with _changing(scope, nonce, household, other) as [gone, stays]:
        if gone.id == stays.id or gone.locality_id != stays.locality_id:
            raise LostRace
        moved = tuple(gone.people.order_by(Person.id))
        households.move([each.id for each in moved], gone, stays)
        history.write(scope, MERGED_INTO, gone, other=stays, words=words)
        history.write(scope, MERGED_IN, stays, other=gone, words=words)
        households.close(gone.id)
        steps = _tell(tell, scope, HouseholdChange(MERGED_INTO, gone, moved, words, stays, closed=True))
        once.keep(nonce, str(stays.id))
    return steps


def leave(tell, scope, household, people, to, words, nonce):
    """Somebody moves away: `people` (ids) live in the village `to` (a Locality; None: elsewhere) from now
    on. Who leaves a household with others in it belongs to none, until their new village enters them.
    Where nobody is left, the household leaves the register (迁出); they keep what they have in it to see
    and to spend. Returns [NextStep].
    """
    with _changing(scope, nonce, household) as [old]:
        moved, where = _people(people), _("搬到%(place)s", place=to.short_name) if to else _("搬到外地")
        if not moved or any(each.household_id != old.id for each in moved):
            raise LostRace
        whole = len(moved) == old.people.count()
        if whole:
            households.close(old.id, with_people=True)
        else:
            households.move(people, old, None)
        Person.update(locality=to).where(Person.id.in_([each.id for each in moved])).execute()
        for person in moved:
            history.write(scope, MOVED_AWAY if whole else LEFT, old, person, words=f"{where}；{words}")
        steps = _tell(tell, scope, HouseholdChange(MOVED_AWAY if whole else LEFT, old, moved, words,
                                                   closed=whole))
        once.keep(nonce, str(old.id))
    return steps


def move_within(tell, scope, household, day, address, block, words, nonce):
    """村内搬家: the household lives at another address, in another `block` (a code, or None) since a Shanghai
    day. What was only written wrongly is corrected instead (services.correct_address). Returns [NextStep].
    """
    with _changing(scope, nonce, household) as [home]:
        was = home.address
        Household.update(address=address, block=block, version=Household.version + 1).where(
            Household.id == home.id).execute()
        history.write(scope, MOVED_WITHIN, home, day=day, words=_(
            "从%(was)s搬到%(now)s；%(words)s", was=was, now=address, words=words))
        steps = _tell(tell, scope, HouseholdChange(
            MOVED_WITHIN, Household.get_by_id(home.id), tuple(home.people.order_by(Person.id)), words))
        once.keep(nonce, str(home.id))
    return steps


def die(tell, scope, household, person, words, nonce):
    """过世: `person` (an id) is no longer here (people.leaving). Where nobody is left, the household leaves
    the register. Returns [NextStep].
    """
    with _changing(scope, nonce, household) as [old]:
        [dead] = _people([person]) or [None]
        if dead is None:
            raise LostRace
        leaving.die(scope, person, old.id)
        history.write(scope, DIED, old, dead, words=words)
        closed = not old.people.exists()
        if closed:
            households.close(old.id)
            history.write(scope, CLOSED, old)
        steps = _tell(tell, scope, HouseholdChange(DIED, old, (dead,), words, closed=closed))
        once.keep(nonce, str(old.id))
    return steps


def where_to(village):
    """The other villages of the township of a village, by code."""
    return list(Locality.select().where(Locality.parent == village.parent_id, Locality.kind == village.kind,
                                        Locality.code != village.code,
                                        Locality.successor.is_null()).order_by(Locality.code))


@contextmanager
def _changing(scope, nonce, *touched):
    """The transaction of one change, with its households held in the order of their keys, as they are."""
    for household in touched:
        if household.id == scope.person.household_id or not scope.can("register.change", household.locality):
            raise workflow.NotAllowed
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        held = {each.id: hold(each) for each in sorted(touched, key=lambda each: each.id)}
        yield [held[each.id] for each in touched]


def _people(ids):
    return tuple(Person.select().where(Person.id.in_(list(ids))).order_by(Person.id))


def _tell(tell, scope, change):
    answers = tell("linli_household_changed", scope=scope, change=change)
    return [step for steps in answers.values() for step in steps or ()]
