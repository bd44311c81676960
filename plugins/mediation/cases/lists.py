"""Queries about cases and the people in them."""

import peewee

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.mediation.cases.eligible import left_behind, stuck
from plugins.mediation.cases.models import (
    APPLICANT,
    COURT,
    GUARDIAN,
    OFFERED,
    PARTY,
    POLICE,
    REPRESENTATIVE,
    Case,
    KeptOut,
    Matter,
    Party,
    Sitter,
)
from plugins.mediation.cases.states import (
    ACCEPTED,
    AGREED,
    ASKING,
    BEFORE_ASKING,
    CARRIED_OUT,
    GOES_ON,
    IN_HAND,
    UNASSIGNED,
    WITHDRAWN,
)

BOTH_ASKED = (COURT, POLICE, OFFERED)  # ways on which nobody applied by themself
LEFT_OPEN = (*IN_HAND, AGREED, CARRIED_OUT, WITHDRAWN)  # whoever had it is gone, or nobody had it
SIZE = 20


def with_places(query):
    """A query of cases, each with its village and its mediator."""
    return (query.select(Case, Locality, Person).join_from(Case, Locality, on=Case.locality)
            .join_from(Case, Person, peewee.JOIN.LEFT_OUTER, on=Case.mediator))


def found(scope, code):
    """The case of this code that this reader may know of in this place, or None."""
    return with_places(Case.visible_to(scope)).where(
        Case.code == code, scope.here(Case.locality)).first()


def opens(scope, case):
    """Whether this reader may open what the case is about."""
    return Case.select().where(Case.id == case.id, Case.opened_by(scope)).exists()


def matter_for(scope, code):
    """What the case of this code in this place is about, with its case, village and mediator; None where
    this reader may not open it. One query.
    """
    return (Matter.visible_to(scope).select(Matter, Case, Locality, Person).join(Case)
            .join(Locality, on=Case.locality).switch(Case)
            .join(Person, peewee.JOIN.LEFT_OUTER, on=Case.mediator)
            .where(Case.code == code, scope.here(Case.locality)).first())


def matter_of(case):
    """What it is about."""
    return Matter.get(Matter.case == case)


def parties_of(case):
    """Its parties, the applicants first, each with their account where there is one."""
    order = peewee.Case(Party.side, ((APPLICANT, 0),), 1)
    return list(Party.select(Party, Person).join(Person, peewee.JOIN.LEFT_OUTER).where(
        Party.case == case).order_by(order, Party.id))


def sitters_of(case):
    """Who sits in on it now."""
    return list(Sitter.select(Sitter, Person).join(Person).where(
        Sitter.case == case, Sitter.until.is_null()).order_by(Sitter.id))


def applicant_of(parties):
    """Who applied, or stands first where nobody did, of the `parties` of a case in their order."""
    return next(each for each in parties if each.side == APPLICANT and each.role == PARTY)


def asked(case, parties):
    """Those of its `parties` who are asked: all but who applied."""
    applied = None if case.way in BOTH_ASKED else applicant_of(parties)
    return [each for each in parties if each.role == PARTY and each != applied]


def speaks_for(person, party, parties):
    """Whether a person answers for a party: their own word where they are of age, else that of a
    guardian; a representative's as well.
    """
    if party.person_id == person.id and not party.minor:
        return True
    return any(each.person_id == person.id and each.stands_for_id == party.id
               and each.role in (GUARDIAN, REPRESENTATIVE) for each in parties)


def reachable(party, parties):
    """Whether somebody can answer for a party with an account of their own."""
    able = [each for each in parties if each.id == party.id or each.stands_for_id == party.id]
    return any(each.person_id and each.person.password_hash for each in able
               if not (each.id == party.id and party.minor))


def orphaned(scope, case):
    """Whether a case of this reader's desk is in the hands of somebody who no longer mediates there, or
    was withdrawn with a number before anybody had it: its file waits.
    """
    return Case.select().where(Case.id == case.id, Case.on_desk_of(scope), Case.number.is_null(False),
                               Case.state.in_((*IN_HAND, *GOES_ON)), left_behind()).exists()


def left(scope, case):
    """Whether this reader said no to a case that goes on without them."""
    return Party.knowing(scope.person).where(Party.case == case, ~Party.in_it()).exists()


def nobody_may(case):
    """Whether nobody anywhere may mediate this open case: whoever keeps the rosters has to find somebody."""
    return case.mediator_id is None and Case.select().where(Case.id == case.id, stuck()).exists()


def mine(scope):
    """Query: the cases of which the reader is a party and knows it."""
    return with_places(Case.visible_to(scope)).where(
        Case.id.in_(Party.taking_part(scope.person)), scope.here(Case.locality))


def objections_of(party):
    """To whom this party objected, with the people; [] for no party."""
    return list(KeptOut.select(KeptOut, Person).join(Person).where(KeptOut.by == party)) if party else []


def late():
    """Condition: past its day, and still without an end (积案)."""
    return Case.state.in_((ACCEPTED, *IN_HAND)) & (Case.due_on < today())


def queue(scope, which=""):
    """Query: the cases a mediator has to do with here, the most pressing first. `which` is wait
    (on my desk, in nobody's hands or left there by somebody), mine (in my hands), late, or all.
    """
    person = scope.person.id
    left_there = Case.state.in_(LEFT_OPEN) & Case.number.is_null(False) & left_behind()
    waiting = (Case.state.in_(UNASSIGNED) | left_there) & Case.on_desk_of(scope)
    in_hand = Case.state.in_(IN_HAND) & (Case.mediator == person)
    whole = Case.on_desk_of(scope) | (Case.mediator == person)
    chosen = {"wait": waiting, "mine": in_hand, "late": late() & whole, "all": whole}.get(
        which, waiting | in_hand)
    return with_places(Case.visible_to(scope)).where(chosen, scope.here(Case.locality)).order_by(
        peewee.Case(Case.state, ((each, 0) for each in BEFORE_ASKING), 1),
        peewee.fn.COALESCE(Case.due_on, today()), Case.id)


def not_answered(scope):
    """Query: parties whom the reader may answer for and who were asked, with their cases."""
    stands = Party.alias()
    for_them = stands.select(stands.stands_for).where(stands.person == scope.person.id,
                                                     stands.stands_for.is_null(False))
    own = (Party.person == scope.person.id) & ~Party.minor
    return (Party.select(Party, Case, Locality).join(Case).join(Locality, on=Case.locality).where(
        scope.here(Case.locality), own | Party.id.in_(for_them), Case.state == ASKING,
        Party.told_at.is_null(False),
        Party.answer == "", Party.role == PARTY, Case.way.in_(BOTH_ASKED) | ~_applied()))


def _applied():
    """Condition: the party who stands first of its side, and is the applicant."""
    before = Party.alias()
    return (Party.side == APPLICANT) & ~peewee.fn.EXISTS(before.select(1).where(
        before.case == Party.case, before.side == APPLICANT, before.role == PARTY, before.id < Party.id))
