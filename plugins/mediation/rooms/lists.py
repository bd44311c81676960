"""Queries about rooms and the roster."""

from linli.localities.models import Locality
from linli.people.models import Person
from plugins.mediation.rooms.models import KINDS, Listed, Room, RoomVillage


def rooms_here(scope):
    """The rooms that are open to the place of this scope, and those of the places below it."""
    return list(Room.visible_to(scope).select(Room, Locality).join(Locality).where(
        Room.used_by(scope.locality) | (scope.here(Room.locality) & Room.closed_on.is_null()))
        .order_by(Room.title, Room.id))


def sharing(room):
    """The villages that use a room of another place."""
    return list(Locality.select().join(RoomVillage).where(RoomVillage.room == room).order_by(Locality.code))


def roster(scope):
    """{kind: [Listed with person and place]} of the place of this scope and those above, today."""
    rows = list(Listed.visible_to(scope).select(Listed, Person, Locality).join(Person).switch(Listed)
                .join(Locality).where(Listed.locality.in_(scope.locality.lineage), Listed.on_duty(),
                                      Person.disabled_at.is_null())
                .order_by(Locality.path.desc(), Person.name, Listed.id))
    return {kind: found for kind in KINDS if (found := [each for each in rows if each.kind == kind])}
