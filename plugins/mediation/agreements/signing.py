"""Who has to sign, and what follows when everybody has: the agreement is in force (art. 29), or when it
was reached orally and written down (art. 30).
"""

from dataclasses import dataclass
from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.database import transaction, utc_now
from linli.modules.services import settings_of
from linli.toolkit import workflow
from linli.toolkit.calendar import local, to_utc, today
from linli.toolkit.refusals import NotNow
from plugins.mediation.agreements import reminding
from plugins.mediation.agreements.models import ORAL, Agreement, Signature, Term
from plugins.mediation.cases.models import GUARDIAN, PARTY, Party
from plugins.mediation.cases.states import IN_HAND
from plugins.mediation.module import module
from plugins.mediation.sessions.mine import hold


@dataclass(frozen=True)
class Place:
    """A line to sign on: for `party`, by one of `signers` (the party of age, or a guardian);
    `signature` once it is there.
    """

    party: Party
    signers: tuple
    signature: Signature | None = None


def places(parties, signatures):
    """A Place for each who takes part for themself, of their `signatures`."""
    signed = {each.party_id: each for each in signatures}
    found = []
    for party in parties:
        if party.role == PARTY:
            signers = _signers(party, parties)
            found.append(Place(party, signers, next(
                (signed[each.id] for each in signers if each.id in signed), None)))
    return found


def places_of(agreement):
    """The same, read from the rows of an agreement."""
    parties = list(Party.select().where(Party.case == agreement.case_id, Party.in_it())
                   .order_by(Party.side, Party.id))
    return places(parties, list(Signature.select().where(Signature.agreement == agreement.id)))


def sign(scope, agreement, party, way, upload, day):
    """Take a signature of `day`; the last one puts the agreement in force from the latest of their days.
    Returns whether it did.

    Raises NotNow where it cannot be signed: without terms, twice, by somebody who does not sign, or
    out of time; NotAllowed.
    """
    with transaction():
        case = _signable(scope, agreement, day)
        if agreement.form == ORAL:
            raise NotNow(_l("口头协议不用签字，记下来就生效"))
        open_places = [each for each in places_of(agreement) if each.signature is None]
        if not any(party.id == each.id for place in open_places for each in place.signers):
            raise NotNow(_l("这一位不用签，或者已经签过了"))
        Signature.create(agreement=agreement, party=party, way=way, upload=upload,
                         at=utc_now() if day == today() else to_utc(day, time(12)))
        if any(each.signature is None for each in places_of(agreement)):
            return False
        days = [local(each.at).date() for each in
                Signature.select().where(Signature.agreement == agreement.id)]
        _put_in_force(scope, case, agreement, max(days))
    return True


def take_back(scope, agreement):
    """Take all signatures back, so that the text may be changed and signed anew. Raises NotNow once it
    is in force, NotAllowed.
    """
    with transaction():
        hold(scope, agreement.case)
        if Agreement.get_by_id(agreement.id).signed_on:
            raise NotNow(_l("协议已经生效，签名不能撤"))
        Signature.delete().where(Signature.agreement == agreement.id).execute()


def record_oral(scope, agreement, day):
    """Both sides agreed orally on `day`; what they agreed stands in its terms. Raises NotNow, NotAllowed."""
    with transaction():
        case = _signable(scope, agreement, day)
        if agreement.form != ORAL:
            raise NotNow(_l("书面协议要双方签字才生效"))
        _put_in_force(scope, case, agreement, day)


def first_day(case):
    """The earliest day on which it can have been agreed."""
    return case.accepted_on or local(case.applied_at).date()


def _signable(scope, agreement, day):
    """The case, held; raises NotNow where its agreement cannot come into force on `day`."""
    case = hold(scope, agreement.case)
    now = Agreement.get_by_id(agreement.id)
    if now.signed_on or case.state not in IN_HAND:
        raise NotNow(_l("协议已经生效，或者案子已经不在调解"))
    agreement.form = now.form
    if not first_day(case) <= day <= today():
        raise NotNow(_l("签的那天要在受理以后，不能是以后的日子"))
    terms = list(Term.select().where(Term.agreement == agreement.id))
    if not terms:
        raise NotNow(_l("协议里还没有条款，先写清楚谁、做什么、什么时候以前"))
    if any(term.due_on < day for term in terms):
        raise NotNow(_l("有一条的期限比签的那天还早，先把期限改好"))
    return case


def _put_in_force(scope, case, agreement, day):
    rules = settings_of(module, case.locality)
    Agreement.update(signed_on=day, confirm_by=day + timedelta(days=rules.confirm_days),
                     follow_up_by=day + timedelta(days=rules.follow_up_days)).where(
        Agreement.id == agreement.id).execute()
    workflow.apply("agree", case, scope, agreed_on=day)
    reminding.schedule(Agreement.get_by_id(agreement.id), case)
    reminding.tell(case, _l("调解协议生效了，可以看"))


def _signers(party, parties):
    """Who may sign for a party: themself where of age, and their guardians."""
    guardians = [each for each in parties if each.role == GUARDIAN and (
        each.stands_for_id == party.id
        or (each.stands_for_id is None and each.side == party.side and party.minor))]
    return (*(() if party.minor else (party,)), *guardians)
