"""One day that an adviser, or another visitor, spent in a village."""

import peewee
from peewee import Check

from linli.database import Model
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.personal import NAME, declare
from plugins.legal.advisers.models import KINDS, ON_DUTY, Adviser

HALF_DAY, DAY = 240, 480  # minutes


class Visit(Model):
    """A Shanghai day of duty: how many `minutes`, and what was `done`, without parties' names.

    Who came is an `adviser`, or a `visitor` by name with their `visitor_kind` (one of KINDS):
    somebody who holds no post here and needs no account.
    """

    locality = peewee.ForeignKeyField(Locality)
    adviser = peewee.ForeignKeyField(Adviser, null=True)
    visitor = peewee.CharField(40, default="")
    visitor_kind = peewee.CharField(20, default="")
    day = peewee.DateField()
    minutes = peewee.IntegerField()
    done = peewee.TextField()
    made_by = peewee.ForeignKeyField(Person)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "legal_visit"
        personal = declare(visitor=NAME)
        indexes = ((("locality", "adviser", "day"), True), (("adviser", "day"), False))
        constraints = (Check("(adviser_id IS NULL) = (visitor <> '')"),
                       Check("(visitor = '') = (visitor_kind = '')"))

    @classmethod
    def visible_to(cls, scope):
        """One's own as adviser, wherever they were; and all of the villages that one manages."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        own = cls.adviser.in_(Adviser.of(scope.person))
        return cls.select().where(own | scope.holds("legal.manage", cls.locality))

    @property
    def name(self):
        """Who came."""
        return self.adviser.person.name if self.adviser_id else self.visitor

    @property
    def kind(self):
        """As what: a key of KINDS."""
        return self.adviser.kind if self.adviser_id else self.visitor_kind

    @property
    def kind_name(self):
        """The same in a word."""
        return KINDS[self.kind]

    @classmethod
    def on_duty(cls):
        """Condition: it counts against the setting duty_days, a judge's or a prosecutor's day."""
        judges = Adviser.select(Adviser.id).where(Adviser.kind.in_(ON_DUTY))
        return cls.visitor_kind.in_(ON_DUTY) | cls.adviser.in_(judges)


Visit.add_index(Visit.index(Visit.locality, Visit.visitor, Visit.day, unique=True,
                            where=(Visit.visitor != ""), name="legal_visit_visitor"))
