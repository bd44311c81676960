"""Writing down days of duty."""

import peewee

from linli.database import guard, transaction
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.editing import save
from plugins.legal.visits.models import Visit


class Doubled(Exception):
    """This person's day in this village is written down already: in `visit`."""

    def __init__(self, visit):
        super().__init__(visit)
        self.visit = visit


def write_down(scope, nonce, **columns):
    """Write a day of duty in `scope.locality`: `columns` are those of a Visit; returns it.

    Raises Doubled, or once.AlreadyDone with the id of what the same form made before.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            visit = Visit.create(locality=scope.locality, made_by=scope.person, **columns)
            once.keep(nonce, str(visit.id))
    except peewee.IntegrityError as error:
        raise Doubled(_written(scope.locality, columns)) from error
    return visit


def change(visit, version, **columns):
    """Write what was typed; raises Doubled, or LostRace where another change came between."""
    try:
        with transaction():
            save(visit, version, **columns)
    except peewee.IntegrityError as error:
        raise Doubled(_written(visit.locality_id, {"adviser": visit.adviser_id, **columns})) from error


def _written(locality, columns):
    """The row of the same person, place and day."""
    who = Visit.adviser == columns["adviser"] if columns["adviser"] else Visit.visitor == columns["visitor"]
    return Visit.get_or_none(who, Visit.locality == locality, Visit.day == columns["day"])
