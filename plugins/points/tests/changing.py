"""What the register does to households with passbooks, by the passbook: as its staff enter it."""

from functools import cache

from linli.people.models import Household
from linli.plugins import Registry
from linli.register import events
from plugins.points.changes import services
from plugins.points.changes.models import SPLIT, Change


@cache
def registry():
    """Every plugin of the site."""
    return Registry()


def split(scope, account, number, address, people, points, seen, reason, nonce, block=None):
    """分户, then so many points for the new household; returns the Change."""
    events.split(registry().tell, scope, home(account), number, address, people, reason, nonce, block)
    change = latest(account, SPLIT)
    if points:
        services.share(scope, change, points, seen, f"{nonce}-share")
    return Change.get_by_id(change.id)


def merge(scope, account, other, reason, nonce):
    """并户; returns the Change."""
    events.merge(registry().tell, scope, home(account), home(other), reason, nonce)
    return latest(account)


def move_away(scope, account, reason, nonce):
    """迁出, all of them; returns the Change."""
    people = [person.id for person in home(account).people]
    events.leave(registry().tell, scope, home(account), people, None, reason, nonce)
    return latest(account)


def die(scope, account, person, reason, nonce):
    """过世; returns the Change."""
    events.die(registry().tell, scope, home(account), person, reason, nonce)
    return latest(account)


def home(account):
    """The household of a passbook, as it is now."""
    return Household.get_by_id(account.household_id)


def latest(account, *kinds):
    """The last change of a passbook, of these kinds where some are named."""
    found = Change.select().where(Change.account == account.id).order_by(Change.id.desc())
    return next(change for change in found if not kinds or change.kind in kinds)
