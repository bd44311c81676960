"""What pages show of agreements. Each narrows a query that it is given, or reads rows of one agreement."""

from dataclasses import dataclass
from datetime import timedelta

import peewee
from peewee import fn

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.mediation.agreements.models import ON_ITS_WAY, Agreement, Confirmation, FollowUp, Signature, Term
from plugins.mediation.agreements.signing import places
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import AGREED, CARRIED_OUT

IN_FORCE = (AGREED, CARRIED_OUT)
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """What belongs to an agreement: `places` are `signing.Place`, `receipts` the ids of the terms whose note
    and receipt this reader sees.
    """

    terms: list
    places: list
    confirmation: Confirmation | None
    follow_ups: list
    receipts: set

    @property
    def done(self):
        """How many terms are done."""
        return sum(term.done_on is not None for term in self.terms)

    @property
    def signed(self):
        """How many of those who have to sign have."""
        return sum(place.signature is not None for place in self.places)


def of_case(scope, case):
    """What the page of a case shows of this noun, to whoever may open it: its Agreement or None, with
    `term_count`, `done_count` and `signature_count`; one query.
    """
    terms = Term.select(fn.COUNT(Term.id)).where(Term.agreement == Agreement.id)
    signatures = Signature.select(fn.COUNT(Signature.id)).where(Signature.agreement == Agreement.id)
    return Agreement.visible_to(scope).select(
        Agreement, terms.alias("term_count"), signatures.alias("signature_count"),
        terms.where(Term.done_on.is_null(False)).alias("done_count")).where(
        Agreement.case == case.id).first()


def shown(scope, case, agreement):
    """All that the page of an agreement shows (Shown)."""
    parties = list(Party.visible_to(scope).where(Party.case == case.id, Party.in_it())
                   .order_by(Party.side, Party.id))
    return Shown(
        terms_of(scope, agreement),
        places(parties, list(Signature.visible_to(scope).where(Signature.agreement == agreement.id))),
        Confirmation.visible_to(scope).where(Confirmation.case == case.id).first(),
        list(FollowUp.visible_to(scope).select(FollowUp, Party, Person).join(Party)
             .switch(FollowUp).join(Person, on=FollowUp.person == Person.id)
             .where(FollowUp.case == case.id).order_by(FollowUp.day, FollowUp.id)),
        {term for term, in Term.receipts_for(scope).where(Term.agreement == agreement.id)
         .select(Term.id).tuples()})


def terms_of(scope, agreement):
    """Its terms with who has to do them and for whom, what is due first at the top."""
    receiver = Party.alias()
    return list(Term.visible_to(scope).select(Term, Party, receiver)
                .join(Party, on=Term.party == Party.id).switch(Term)
                .join(receiver, peewee.JOIN.LEFT_OUTER, on=Term.receiver == receiver.id, attr="receiver")
                .where(Term.agreement == agreement.id).order_by(Term.due_on, Term.id))


def own_terms(scope):
    """Terms that this person, or whom they stand for, still has to do; here or anywhere."""
    stands = Party.select(Party.stands_for).where(
        Party.person == scope.person.id, Party.stands_for.is_null(False), Party.told_at.is_null(False))
    mine = ((Party.person == scope.person.id) & Party.told_at.is_null(False)) | Party.id.in_(stands)
    return _open_terms(Term.select()).where(mine, scope.here(Case.locality))


def overdue_terms(scope):
    """Terms past their day, of the cases that this person mediates."""
    return _open_terms(Term.visible_to(scope)).where(
        Case.mediator == scope.person.id, Term.due_on < today(), scope.here(Case.locality))


def _open_terms(query):
    return (query.select(Term, Agreement, Case, Locality, Party).join(Agreement).join(Case)
            .join(Locality, on=(Case.locality == Locality.code)).switch(Term)
            .join(Party, on=Term.party == Party.id)
            .where(Case.state == AGREED, Term.done_on.is_null()).order_by(Term.due_on, Term.id))


def to_confirm(scope):
    """Agreements of this person that a court may still be asked to confirm, the most urgent first."""
    asked = Confirmation.select(Confirmation.case)
    return _in_force(Agreement.select()).where(
        Case.id.in_(Party.knowing(scope.person)), Agreement.confirm_by >= today(), Case.id.not_in(asked),
        scope.here(Case.locality)).order_by(Agreement.confirm_by, Agreement.id)


def to_visit(scope):
    """Agreements whose follow-up is due within a week, or late, of the cases that this person mediates."""
    visited = FollowUp.select(FollowUp.case).where(FollowUp.kept)
    return _in_force(Agreement.visible_to(scope)).where(
        Case.mediator == scope.person.id, Agreement.follow_up_by <= today() + SOON,
        Case.id.not_in(visited), scope.here(Case.locality)).order_by(Agreement.follow_up_by, Agreement.id)


def _in_force(query):
    return (query.select(Agreement, Case, Locality).join(Case)
            .join(Locality, on=(Case.locality == Locality.code)).where(Case.state.in_(IN_FORCE)))


def at_court(scope):
    """What a court has still to decide, of the cases that this person mediates."""
    return (Confirmation.visible_to(scope).select(Confirmation, Case, Locality).join(Case)
            .join(Locality, on=(Case.locality == Locality.code)).where(
        Case.mediator == scope.person.id, Confirmation.state == ON_ITS_WAY, scope.here(Case.locality))
        .order_by(Confirmation.applied_on, Confirmation.id))


def open_in(locality):
    """How many agreements in a place and below it are in force and not carried out."""
    return Case.select(fn.COUNT(Case.id)).join(Locality, peewee.JOIN.INNER, on=(
        Case.locality == Locality.code)).where(Locality.within(locality.path), Case.state == AGREED).scalar()
