"""What stands in the papers of a file, read once for those that are shown."""

from types import SimpleNamespace

import peewee
from flask_babel import lazy_gettext as _l

from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit.uploads import Upload
from plugins.mediation.agreements.models import Agreement, Confirmation, FollowUp, Signature, Term
from plugins.mediation.cases.lists import sitters_of
from plugins.mediation.cases.models import APPLICANT, NO, RESPONDENT, Matter, Party
from plugins.mediation.cases.states import ASKING, REFUSED
from plugins.mediation.module import module
from plugins.mediation.rooms.models import Room
from plugins.mediation.sessions.models import Record, Seat, Session

WHOLE = ("matter", "agreement", "confirmation")  # come in one row
NEEDS = {
    "application": ("matter", "parties"), "rights": ("parties",), "identity": ("parties",),
    "authority": ("parties",), "findings": ("matter", "parties"), "evidence": (),
    "record": ("parties", "sitters", "sessions"),
    "agreement": ("parties", "agreement", "terms"),
    "receipts": ("parties", "agreement", "terms"), "follow_up": ("visits",),
    "confirmation": ("parties", "confirmation"), "explanation": ("matter", "parties"), "cover": (),
}


def gather(scope, case, kinds, scans):
    """What these kinds of papers show of a case: `matter`, `parties`, `sessions` … as far as any of them
    needs it, the `scans` by kind, the `committee` and the `settings` of the desk. Of the sessions those
    that this reader may see.
    """
    needs = {need for kind in kinds for need in NEEDS[kind]}
    found = {need: load(case) for need, load in LOADERS.items() if need in needs}
    if "sessions" in needs:
        found["sessions"] = _sessions(scope, case)
    if needs & set(WHOLE):
        found |= _whole(case)
    desk = case.locality if case.desk_id == case.locality_id else case.desk
    settings = settings_of(module, desk)
    committee = settings.committee or _l("%(place)s人民调解委员会", place=desk.short_name)
    return SimpleNamespace(case=case, scans=scans, settings=settings, committee=committee, **found)


def uploads_of(contents):
    """Every picture that papers with these contents show."""
    scans = [scan.upload for each in contents.scans.values() for scan in each]
    parties = contents.parties.all if hasattr(contents, "parties") else ()
    signed = [each.signed.upload for each in parties if each.signed]
    proofs = [term.proof for term in getattr(contents, "terms", ()) if term.proof_id]
    return [*scans, *signed, *proofs]


def _whole(case):
    """Its Matter, Agreement and Confirmation; None for what it has not."""
    row = (Matter.select(Matter, Agreement, Confirmation)
           .join(Agreement, peewee.JOIN.LEFT_OUTER, on=Agreement.case == Matter.case, attr="agreed")
           .switch(Matter).join(Confirmation, peewee.JOIN.LEFT_OUTER,
                                on=Confirmation.case == Matter.case, attr="confirmed")
           .where(Matter.case == case.id).get())
    return {"matter": row, "agreement": getattr(row, "agreed", None),
            "confirmation": getattr(row, "confirmed", None)}


def _parties(case):
    """`all` who take part, `named` on the application, and each side; `signed` is the Signature, or None."""
    rows = list(Party.select(Party, Signature, Upload)
                .join(Signature, peewee.JOIN.LEFT_OUTER, on=Signature.party == Party.id, attr="signature")
                .join(Upload, peewee.JOIN.LEFT_OUTER)
                .where(Party.case == case.id).order_by(Party.side, Party.id))  # the applicants first
    for row in rows:
        row.signed = getattr(row, "signature", None)
    no = {row.id for row in rows if row.answer == NO and case.state not in (ASKING, REFUSED)}
    named, rows = rows, [row for row in rows if not no & {row.id, row.stands_for_id}]
    return SimpleNamespace(all=rows, named=named,
                           applicants=[each for each in rows if each.side == APPLICANT],
                           respondents=[each for each in rows if each.side == RESPONDENT])


def _sessions(scope, case):
    """The sessions that have a record, in order; `told` is the Record, `came` the ids of the parties who
    were there.
    """
    found = {}
    for row in (Session.select(Session, Record, Room, Person, Seat)
                .join(Record, on=Record.session == Session.id, attr="told")
                .switch(Session).join(Room, peewee.JOIN.LEFT_OUTER)
                .switch(Session).join(Person, on=Session.mediator == Person.id)
                .switch(Session).join(Seat, peewee.JOIN.LEFT_OUTER, attr="seat",
                                      on=(Seat.session == Session.id) & Seat.came)
                .where(Session.case == case.id, Session.id.in_(Session.visible_to(scope).select(Session.id)))
                .order_by(Session.starts_at, Session.id)):
        session = found.setdefault(row.id, row)
        session.came = getattr(session, "came", set())
        seat = getattr(row, "seat", None)
        if seat:
            session.came.add(seat.party_id)
    return list(found.values())


def _terms(case):
    return list(Term.select(Term, Upload).join(Upload, peewee.JOIN.LEFT_OUTER).switch(Term).join(Agreement)
                .where(Agreement.case == case.id).order_by(Term.id))


def _visits(case):
    return list(FollowUp.select(FollowUp, Party, Person).join(Party)
                .switch(FollowUp).join(Person, on=FollowUp.person == Person.id)
                .where(FollowUp.case == case.id)
                .order_by(FollowUp.day, FollowUp.id))


LOADERS = {"parties": _parties, "sitters": sitters_of, "terms": _terms, "visits": _visits}
