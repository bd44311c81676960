"""Planning, moving, cancelling and recording sessions, for the mediator of the case alone.

Safe from any number of processes. The order of locks is always the same: the people by id, the
room, then the case.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction, utc_now
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.refusals import NotNow
from plugins.mediation.cases.models import Sitter
from plugins.mediation.cases.states import ASSIGNED, IN_HAND, LOOKING
from plugins.mediation.rooms.models import Room
from plugins.mediation.sessions import reminding
from plugins.mediation.sessions.free import clashes, outside_hours
from plugins.mediation.sessions.mine import hold
from plugins.mediation.sessions.models import PLANNED, Record, Seat, Session


@dataclass(frozen=True)
class When:
    """A time and a place: `room`, or where None `place` in words. Moments are UTC."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None
    place: str = ""

    @property
    def columns(self):
        """As a session keeps it."""
        return {"starts_at": self.starts_at, "ends_at": self.ends_at, "room": self.room,
                "place": "" if self.room else self.place}


def plan(scope, case, when, nonce, parties, kind, bodies=""):
    """Plan a session of a case in hand for `parties` (rows of Party); returns it. A case that was only
    looked into is sat over from then on.

    Raises NotNow where the time or place is not to be had, once.AlreadyDone with the id of the one
    that the same form made, NotAllowed.
    """
    with transaction():
        people = _hold(case, when.room, scope.person.id)
        once.refuse_repeat(nonce)
        case = hold(scope, case)
        if case.state not in IN_HAND:
            raise NotNow(_l("这件案子现在不在调解，不能安排"))
        _refuse(when, people)
        session = Session.create(locality=case.locality_id, case=case, kind=kind, bodies=bodies,
                                 mediator=scope.person, **when.columns)
        Seat.insert_many([{"session": session, "party": party} for party in parties]).execute()
        workflow.begin(session, scope)
        if case.state in (ASSIGNED, LOOKING):
            workflow.apply("sit", case, scope)
        once.keep(nonce, str(session.id))
        reminding.schedule(session)
        reminding.tell(session, _l("约好了一次调解"))
    return session


def move(scope, session, sequence, when, reason):
    """Another time or place, of the session as it was when it had this `sequence`. Raises NotNow,
    NotAllowed, or LostRace where it was changed, held or cancelled since.
    """
    with transaction():
        people = _hold(session.case, when.room, scope.person.id)
        hold(scope, session.case)
        _refuse_changed(session, sequence)
        _refuse(when, people, session)
        workflow.apply("move", session, scope, note=reason, sequence=session.sequence + 1, **when.columns)
        reminding.schedule(session)
        reminding.tell(session, _l("调解改了时间或者地点"))


def cancel(scope, session, sequence, reason):
    """It is not held; parties read why. Raises NotAllowed, or LostRace where it was changed since."""
    with transaction():
        hold(scope, session.case)
        _refuse_changed(session, sequence)
        workflow.apply("cancel", session, scope, note=reason, sequence=session.sequence + 1)
        reminding.unschedule(session)
        reminding.tell(session, _l("一次调解取消了"))


def lapse(session):
    """The case is no longer in hand: what was planned is off. Raises LostRace."""
    with transaction():
        workflow.apply("lapse", session, BY_CLOCK, sequence=session.sequence + 1)
        reminding.unschedule(session)
        reminding.tell(session, _l("一次调解取消了"))


def record(scope, session, came, text, minutes):
    """Write down who came (ids of Party), what was said, and how many minutes it took.

    Raises NotNow before it began, NotAllowed, LostRace where it was recorded or cancelled.
    """
    with transaction():
        hold(scope, session.case)
        if Session.get_by_id(session.id).starts_at > utc_now():
            raise NotNow(_l("还没开始，开过以后再记"))
        workflow.apply("record", session, scope)
        Seat.update(came=Seat.party.in_(came)).where(Seat.session == session.id).execute()
        Record.create(session=session, text=text, minutes=minutes)
        reminding.unschedule(session)
        reminding.tell(session, _l("调解记录写好了，可以看"))


def sitters_of(case):
    """The ids of those who sit in on a case now."""
    return [key for key, in Sitter.select(Sitter.person).where(
        Sitter.case == case.id, Sitter.until.is_null()).tuples()]


def _hold(case, room, mediator):
    """Hold everybody whose time it takes, then the room; returns their ids."""
    people = sorted({mediator, *sitters_of(case)})
    for person in people:
        guard(Person, person)
    if room:
        guard(Room, room.id)
    return people


def _refuse(when, people, but=None):
    """Raise NotNow where the time is past, the room shut, or somebody or the room taken."""
    if when.starts_at <= utc_now():
        raise NotNow(_l("这个时间已经过了，请另选时间"))
    room = Room.get_by_id(when.room.id) if when.room else None
    shut = room and (_l("这间调解室已经不用了") if room.closed_on
                     else outside_hours(room, when.starts_at, when.ends_at))
    if shut:
        raise NotNow(shut)
    if clashes(when.starts_at, when.ends_at, room, people, but):
        raise NotNow(_l("这个时间调解室、您或者参与调解的人已经有安排了"))


def _refuse_changed(session, sequence):
    """Raise LostRace where it is no longer planned as the form had read it."""
    now = Session.get_by_id(session.id)
    if str(now.sequence) != str(sequence) or now.state != PLANNED:
        raise LostRace
