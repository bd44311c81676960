"""How pages of an agreement find it, its terms and its signatures."""

from flask import abort, url_for

from linli.access import current_scope as scope
from linli.localities.models import Locality
from plugins.mediation.agreements.models import Agreement, Confirmation, Term
from plugins.mediation.cases.models import Case, Party


def opened(code):
    """(the case, its agreement), for whoever may open them; 404 for others, and where there is none."""
    row = (Agreement.visible_to(scope).select(Agreement, Case, Locality).join(Case)
           .join(Locality, on=(Case.locality == Locality.code))
           .where(Case.code == code, Case.locality == scope.locality).first() or abort(404))
    return row.case, row


def own(code):
    """The same, for the mediator of the case alone; 403 for others."""
    case, row = opened(code)
    if case.mediator_id != scope.person.id:
        abort(403)
    return case, row


def term_of(agreement, term_id):
    """One of its terms, or 404."""
    term = Term.visible_to(scope).where(
        Term.id == term_id, Term.agreement == agreement.id).first() or abort(404)
    term.agreement = agreement
    return term


def party_of(case, party_id):
    """One of the parties of a case, or 404."""
    return Party.visible_to(scope).where(Party.id == party_id, Party.case == case.id).first() or abort(404)


def confirmation_of(case):
    """What a court was asked, or None."""
    return Confirmation.visible_to(scope).where(Confirmation.case == case.id).first()


def parties_of(case):
    """Those who take part in it, the applicant's side first."""
    return list(Party.visible_to(scope).where(Party.case == case.id, Party.in_it())
                .order_by(Party.side, Party.id))


def address(case):
    """The page of its agreement."""
    return url_for("mediation.agreement", code=case.code)
