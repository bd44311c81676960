"""Sessions of a case, in a room at a time, and who came."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.personal import CONFIDED, declare
from linli.toolkit.workflow import Transition
from plugins.mediation.cases.models import Case, Party, Sitter
from plugins.mediation.rooms.models import Room

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
STATES = {PLANNED: (_l("约好了"), "ok"), HELD: (_l("开过了"), "quiet"), CANCELLED: (_l("取消了"), "quiet")}
_MEDIATE = ("mediation.mediate",)
TRANSITIONS = {
    "move": Transition((PLANNED,), PLANNED, _MEDIATE, _l("改时间、地点")),
    "record": Transition((PLANNED,), HELD, _MEDIATE, _l("记下来")),
    "cancel": Transition((PLANNED,), CANCELLED, _MEDIATE, _l("取消")),
    "lapse": Transition((PLANNED,), CANCELLED, (), _l("案子不在调解了，取消")),  # by the clock
}
STEPS = {"begin": _l("安排"), **{name: step.label for name, step in TRANSITIONS.items()}}
SITTING, JOINT = "sitting", "joint"
KINDS = {SITTING: _l("调解"), JOINT: _l("几家单位一起的联席会")}


class Session(Model):
    """One session: `room` is empty where it is held elsewhere (`place`). Who mediates and the room are
    free of any other session that overlaps: kept under their guards. `bodies` names who else came
    to a joint meeting. `sequence` counts its changes, for calendars and for forms.
    """

    locality = peewee.ForeignKeyField(Locality)
    case = peewee.ForeignKeyField(Case, backref="sessions")
    kind = peewee.CharField(10, default=SITTING)
    room = peewee.ForeignKeyField(Room, null=True, backref="sessions")
    place = peewee.CharField(120, default="")
    mediator = peewee.ForeignKeyField(Person, backref="+")
    starts_at = UtcField()
    ends_at = UtcField()
    state = peewee.CharField(10, default=PLANNED)
    bodies = peewee.CharField(200, default="")
    sequence = peewee.IntegerField(default=0)
    made_at = UtcField(default=utc_now)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "mediation_session"
        indexes = ((("room", "starts_at"), False), (("mediator", "starts_at"), False))
        constraints = (Check("starts_at < ends_at"),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of its case; a party only those at which their own side has a seat: where and
        when the mediator talks to the other side alone may be what must not be known.
        """
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        opened = Case.select(Case.id).where(Case.read_whole_by(scope))
        party_of = Party.knowing(scope.person)
        return cls.select().where(
            cls.case.in_(opened),
            cls.case.not_in(party_of) | cls.id.in_(Seat.of_side_of(scope.person)))

    @property
    def where(self):
        """Where it is held, in words."""
        if self.room_id is None:
            return self.place
        return str(_l("%(name)s（%(kind)s）", name=self.room.title, kind=self.room.place))

    @property
    def minutes(self):
        """How many minutes were planned."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @classmethod
    def of_person(cls, person):
        """Query: those that this person mediates, sits in on, or has a seat at and knows of."""
        seats = Seat.select(Seat.session).join(Party).where(
            Party.person == person.id, Party.told_at.is_null(False))
        sits = Sitter.select(Sitter.case).where(Sitter.person == person.id, Sitter.until.is_null())
        return cls.select().where(
            (cls.mediator == person.id) | cls.id.in_(seats) | cls.case.in_(sits))

    @classmethod
    def keeping(cls, people):
        """Condition: one of these people (ids) mediates it or sits in on its case."""
        sits = Sitter.select(Sitter.case).where(Sitter.person.in_(people), Sitter.until.is_null())
        return cls.mediator.in_(people) | cls.case.in_(sits)

    @classmethod
    def taking(cls, starts_at, ends_at):
        """Condition: planned, and overlapping these moments."""
        return (cls.state == PLANNED) & (cls.starts_at < ends_at) & (cls.ends_at > starts_at)


class Record(Model):
    """What was said and agreed at a session (调解记录), in a table of its own."""

    session = peewee.ForeignKeyField(Session, primary_key=True, backref="record")
    text = peewee.TextField()
    minutes = peewee.IntegerField(constraints=[Check("minutes > 0 AND minutes <= 1440")])

    class Meta:
        table_name = "mediation_record"
        personal = declare(text=CONFIDED)

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of the case of its session."""
        return cls.select().where(cls.session.in_(Session.visible_to(scope).select(Session.id)))


class Seat(Model):
    """A party at a session; `came` is empty until it was recorded."""

    session = peewee.ForeignKeyField(Session, backref="seats")
    party = peewee.ForeignKeyField(Party, backref="+")
    came = peewee.BooleanField(null=True)

    class Meta:
        table_name = "mediation_seat"
        indexes = ((("session", "party"), True),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of the case of its session."""
        return cls.select().where(cls.session.in_(Session.visible_to(scope).select(Session.id)))

    @classmethod
    def of_side_of(cls, person):
        """Query: the sessions at which this person, or somebody of their side, has a seat."""
        own = Party.alias()
        return (cls.select(cls.session).join(Party)
                .join(own, on=(own.case == Party.case) & (own.side == Party.side))
                .where(own.person == person.id, own.told_at.is_null(False)))


Session.add_index(Session.index(Session.room, Session.starts_at, unique=True,
                                where=(Session.state == PLANNED) & Session.room.is_null(False),
                                name="mediation_session_once"))
