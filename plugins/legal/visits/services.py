"""Writing down days of duty."""

import peewee

from linli.database import guard, transaction
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.editing import save
from plugins.legal.visits.models import Visit


class Doubled(Exception):
    """This adviser's day in this village is written down already: in `visit`."""

    def __init__(self, visit):
        super().__init__(visit)
        self.visit = visit


def write_down(scope, adviser, nonce, **columns):
    """Write a day of duty of `adviser` (an id) in `scope.locality`; returns the Visit.

    Raises Doubled, or once.AlreadyDone with the id of what the same form made before.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            visit = Visit.create(locality=scope.locality, adviser=adviser, made_by=scope.person,
                                 **columns)
            once.keep(nonce, str(visit.id))
    except peewee.IntegrityError as error:
        raise Doubled(_written(scope.locality, adviser, columns["day"])) from error
    return visit


def change(visit, version, **columns):
    """Write what was typed; raises Doubled, or LostRace where another change came between."""
    adviser = columns.get("adviser", visit.adviser_id)
    try:
        with transaction():
            save(visit, version, **columns)
    except peewee.IntegrityError as error:
        raise Doubled(_written(visit.locality_id, adviser, columns["day"])) from error


def _written(locality, adviser, day):
    return Visit.get_or_none(Visit.locality == locality, Visit.adviser == adviser,
                             Visit.day == day)
