"""Who is a legal pathfinder, where, by which training, and until when their certificate holds."""

from datetime import timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.calendar import today
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.personal import NAME, PHONE, declare

SOON_DAYS = 60
VALID, SOON, EXPIRED, LEFT = "valid", "soon", "expired", "left"
STATES = {VALID: (_l("有效"), "ok"), SOON: (_l("快到期"), "soon"), EXPIRED: (_l("过期了"), "late"),
          LEFT: (_l("不再担任"), "quiet")}


class Pathfinder(Model):
    """A pathfinder of one village. `training` is what they learnt, `valid_until` the last day of
    their certificate (None: it has no end), `left_on` the day they stopped.

    Among those who have not left, nobody stands twice in a village, and no certificate twice.
    """

    locality = peewee.ForeignKeyField(Locality)
    name = peewee.CharField(40)
    phone = peewee.CharField(20, null=True)
    household = peewee.ForeignKeyField(Household, null=True)
    training = peewee.CharField(200)
    trained_on = peewee.DateField()
    certificate = peewee.CharField(60, null=True)
    valid_until = peewee.DateField(null=True)
    left_on = peewee.DateField(null=True)
    version = peewee.IntegerField(default=0)
    made_by = peewee.ForeignKeyField(Person)
    made_at = UtcField(default=utc_now)

    class Meta:
        table_name = "legal_pathfinder"
        personal = declare(name=NAME, phone=PHONE)

    @classmethod
    def visible_to(cls, scope):
        """Those of the places whose pathfinders one keeps."""
        return cls.select().where(scope.holds("legal.pathfinders", cls.locality))

    @classmethod
    def names_in(cls, locality):
        """Query: who serves this village with a valid certificate. Their names hang at its gate:
        nothing else of theirs is selected.
        """
        return (cls.select(cls.name).where(cls.locality == locality, cls.standing() == VALID)
                .order_by(cls.name, cls.id))

    @classmethod
    def standing(cls):
        """Expression: valid, expired or left."""
        return peewee.Case(None, ((cls.left_on.is_null(False), LEFT),
                                  (cls.valid_until < ShanghaiToday(), EXPIRED)), VALID)

    @classmethod
    def runs_out(cls):
        """Condition: serving, and the certificate ends within sixty days."""
        return cls.left_on.is_null() & cls.valid_until.between(ShanghaiToday(), ShanghaiToday(SOON_DAYS))

    @property
    def state(self):
        """A key of STATES, as of today."""
        if self.left_on:
            return LEFT
        if self.valid_until is None or self.valid_until > today() + timedelta(days=SOON_DAYS):
            return VALID
        return SOON if self.valid_until >= today() else EXPIRED

    @property
    def state_name(self):
        """The state as a word."""
        return STATES[self.state][0]

    @property
    def tone(self):
        """The colour that stands beside the word."""
        return STATES[self.state][1]


def _one_of(name, *fields, where=None):
    """A unique index over those who have not left."""
    serving = Pathfinder.left_on.is_null()
    Pathfinder.add_index(Pathfinder.index(
        *fields, unique=True, where=serving & where if where is not None else serving,
        name=f"legal_pathfinder_{name}"))


_one_of("phone", Pathfinder.locality, Pathfinder.phone)
_one_of("household", Pathfinder.locality, Pathfinder.name, Pathfinder.household)
_one_of("name", Pathfinder.locality, Pathfinder.name,
        where=Pathfinder.phone.is_null() & Pathfinder.household.is_null())
_one_of("certificate", Pathfinder.certificate)
