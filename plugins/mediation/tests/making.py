"""Cases for tests, written straight into their tables."""

from datetime import timedelta

from linli.database import utc_now
from linli.toolkit.calendar import today
from plugins.mediation.agreements.models import Agreement, Term
from plugins.mediation.cases.kinds import ministry_of
from plugins.mediation.cases.models import APPLICANT, RESPONDENT, Case, Matter, Party
from plugins.mediation.cases.states import APPLIED, BEFORE_ASKING, UNASSIGNED


def make_case(place, applicant, respondent, state=APPLIED, mediator=None, **columns):
    """A case of two people of the village `place` in `state`; returns it. Whoever mediates stands in it
    from ASSIGNED on; the other side knows of it once it was asked.
    """
    count = Case.select().count() + 1
    accepted = state not in (*BEFORE_ASKING, "declined", "asking", "refused")
    case = Case.create(**{
        "code": f"TJ-test-{count}", "locality": place, "desk": place, "dispute_class": "0201",
        "ministry_kind": ministry_of("0201"), "state": state,
        "number": f"(2026)测试人调字第{count}号" if accepted else None,
        "accepted_on": today() if accepted else None,
        "due_on": today() + timedelta(days=30) if accepted else None,
        "mediator": mediator if state not in UNASSIGNED else None, **columns})
    Matter.create(case=case, summary="墙角滴水", wish="请对方修好")
    Party.create(case=case, side=APPLICANT, person=applicant, name=applicant.name, told_at=utc_now())
    told = None if state in BEFORE_ASKING else utc_now()
    Party.create(case=case, side=RESPONDENT, person=respondent, name=respondent.name, told_at=told)
    return case


def make_agreement(case, **columns):
    """A written agreement of a case, not signed, with one term: the other side repairs within ten days."""
    agreement = Agreement.create(**{"case": case, "facts": "雨水管坏了", "liability": "对方修", **columns})
    Term.create(agreement=agreement, party=Party.get(Party.case == case, Party.side == RESPONDENT),
                text="修好雨水管", amount=30_000, due_on=today() + timedelta(days=10))
    return agreement
