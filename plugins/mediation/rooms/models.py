"""Rooms with their hours, and the roster of those who mediate or may sit in."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import KeysField, Model
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today

MEDIATOR, ELDER, LAWYER, POLICE, JUDGE, PATHFINDER = (
    "mediator", "elder", "lawyer", "police", "judge", "pathfinder")
KINDS = {MEDIATOR: _l("调解员"), ELDER: _l("乡贤、老人"), LAWYER: _l("律师"), POLICE: _l("民警"),
         JUDGE: _l("法官"), PATHFINDER: _l("法律明白人")}


class Room(Model):
    """A mediation room: of the village or township `locality`, used by the villages in RoomVillage too.
    `weekdays` are "1" (Monday) to "7"; it opens and closes at Shanghai clock times. `version` is the
    guard of its calendar.
    """

    locality = peewee.ForeignKeyField(Locality)
    title = peewee.CharField(60)
    place = peewee.CharField(120)
    weekdays = KeysField(default="1 2 3 4 5")
    opens = peewee.TimeField()
    closes = peewee.TimeField()
    seats = peewee.IntegerField(default=0)
    note = peewee.CharField(200, default="")
    closed_on = peewee.DateField(null=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "mediation_room"
        indexes = ((("locality", "title"), True),)
        constraints = (Check("opens < closes"),)

    @classmethod
    def visible_to(cls, scope):
        """Everybody's: they stand on the wall."""
        return cls.select()

    @classmethod
    def used_by(cls, locality):
        """Condition: the room is open to this village: its own, its township's, or shared with it."""
        shared = RoomVillage.select(RoomVillage.room).where(RoomVillage.locality == locality)
        return cls.closed_on.is_null() & (cls.locality.in_(locality.lineage) | cls.id.in_(shared))


class RoomVillage(Model):
    """A village that uses a room of another place."""

    room = peewee.ForeignKeyField(Room, backref="shares", on_delete="CASCADE")
    locality = peewee.ForeignKeyField(Locality)

    class Meta:
        table_name = "mediation_room_village"
        indexes = ((("room", "locality"), True),)


class Listed(Model):
    """Somebody on the roster (名册) of a village or the township: a mediator, who also has the post, or
    one who may sit in. `woman`: the law wants women on a committee of three to nine (art. 8).
    """

    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person)
    kind = peewee.CharField(12)
    woman = peewee.BooleanField(default=False)
    good_at = peewee.CharField(120, default="")
    since = peewee.DateField()
    until = peewee.DateField(null=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "mediation_listed"
        indexes = ((("locality", "kind"), False),)

    @classmethod
    def visible_to(cls, scope):
        """Everybody's: the roster is public."""
        return cls.select()

    @classmethod
    def on_duty(cls):
        """Condition: on the roster today."""
        day = today()
        return (cls.since <= day) & (cls.until.is_null() | (cls.until >= day))


Listed.add_index(Listed.index(Listed.locality, Listed.person, Listed.kind, unique=True,
                              where=Listed.until.is_null(), name="mediation_listed_once"))
