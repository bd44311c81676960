"""Reading a file leaves a trace: one audit line for each reader, case and day, but not of the parties."""

from datetime import time

import peewee

from linli.audit import services as audit
from linli.audit.models import AuditLine, Unnamed
from linli.database import guard, transaction
from linli.people.models import Person
from linli.toolkit.calendar import to_utc, today
from plugins.mediation.cases.models import RESPONDENT, Case, Party

CASE = "mediation.case"


def note(scope, case, parties=None):
    """Write down that this reader opened what the case is about, unless they are a party of it or it
    stands there already today. `parties` are those of the case, where the page has read them.
    """
    parties = Party.select().where(Party.case == case) if parties is None else parties
    if any(each.person_id == scope.person.id for each in parties) or _noted(scope, case):
        return
    with transaction():
        guard(Person, scope.person.id)
        if not _noted(scope, case):
            audit.write(scope, "read", CASE, count=1, details=case.code)


def about(person):
    """The lines of the cases that this person takes part in and that the other side knows of, from that
    moment on: else they would tell, on a phone that both look at, who came first and when. Of a case in
    which violence was told there are none; one query.
    """
    mine, asked = Party.alias(), Party.alias()
    rows = (Case.select(Case.code, mine.told_at, peewee.fn.MIN(asked.told_at))
            .join(mine, on=(mine.case == Case.id) & (mine.person == person.id))
            .join(asked, on=(asked.case == Case.id) & (asked.side == RESPONDENT))
            .where(Case.id.in_(Party.taking_part(person)), ~Case.violence, asked.told_at.is_null(False))
            .group_by(Case.code, mine.told_at))
    return [Unnamed(CASE, code, max(told, first)) for code, told, first in rows.tuples()]


def _noted(scope, case):
    return AuditLine.select().where(
        AuditLine.person == scope.person.id, AuditLine.act == "read",
        AuditLine.what == CASE, AuditLine.details == case.code,
        AuditLine.at >= to_utc(today(), time.min)).exists()
