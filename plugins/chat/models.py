"""A chat group of a place's staff."""

import peewee

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person


class Group(Model):
    """A group, and the address of its robot, sealed (toolkit.sealing): whoever has it can write there.

    `kind` is its Apprise schema, `ending` the last characters of the address, by which staff know it again.
    `called_on` is the Shanghai day on which it was last told what waits.
    """

    locality = peewee.ForeignKeyField(Locality, backref="+")
    name = peewee.CharField(40)
    kind = peewee.CharField(20)
    sealed = peewee.TextField()
    ending = peewee.CharField(8)
    entered_by = peewee.ForeignKeyField(Person, backref="+")
    entered_at = UtcField(default=utc_now)
    called_on = peewee.DateField(null=True)

    class Meta:
        table_name = "chat_group"

    @classmethod
    def visible_to(cls, scope):
        """The groups of the place of this request, for its staff."""
        return cls.select().where(scope.holds("chat.manage", cls.locality), cls.locality == scope.locality)
