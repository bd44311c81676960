"""What pages show of sessions. Each narrows a query that it is given, or reads rows of one session."""

import peewee

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.rooms.models import Room
from plugins.mediation.sessions.models import PLANNED, Record, Seat, Session


def of_case(scope, case):
    """What the page of a case shows of this noun, to whoever may open it: its sessions, in order."""
    return list(whole(Session.visible_to(scope)).where(Session.case == case.id)
                .order_by(Session.starts_at, Session.id))


def whole(query):
    """The same sessions, each with its case, place, room and mediator, in one query."""
    return (query.select(Session, Locality, Case, Room, Person).join(Locality)
            .switch(Session).join(Case)
            .switch(Session).join(Room, peewee.JOIN.LEFT_OUTER)
            .switch(Session).join(Person, on=(Session.mediator == Person.id)))


def seats_of(scope, session):
    """Its seats with their parties, the applicant's side first."""
    return list(Seat.visible_to(scope).select(Seat, Party).join(Party)
                .where(Seat.session == session.id).order_by(Party.side, Party.id))


def record_of(scope, session):
    """Its Record, or None."""
    return Record.visible_to(scope).where(Record.session == session.id).first()


def coming(scope):
    """What this person is asked to come to, or sits in on, here or anywhere; the next first."""
    return (whole(Session.of_person(scope.person)).where(
        Session.state == PLANNED, Session.ends_at > utc_now(), Session.mediator != scope.person.id,
        scope.here(Session.locality)).order_by(Session.starts_at, Session.id))


def to_hold(scope):
    """What this mediator has planned, and what they have not recorded yet; the oldest first."""
    return (whole(Session.visible_to(scope)).where(
        Session.state == PLANNED, Session.mediator == scope.person.id, scope.here(Session.locality))
        .order_by(Session.starts_at, Session.id))


def without_case(states):
    """Planned sessions whose case is in none of these states, or has another mediator."""
    return list(whole(Session.select()).where(
        Session.state == PLANNED, Case.state.not_in(states) | Case.mediator.is_null()
        | (Case.mediator != Session.mediator)).order_by(Session.id))
