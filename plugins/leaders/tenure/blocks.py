"""Blocks of a village (楼栋、楼道、微网格), and which households live in them."""

from dataclasses import dataclass, field

import peewee

from linli.database import transaction
from linli.localities.models import Locality
from linli.localities.services import places_below
from linli.people.models import Household, Person
from plugins.leaders.tenure.models import BLOCK_KINDS, LARGE, OPEN, SERVING, SMALL, Tenure


@dataclass
class Block:
    """A block as lists show it: `serving` and `waiting` are open tenures there, with the person."""

    place: Locality
    households: int = 0
    serving: list = field(default_factory=list)
    waiting: list = field(default_factory=list)

    @property
    def odd(self):
        """Whether a micro-grid has fewer or more households than the reports know; a warning only."""
        return self.place.kind == "micro_grid" and not SMALL <= self.households <= LARGE


def blocks_of(village):
    """(the village itself, its blocks) as Block, by kind and code; three queries."""
    places = [village, *places_below(village, BLOCK_KINDS)]
    found = {place.code: Block(place) for place in places}
    for code, many in Household.registered_in(village).select(
            Household.block, peewee.fn.COUNT(Household.id)).group_by(Household.block).tuples():
        if code in found:
            found[code].households = many
    _put_people(found)
    whole, *blocks = found.values()
    return whole, blocks


def block_of(place, households):
    """One block, of which the number of households is known; one query."""
    found = {place.code: Block(place, households)}
    _put_people(found)
    return found[place.code]


def counts_below(place):
    """{village code: (blocks, blocks that somebody serves, people who serve)} in a place; two queries."""
    blocks = Locality.select(Locality.code, Locality.parent).where(
        Locality.within(place.path), Locality.kind.in_(tuple(BLOCK_KINDS))).tuples()
    serving = list(Tenure.serving_in(place).select(Tenure.locality, Tenure.person).tuples())
    served, found = {code for code, _person in serving}, {}
    for code, village in blocks:
        many, led, people = found.get(village, (0, 0, set()))
        found[village] = many + 1, led + (code in served), people
    for code, person in serving:
        village = code.partition("-")[0]
        many, led, people = found.get(village, (0, 0, set()))
        found[village] = many, led, people | {person}
    return {village: (many, led, len(people)) for village, (many, led, people) in found.items()}


def in_block(village, block):
    """Query: the households of a village that live in a block, by number."""
    return Household.registered_in(village).where(Household.block == block).order_by(Household.number)


def elsewhere(village, block, text):
    """Query: households of a village that do not live in this block, with the one they live in;
    `text` narrows by number or address.
    """
    query = (Household.registered_in(village).select(Household, Locality)
             .join(Locality, peewee.JOIN.LEFT_OUTER, on=Household.block == Locality.code, attr="block")
             .where(Household.block.is_null() | (Household.block != block)).order_by(Household.number))
    for word in text.split():
        query = query.where(Household.number.contains(word) | Household.address.contains(word))
    return query


def put_in(village, block, households):
    """Let these households (ids) of a village live in a block; returns how many came in."""
    with transaction():
        return Household.update(block=block).where(
            Household.locality == village, Household.registered(), Household.id.in_(households)).execute()


def take_out(village, block, households):
    """Those of these households (ids) that live in the block live in none; returns how many."""
    with transaction():
        return Household.update(block=None).where(
            Household.locality == village, Household.block == block,
            Household.id.in_(households)).execute()


def _put_people(found):
    """Give each Block of {code: Block} its open tenures."""
    for tenure in _open_in(found):
        block = found[tenure.locality_id]
        (block.serving if tenure.state in SERVING else block.waiting).append(tenure)


def _open_in(codes):
    return (Tenure.select(Tenure, Person).join(Person)
            .where(Tenure.locality.in_(list(codes)), Tenure.state.in_(OPEN))
            .order_by(Tenure.starts_on, Tenure.id))
