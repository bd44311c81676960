"""How a case comes in: from whom, about whom, and whether violence was told.

Where it was told nothing reaches the other side: no notice, no row they may see, until a mediator
releases it and asks. A desk at which somebody belongs to a party is passed over for the next above.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import RESIDENT
from linli.database import guard, transaction, utc_now
from linli.people.models import Person
from linli.toolkit import links, once, workflow
from linli.toolkit.calendar import local
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import FieldRefused
from plugins.mediation.cases.eligible import desk_for, kept_out_of, mediators_for
from plugins.mediation.cases.kinds import ministry_of
from plugins.mediation.cases.models import (
    APPLICANT,
    APPLICATION,
    COURT,
    GUARDIAN,
    HELPED,
    OFFERED,
    POLICE,
    REFERRED,
    RESPONDENT,
    Case,
    Matter,
    Party,
)
from plugins.mediation.cases.parties import account_of
from plugins.mediation.cases.states import APPLIED, HELD
from plugins.mediation.cases.telling import tell

NUMBERED = (COURT, POLICE)  # they send their own number along


@dataclass(frozen=True)
class Someone:
    """Who somebody is, as it was told: a minor has a guardian. `side` where it is not plain from the page."""

    name: str
    phone: str = ""
    address: str = ""
    minor: bool = False
    guardian: str = ""
    guardian_phone: str = ""
    side: str = RESPONDENT


@dataclass(frozen=True)
class Facts:
    """What an application says. `applicant` None: the person of the scope applies for themself. `more`:
    who else is in it, on either side; they are asked like the other.
    """

    way: str
    violence: bool
    dispute_class: str
    summary: str
    other: Someone
    applicant: Someone | None = None
    wish: str = ""
    way_number: str = ""
    people: int = 2
    more: tuple = ()


def ways_for(scope, link=None):
    """The ways on which this scope may enter an application here: for oneself, for somebody else."""
    roles = {held.role for held in scope.holding("mediation.apply")
             if scope.locality.path.startswith(held.path)}
    ways = ((APPLICATION,) if RESIDENT in roles else ()) + ((HELPED,) if roles - {RESIDENT} else ())
    return (*ways, REFERRED) if link else ways


ENTERED = (OFFERED, HELPED, COURT, POLICE)  # on the desk of the room, by a mediator


def apply(scope, place, facts, nonce, link=None):
    """Take in an application in the village `place`; returns the Case, TJ-year-0001. The mediators of
    its desk are told. `link` is the matter of another page that it goes on with.

    Raises FieldRefused (a party twice, a minor alone, the mediator's own matter), once.AlreadyDone with its
    code, LostRace where the matter of the other page went on elsewhere.
    """
    _refuse_lonely_minors(facts)
    _refuse_same_words(facts)
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        case = _take_in(scope, place, facts)
        workflow.begin(case, scope)
        _go_on_with(link, case)
        tell(case, mediators_for(case), _l("有新的调解申请"), but=scope.person)
        once.keep(nonce, case.code)
    return case


def _take_in(scope, place, facts):
    case = Case.create(
        code=next_number("TJ", local(utc_now()).year), locality=place, desk=place, way=facts.way,
        way_number=facts.way_number if facts.way in NUMBERED else "", dispute_class=facts.dispute_class,
        ministry_kind=ministry_of(facts.dispute_class), people=max(facts.people, 2 + len(facts.more)),
        state=HELD if facts.violence else APPLIED, violence=facts.violence)
    Matter.create(case=case, summary=facts.summary, wish=facts.wish)
    _add_applicant(scope, case, facts)
    _add(case, RESPONDENT, facts.other, None, "other_name", "other_guardian")
    for told in facts.more:
        _add(case, told.side, told, None, "more_name", "more_guardian")
    _refuse_own(scope, case, facts)
    case.desk = desk_for(case, careful=facts.violence) or place
    case.save(only=[Case.desk])
    return case


def _go_on_with(link, case):
    """The page that the matter comes from is read by others: it tells of a case no more than that it went
    to the room, and where violence was told not even that.
    """
    if link and case.violence:
        links.drop(link.source)
    else:
        links.finish(link, case, _("乡情调解室"), f"/{case.locality_id}/mediation/")


def _add_applicant(scope, case, facts):
    told = facts.applicant
    if told is None:
        me = scope.person
        Party.create(case=case, side=APPLICANT, person=me, name=me.name, phone=me.phone or "",
                     told_at=utc_now())
    else:
        _add(case, APPLICANT, told, utc_now(), "name", "guardian")


def _add(case, side, told, told_at, field, guardian_field):
    """Somebody, and the guardian of a minor; `field` is where it is said that they stand there already."""
    person = account_of(told.name, told.phone)
    _refuse_twice(case, person, field, _l("申请人和对方不能是同一个人") if field == "other_name" else _l(
        "%(name)s已经写过了，一个人只写一次", name=told.name))
    party = Party.create(case=case, side=side, person=person, name=told.name, phone=told.phone,
                         address=told.address, minor=told.minor, told_at=told_at)
    if told.minor:
        guardian = account_of(told.guardian, told.guardian_phone)
        _refuse_twice(case, guardian, guardian_field, _l("监护人不能同时是当事人"))
        Party.create(case=case, side=side, role=GUARDIAN, stands_for=party, person=guardian,
                     name=told.guardian, phone=told.guardian_phone, told_at=told_at)


def _refuse_twice(case, person, field, message):
    """Nobody quarrels with themself, nor stands there twice."""
    if person and Party.select().where(Party.case == case, Party.person == person).exists():
        raise FieldRefused(field, message)


def _refuse_own(scope, case, facts):
    """A mediator enters nothing of their own or their household's on behalf of the room."""
    if facts.way in (OFFERED, *NUMBERED) and scope.person.id in kept_out_of(case):
        raise FieldRefused("other_name", _l("这是您自己或者您家里人的事，请别的调解员来登记"))


def _refuse_lonely_minors(facts):
    for field, told in (("other_guardian", facts.other), ("guardian", facts.applicant),
                        *(("more_guardian", each) for each in facts.more)):
        if told and told.minor and not told.guardian:
            raise FieldRefused(field, _l("未成年人要有监护人，请填监护人姓名"))


def _refuse_same_words(facts):
    """The same name and phone twice, of somebody without an account."""
    told, other = facts.applicant, facts.other
    if told and told.phone and (told.name, told.phone) == (other.name, other.phone):
        raise FieldRefused("other_name", _l("申请人和对方不能是同一个人"))
    seen = {(each.name, each.phone) for each in (told, other) if each}
    for each in facts.more:
        if each.phone and (each.name, each.phone) in seen:
            raise FieldRefused("more_name", _l("%(name)s已经写过了，一个人只写一次", name=each.name))
        seen.add((each.name, each.phone))
