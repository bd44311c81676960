"""A booking, and apart from it the matter, which only two people may read."""

import operator
from functools import reduce

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import Transition
from plugins.legal.advisers.models import Adviser

BOOKED, CANCELLED = "booked", "cancelled"
STATES = {BOOKED: (_l("已约好"), "ok"), CANCELLED: (_l("已取消"), "quiet")}
TRANSITIONS = {
    "move": Transition((BOOKED,), BOOKED, ("legal.book",), _l("改时间")),
    "cancel": Transition((BOOKED,), CANCELLED, ("legal.book", "legal.advise", "legal.manage"),
                         _l("取消")),
}
STEPS = {"begin": _l("预约"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Booking(Model):
    """Who comes to whom, when and where: what a clerk may see.

    `seat` (1 … capacity) makes a place unique: no two open bookings of one adviser share a
    start and a seat. `sequence` grows with every change, for calendars.
    """

    number = peewee.CharField(30, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    adviser = peewee.ForeignKeyField(Adviser, backref="bookings")
    resident = peewee.ForeignKeyField(Person, backref="+")
    starts_at = UtcField()
    ends_at = UtcField()
    seat = peewee.IntegerField()
    place_kind = peewee.CharField(10)
    place = peewee.CharField()
    state = peewee.CharField(20, default=BOOKED)
    sequence = peewee.IntegerField(default=0)
    made_at = UtcField(default=utc_now)

    class Meta:
        table_name = "legal_booking"
        indexes = ((("locality", "starts_at"), False), (("resident", "state"), False))

    @classmethod
    def visible_to(cls, scope):
        """One's own, those of one's hours as adviser, and those of the places one manages."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        mine = [cls.resident == scope.person.id, cls.of_adviser(scope.person)]
        managed = [cls.locality.in_(Locality.select(Locality.code).where(
            Locality.within(held.path))) for held in scope.holding("legal.manage")]
        return cls.select().where(reduce(operator.or_, mine + managed))

    @classmethod
    def of_adviser(cls, person):
        """Condition: this person is the adviser."""
        return cls.adviser.in_(Adviser.select(Adviser.id).where(Adviser.person == person.id))

    @property
    def ahead(self):
        """Whether it is open and has not begun."""
        return self.state == BOOKED and self.starts_at > utc_now()

    @property
    def state_name(self):
        """The state as a word; an open one whose time is over is past."""
        return _l("已过") if self._over() else STATES[self.state][0]

    @property
    def tone(self):
        """The colour that stands beside the word."""
        return "quiet" if self._over() else STATES[self.state][1]

    def _over(self):
        return self.state == BOOKED and self.ends_at <= utc_now()


Booking.add_index(Booking.index(Booking.adviser, Booking.starts_at, Booking.seat, unique=True,
                                where=(Booking.state == BOOKED), name="legal_booking_place"))


class Matter(Model):
    """What the resident wants to talk about. Nobody but the two of them reads it."""

    booking = peewee.ForeignKeyField(Booking, unique=True, backref="matters")
    kind = peewee.CharField(20)
    text = peewee.TextField()
    photo = peewee.ForeignKeyField(Upload, null=True)

    class Meta:
        table_name = "legal_matter"

    @classmethod
    def visible_to(cls, scope):
        """The matters of one's own bookings, as resident or as adviser; no post opens more."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        own = Booking.select(Booking.id).where(
            (Booking.resident == scope.person.id) | Booking.of_adviser(scope.person))
        return cls.select().where(cls.booking.in_(own))
