"""Writing an agreement and its terms, for the mediator of the case alone, until somebody has signed."""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, transaction
from linli.toolkit import once
from linli.toolkit.editing import save
from linli.toolkit.refusals import NotNow
from plugins.mediation.agreements.models import Agreement, Signature, Term
from plugins.mediation.cases.states import IN_HAND
from plugins.mediation.sessions.mine import hold


def draft(scope, case, version, **columns):
    """Write the agreement of a case in hand, or change it as it was at `version` ("": there is none);
    returns it. Raises LostRace where another change came between, NotNow once somebody has signed
    or the case is not in hand, NotAllowed.
    """
    with transaction():
        _refuse_ended(hold(scope, case))
        agreement = Agreement.get_or_none(Agreement.case == case.id)
        if agreement is None:
            return Agreement.create(case=case, **columns)
        if not version:
            raise LostRace
        refuse_fixed(agreement)
        save(agreement, version, **columns)
    return agreement


def add_term(scope, agreement, nonce, **columns):
    """Add a term; returns it. Raises once.AlreadyDone with the id of the one that the same form made,
    NotNow, NotAllowed.
    """
    with transaction():
        _refuse_ended(hold(scope, agreement.case))
        once.refuse_repeat(nonce)
        refuse_fixed(agreement)
        term = Term.create(agreement=agreement, **columns)
        _count(agreement)
        once.keep(nonce, str(term.id))
    return term


def change_term(scope, term, version, **columns):
    """Write a term anew, as it was when its agreement had this `version`. Raises LostRace, NotNow,
    NotAllowed.
    """
    with transaction():
        _refuse_ended(hold(scope, term.agreement.case))
        refuse_fixed(term.agreement)
        save(term.agreement, version)
        if not Term.update(**columns).where(Term.id == term.id).execute():
            raise LostRace


def remove_term(scope, term):
    """Take a term out of the draft. Raises LostRace where it is gone, NotNow, NotAllowed."""
    with transaction():
        _refuse_ended(hold(scope, term.agreement.case))
        refuse_fixed(term.agreement)
        if not Term.delete().where(Term.id == term.id).execute():
            raise LostRace
        _count(term.agreement)


def refuse_fixed(agreement):
    """Raise NotNow where the text may not be changed: it is in force, or somebody has signed it."""
    if Agreement.get_by_id(agreement.id).signed_on:
        raise NotNow(_l("协议已经生效，不能再改"))
    if Signature.select().where(Signature.agreement == agreement.id).exists():
        raise NotNow(_l("已经有人签了字，要改就先把签名撤下来，改好再重新签"))


def _refuse_ended(case):
    if case.state not in IN_HAND:
        raise NotNow(_l("这件案子现在不在调解，不能再写协议"))


def _count(agreement):
    Agreement.update(version=Agreement.version + 1).where(Agreement.id == agreement.id).execute()
