"""What is free: the slots of a village's timetable against the claims on them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from linli.toolkit.refusals import NotNow, Refused
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.claims import claims_on
from plugins.legal.roster.services import timetable
from plugins.legal.roster.slots import parse_key


class NotOffered(Refused):
    """No roster offers this time here: forged, past, too soon, too far, another village's."""


class Taken(NotNow):
    """Somebody else was quicker; pages show what is free now."""


@dataclass(frozen=True)
class Offer:
    """A slot as residents see it: how many places are free."""

    slot: object
    adviser: Adviser
    free: int


def offers(locality, now=None, besides=None, person=None):
    """All slots of a village within lead and horizon, with their free places.

    `besides` is a booking about to be moved, which does not stand in its own way. What is held
    for `person`, or nobody, is free for them; a day that somebody waits for is full.
    """
    table = timetable(locality)
    slots = table.slots(now)
    claims = claims_on(slots, table.rules, besides, person)
    return table, [Offer(slot, table.advisers[slot.adviser_id], claims.bookable(slot))
                   for slot in slots]


def find_offer(locality, key, now=None):
    """The slot with this key in this village; raises NotOffered."""
    adviser_id, start = _parsed(key)
    table = timetable(locality)
    slot = table.slot(adviser_id, start, now)
    if not slot:
        raise not_offered()
    return table, slot


def place_of(slot, rules, person, besides=None):
    """The fields that put a booking of `person` into a free seat of this slot; raises Taken."""
    claims = claims_on([slot], rules, besides, person)
    if not claims.bookable(slot):
        raise taken_by_another()
    return {**claims.place(slot), "place_kind": slot.place_kind, "place": slot.place}


def adviser_of(key):
    """The adviser's id in a slot's key; raises NotOffered for anything odd."""
    return _parsed(key)[0]


def not_offered():
    """The refusal of a time that nobody offers here."""
    return NotOffered(_l("这个时间现在不能预约，请另选一个"))


def taken_by_another():
    """The refusal of a place that is gone."""
    return Taken(_l("慢了一步，这个时间刚被约走了，请另选一个"))


def _parsed(key):
    try:
        return parse_key(key)
    except ValueError as error:
        raise not_offered() from error
