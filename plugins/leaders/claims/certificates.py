"""The certificate of service (服务证明): issued with a number, and good as long as what it says is so."""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.audit import services as audit
from linli.database import guard, transaction
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.calendar import to_utc, today
from linli.toolkit.numbers import next_number
from plugins.leaders.claims.models import ACCEPTED, Certificate, Claim
from plugins.leaders.tasks.models import Task


def accepted(claims, person_id, village, first_day, last_day):
    """Of a query of claims those that this person did for a village and that were accepted, by the
    Shanghai day on which they were handed in; with their tasks, the oldest first.
    """
    return list(claims.select(Claim, Task).join(Task).where(
        Claim.person == person_id, Claim.locality == village, Claim.state == ACCEPTED,
        Claim.submitted_at >= to_utc(first_day, time.min),
        Claim.submitted_at < to_utc(last_day + timedelta(days=1), time.min))
        .order_by(Claim.submitted_at, Claim.id))


def issue(scope, person, village, first_day, last_day, nonce):
    """Issue a certificate of what stands accepted now, at the latest until today; returns it.

    Its number is FW-year-0001 … Raises once.AlreadyDone with the id of the one that the same
    form made.
    """
    last_day = min(last_day, today())
    with transaction():
        guard(Person, person.id)
        once.refuse_repeat(nonce)
        done = accepted(Claim.visible_to(scope), person.id, village, first_day, last_day)
        made = Certificate.create(
            number=next_number("FW", today().year), locality=village, person=person,
            first_day=first_day, last_day=last_day, tasks=len(done), minutes=minutes_of(done),
            issued_by=scope.person)
        once.keep(nonce, str(made.id))
        audit.write(scope, "export", "leaders.certificate", _l("开志愿服务证明"), 1, made.number, person)
    return made


def lines(claims, certificate):
    """The tasks that a certificate tells of: those accepted by the time it was issued, of the claims
    that a query gives.
    """
    return [claim for claim in accepted(claims, certificate.person_id, certificate.locality_id,
                                        certificate.first_day, certificate.last_day)
            if claim.reviewed_at <= certificate.at]


def holds(certificate, done):
    """Whether it is still so: nothing that it tells of was taken back since."""
    return (certificate.tasks, certificate.minutes) == (len(done), minutes_of(done))


def minutes_of(done):
    """How long it took together."""
    return sum(claim.minutes or 0 for claim in done)
