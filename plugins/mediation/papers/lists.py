"""What a file holds, what it lacks, and which of it a reader may open."""

from dataclasses import dataclass

from peewee import fn

from linli.toolkit.uploads import Upload
from plugins.mediation.agreements.models import Agreement, Confirmation, FollowUp, Signature, Term
from plugins.mediation.cases.models import REPRESENTATIVE, Case, Matter, Party
from plugins.mediation.cases.states import DECLINED, FAILED, REFUSED, WITHDRAWN
from plugins.mediation.papers.models import PAPERS, Scan
from plugins.mediation.papers.readers import kinds_for, side_of, sitting
from plugins.mediation.sessions.models import Record, Session

ENDED_WITHOUT = (DECLINED, REFUSED, WITHDRAWN, FAILED)  # no agreement to be filed: why is
BY_HAND = ("identity", "authority")  # printed as a form to fill in: the scan of it is the paper


@dataclass(frozen=True)
class Paper:
    """One of the thirteen papers. `must`: this case has to have it; `made`: what is known makes it;
    `printed`: there is something to print, also where it is a draft or a form to fill in by hand;
    `scans` how many photos of it lie in the file.
    """

    number: int
    key: str
    title: str
    must: bool
    made: bool
    printed: bool
    scans: int

    @property
    def there(self):
        """Whether the file has it."""
        return self.made or self.scans > 0

    @property
    def lacks(self):
        """Whether the file needs it and has it not."""
        return self.must and not self.there


def of_case(scope, case):
    """What the page of a case shows of this noun: the papers that this reader may open, in the order of
    the file; [] for whoever may open none.
    """
    return file_of(scope, case)[0]


def file_of(scope, case):
    """(those papers, {kind: its scans}). Two queries."""
    known = _known(scope, case)
    allowed = kinds_for(scope, case, known["side"], known["sits"])
    if not allowed:
        return [], {}
    scans = {}
    for scan in scans_of(case, allowed):
        scans.setdefault(scan.kind, []).append(scan)
    return [Paper(number, key, str(title), _must(key, case, must, known), made,
                  made or key in BY_HAND or (key == "agreement" and bool(known["drafted"])),
                  len(scans.get(key, ())))
            for number, (key, title, must) in enumerate(PAPERS, 1) if key in allowed
            for made in (_made(key, case, known),)], scans


def scans_of(case, kinds):
    """The scans of these kinds, in the order they came, each with its upload; one query."""
    return list(Scan.select(Scan, Upload).join(Upload).where(
        Scan.case == case.id, Scan.kind.in_(kinds)).order_by(Scan.id))


def picture(case, kinds, upload_id):
    """The Upload of this id where a paper of these kinds shows it; None for every other."""
    shown = [Upload.id.in_(Scan.select(Scan.upload).where(Scan.case == case.id, Scan.kind.in_(kinds)))]
    agreement = Agreement.select(Agreement.id).where(Agreement.case == case.id)
    if "agreement" in kinds:
        shown.append(Upload.id.in_(Signature.select(Signature.upload).where(
            Signature.agreement.in_(agreement))))
    if "receipts" in kinds:
        shown.append(Upload.id.in_(Term.select(Term.proof).where(
            Term.agreement.in_(agreement), Term.proof.is_null(False))))
    condition = shown[0]
    for other in shown[1:]:
        condition |= other
    return Upload.select().where(Upload.id == upload_id, condition).first()


def _known(scope, case):
    """What decides which papers there are, and who reads them: one row."""
    matter = Matter.select(Matter.case).where(Matter.case == case.id)
    agreement = Agreement.select(Agreement.id).where(Agreement.case == case.id)
    held = Session.select(Session.id).where(Session.case == case.id)
    some = {
        "sits": sitting(scope, case),
        "stood": Party.select(Party.id).where(Party.case == case.id, Party.role == REPRESENTATIVE),
        "findings": matter.where(Matter.findings != ""),
        "explanation": matter.where(Matter.ended != ""),
        "record": Record.select(Record.session).where(Record.session.in_(held)),
        "drafted": agreement,
        "agreement": agreement.where(Agreement.signed_on.is_null(False)),
        "receipts": Term.select(Term.id).where(Term.agreement.in_(agreement), Term.done_on.is_null(False)),
        "follow_up": FollowUp.select(FollowUp.id).where(FollowUp.case == case.id),
        "confirmation": Confirmation.select(Confirmation.id).where(Confirmation.case == case.id),
    }
    return (Case.select(side_of(scope, case).alias("side"),
                        *(fn.EXISTS(query).alias(name) for name, query in some.items()))
            .where(Case.id == case.id).dicts().get())


def _made(key, case, known):
    if key in ("application", "cover"):
        return True
    if key == "rights":  # told when both sides were asked
        return case.accepted_on is not None
    return bool(known.get(key))


def _must(key, case, usually, known):
    """A case that ended without an agreement files why instead, and a record only where it was held."""
    ended = case.state in ENDED_WITHOUT
    wanted = {"authority": known["stood"], "explanation": ended,
              "agreement": not ended, "record": not ended or known["record"],
              "identity": not ended, "rights": not ended or case.accepted_on is not None}
    return bool(wanted.get(key, usually))
