"""A booking; apart from it the matter, which only two people may read; and the line for a full day."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import NOW, Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import local, today
from linli.toolkit.personal import CONFIDED, declare
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import Transition
from plugins.legal.advisers.models import Adviser

BOOKED, HELD, NO_SHOW, CANCELLED = "booked", "held", "no_show", "cancelled"
OVER = "over"  # stored as booked: its time has passed, and the adviser has not said how it went
STATES = {BOOKED: (_l("已约好"), "ok"), OVER: (_l("等顾问登记"), "quiet"), HELD: (_l("已办"), "quiet"),
          NO_SHOW: (_l("没来"), "late"), CANCELLED: (_l("已取消"), "quiet")}
TRANSITIONS = {
    "move": Transition((BOOKED,), BOOKED, ("legal.book",), _l("改时间")),
    "pass_on": Transition((BOOKED,), BOOKED, ("legal.advise",), _l("转给另一位顾问")),
    "cancel": Transition((BOOKED,), CANCELLED, ("legal.book", "legal.advise", "legal.manage"),
                         _l("取消")),
    "gone": Transition((BOOKED,), CANCELLED, (), _l("人不在了，取消")),
    "leave": Transition((BOOKED,), CANCELLED, (), _l("预约的人注销了账号")),
    "hold": Transition((BOOKED, NO_SHOW), HELD, ("legal.advise",), _l("来了，已办")),
    "miss": Transition((BOOKED,), NO_SHOW, ("legal.advise",), _l("没来")),
}
WAITING, OFFERED, TAKEN, MISSED, LEFT, UNMET = (
    "waiting", "offered", "taken", "missed", "left", "over")
OPEN_WAITS = (WAITING, OFFERED)
STEPS = {"begin": _l("预约"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Booking(Model):
    """Who comes to whom, when and where: what a clerk may see.

    `seat` (1 … capacity) makes a place unique: no two open bookings of one adviser share a
    start and a seat. `sequence` grows with every change, for calendars. `waited_days` are the
    Shanghai days from asking to the day of the consultation.
    """

    states, transitions = STATES, TRANSITIONS

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
    waited_days = peewee.IntegerField(default=0)

    class Meta:
        table_name = "legal_booking"
        indexes = ((("locality", "starts_at"), False), (("resident", "state"), False))

    @classmethod
    def visible_to(cls, scope):
        """One's own, those of one's hours as adviser, and those of the places one manages."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where(
            cls.of_person(scope.person) | scope.holds("legal.manage", cls.locality))

    @classmethod
    def of_person(cls, person):
        """Condition: this person is the resident or the adviser."""
        return (cls.resident == person.id) | cls.of_adviser(person)

    @classmethod
    def of_adviser(cls, person):
        """Condition: this person is the adviser."""
        return cls.adviser.in_(Adviser.of(person))

    @property
    def ahead(self):
        """Whether it is open and has not begun."""
        return self.state == BOOKED and self.starts_at > utc_now()

    @property
    def coming(self):
        """Whether it is open and not over: so long the staff of the village need to know who comes."""
        return self._shown_state() == BOOKED

    @property
    def begun(self):
        """Whether its day has come, in Shanghai: from then on its result may be written down."""
        return local(self.starts_at).date() <= today()

    @property
    def state_name(self):
        """The state as a word."""
        return STATES[self._shown_state()][0]

    @property
    def tone(self):
        """The colour that stands beside the word."""
        return STATES[self._shown_state()][1]

    def _shown_state(self):
        over = self.state == BOOKED and self.ends_at <= utc_now()
        return OVER if over else self.state

    @classmethod
    def shown_state(cls):
        """Expression: the state as it reads at the moment of the query."""
        over = (cls.state == BOOKED) & (cls.ends_at <= NOW)
        return peewee.Case(None, [(over, OVER)], cls.state)


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
        personal = declare(text=CONFIDED)

    @classmethod
    def visible_to(cls, scope):
        """The matters of one's own bookings, as resident or as adviser, and those one was asked
        to join; no post opens more, nor does acting for somebody who did not agree to that.
        """
        if scope.person is None or not scope.reads_confided("legal"):
            return cls.select().where(cls.id.is_null())
        own = Booking.select(Booking.id).where(Booking.of_person(scope.person))
        asked = Reader.select(Reader.booking).where(Reader.adviser.in_(Adviser.of(scope.person)))
        return cls.select().where(cls.booking.in_(own) | cls.booking.in_(asked))


class Reader(Model):
    """A second adviser who was asked for an opinion, and so reads this one matter."""

    booking = peewee.ForeignKeyField(Booking)
    adviser = peewee.ForeignKeyField(Adviser)

    class Meta:
        table_name = "legal_reader"
        indexes = ((("booking", "adviser"), True),)


class Former(Model):
    """An adviser who had a booking and lost it, and when it was theirs: their calendar, which
    still holds it, strikes it out. `sequence` is the booking's when it went.
    """

    booking = peewee.ForeignKeyField(Booking, backref="+")
    adviser = peewee.ForeignKeyField(Adviser, backref="+")
    starts_at = UtcField()
    ends_at = UtcField()
    sequence = peewee.IntegerField()

    class Meta:
        table_name = "legal_former"
        indexes = ((("booking", "adviser"), True),)

    @classmethod
    def of_person(cls, person):
        """Query: with booking and place, what this person lost and has no part in now."""
        return (cls.select(cls, Booking, Locality).join(Booking).join(Locality)
                .switch(cls).join(Adviser)
                .where(Adviser.person == person.id, ~Booking.of_person(person)))


class Wait(Model):
    """Somebody's place in the line for a full day of a village; who came first has the lower id.

    `wish` is the one adviser they want, null for anyone. Once a place is offered it is held for
    them until `until`: `adviser`, `starts_at`, `ends_at` and `seat` stand as in a booking.
    `seen_at` is when the clock last saw the offer: time in which it stood still counts for nobody.
    """

    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person, backref="+")
    day = peewee.DateField()
    wish = peewee.ForeignKeyField(Adviser, null=True, backref="+")
    state = peewee.CharField(20, default=WAITING)
    made_at = UtcField(default=utc_now)
    adviser = peewee.ForeignKeyField(Adviser, null=True, backref="+")
    starts_at = UtcField(null=True)
    ends_at = UtcField(null=True)
    seat = peewee.IntegerField(null=True)
    until = UtcField(null=True)
    seen_at = UtcField(null=True)

    class Meta:
        table_name = "legal_wait"
        indexes = ((("state", "locality", "day"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own; the clerk is told numbers only."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))

    @property
    def offered(self):
        """Whether a place is held for them."""
        return self.state == OFFERED

    @property
    def key(self):
        """The key of the slot that is held, as roster.slots.Slot has it."""
        return f"{self.adviser_id}-{local(self.starts_at):%Y%m%dT%H%M}"

    def wants(self, slot):
        """Whether they wait for this slot of their village."""
        return self.day == local(slot.start_utc).date() and self.wish_id in (None, slot.adviser_id)

    def is_for(self, slot):
        """Whether the place that is held is one of this slot."""
        return (self.adviser_id, self.starts_at) == (slot.adviser_id, slot.start_utc)


Wait.add_index(Wait.index(Wait.person, Wait.locality, Wait.day, unique=True,
                          where=Wait.state.in_(OPEN_WAITS), name="legal_wait_once"))
Wait.add_index(Wait.index(Wait.adviser, Wait.starts_at, Wait.seat, unique=True,
                          where=(Wait.state == OFFERED), name="legal_wait_place"))
