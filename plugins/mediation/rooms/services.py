"""Keeping rooms and the roster. A mediator's post begins and ends with their line on the roster."""

from datetime import timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.people.services import hold_post, leave_post, person_by_phone
from linli.toolkit import editing, once
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from plugins.mediation.rooms.models import MEDIATOR, Listed, Room, RoomVillage

LEAST, MOST = 3, 9  # members of a committee, women among them (art. 8)


def open_room(scope, locality, villages, nonce, **columns):
    """A new room of `locality`, used by `villages` too; returns it. Raises FieldRefused for a title twice,
    once.AlreadyDone with the id of what the same form made.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            room = Room.create(locality=locality, **columns)
            _share(room, villages)
            once.keep(nonce, str(room.id))
            return room
    except peewee.IntegrityError as error:
        raise FieldRefused("title", _l("这里已经有一个叫这个名字的")) from error


def change_room(room, version, villages, **columns):
    """Change a room and who shares it. Raises FieldRefused, LostRace where it has changed since."""
    try:
        with transaction():
            editing.save(room, version, **columns)
            _share(room, villages)
    except peewee.IntegrityError as error:
        raise FieldRefused("title", _l("这里已经有一个叫这个名字的")) from error


def close_room(room, version):
    """From today on nothing more is held there; what is planned stays. Raises LostRace."""
    with transaction():
        editing.save(room, version, closed_on=today())


def enlist(scope, place, kind, name, phone, woman, good_at, nonce):
    """Somebody stands on the roster of `place` from today on; a mediator holds the post with it.
    Returns the Listed. Raises FieldRefused, once.AlreadyDone with its id.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            person = _person(name, phone)
            listed = Listed.create(locality=place, person=person, kind=kind, woman=woman,
                                   good_at=good_at, since=today())
            if kind == MEDIATOR:
                hold_post(person, MEDIATOR, place, scope=scope)
            once.keep(nonce, str(listed.id))
            return listed
    except peewee.IntegrityError as error:
        raise FieldRefused("name", _l("这位已经在名册上了")) from error


def change_listed(listed, version, woman, good_at):
    """What the roster says of somebody. Raises LostRace."""
    with transaction():
        editing.save(listed, version, woman=woman, good_at=good_at)


def strike(scope, listed, version):
    """Off the roster: yesterday was the last day, and of the post too. Raises LostRace."""
    with transaction():
        guard(Person, listed.person_id)
        if Listed.get_by_id(listed.id).until is not None:
            raise LostRace
        editing.save(listed, version, until=today() - timedelta(days=1))
        if listed.kind == MEDIATOR:
            leave_post(listed.person, MEDIATOR, listed.locality_id, scope)


def warnings(mediators):
    """What the law would have otherwise of a committee (art. 8), in sentences; it is not blocked."""
    said = []
    if not LEAST <= len(mediators) <= MOST:
        said.append(_l("调解委员会一般 %(least)d 到 %(most)d 人，现在 %(count)d 人", least=LEAST, most=MOST,
                       count=len(mediators)))
    if mediators and not any(each.woman for each in mediators):
        said.append(_l("调解委员会要有女委员，现在没有"))
    return said


def _share(room, villages):
    RoomVillage.delete().where(RoomVillage.room == room).execute()
    for village in villages:
        RoomVillage.create(room=room, locality=village)


def _person(name, phone):
    try:
        return person_by_phone(phone, name)
    except ValueError as error:
        raise FieldRefused("name", error.args[0]) from error
