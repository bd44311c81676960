"""One day that an adviser spent in a village."""

import peewee

from linli.database import Model
from linli.localities.models import Locality
from linli.people.models import Person
from plugins.legal.advisers.models import Adviser

HALF_DAY, DAY = 240, 480  # minutes


class Visit(Model):
    """A Shanghai day of duty: how many `minutes`, and what was `done`, without parties' names."""

    locality = peewee.ForeignKeyField(Locality)
    adviser = peewee.ForeignKeyField(Adviser)
    day = peewee.DateField()
    minutes = peewee.IntegerField()
    done = peewee.TextField()
    made_by = peewee.ForeignKeyField(Person)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "legal_visit"
        indexes = ((("locality", "adviser", "day"), True), (("adviser", "day"), False))

    @classmethod
    def visible_to(cls, scope):
        """One's own as adviser, wherever they were; and all of the villages that one manages."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        own = cls.adviser.in_(Adviser.of(scope.person))
        return cls.select().where(own | scope.holds("legal.manage", cls.locality))
