"""Who is a party, and who stands for them; who sits in."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, utc_now
from linli.people.models import Person
from linli.toolkit.refusals import FieldRefused
from plugins.mediation.cases.eligible import kept_out_of
from plugins.mediation.cases.handing import go_on_where_stuck
from plugins.mediation.cases.models import GUARDIAN, PARTY, RESPONDENT, Case, Party, Sitter
from plugins.mediation.cases.services import must_handle, must_mediate, step
from plugins.mediation.cases.states import BEFORE_ASKING
from plugins.mediation.cases.telling import tell
from plugins.mediation.rooms.models import MEDIATOR, Listed


def account_of(name, phone):
    """The account of somebody by phone and name together, or None: a phone alone may be another's."""
    return Person.get_or_none(Person.phone == phone, Person.name == name,
                              Person.disabled_at.is_null()) if phone else None


def add(scope, case, sent, side, role, stands_for, name, phone="", address="", minor=False):
    """Another party, or somebody who stands for one (`stands_for`); returns the Party. They know of the case
    from when the others are asked, and are asked too; whoever stands for somebody who knows, at once.
    Raises FieldRefused.
    """
    person = account_of(name, phone)
    _refuse_mediator(case, person)
    asked = case.state not in BEFORE_ASKING
    knows = asked or bool(stands_for and stands_for.told_at)
    try:
        with step(scope, case, sent):
            must_handle(scope, case)
            if role == PARTY and side == RESPONDENT and asked:
                raise FieldRefused("role", _l("已经问过对方了，不能再加当事人。请另外申请，或者先撤回"))
            party = Party.create(case=case, side=side, role=role, stands_for=stands_for, person=person,
                                 name=name, phone=phone, address=address, minor=minor,
                                 told_at=utc_now() if knows else None)
            if person and knows:
                tell(case, [person], _l("调解室有一件事，请您看看"))
            go_on_where_stuck(case)
            return party
    except peewee.IntegrityError as error:
        raise FieldRefused("phone", _l("这位已经在这件事里了")) from error


def change(scope, case, sent, party, name, phone, address, minor):
    """Correct what is known of a party; the account follows name and phone where they change. Raises
    FieldRefused.
    """
    same = (name, phone) == (party.name, party.phone)
    person = party.person if same else account_of(name, phone)
    if person and person.id != party.person_id:
        _refuse_mediator(case, person)
    try:
        with step(scope, case, sent):
            must_handle(scope, case)
            Party.update(name=name, phone=phone, address=address, minor=minor, person=person).where(
                Party.id == party.id).execute()
            if person and person.id != party.person_id and party.told_at:
                tell(case, [person], _l("调解室有一件事，请您看看"))
            go_on_where_stuck(case)
    except peewee.IntegrityError as error:
        raise FieldRefused("phone", _l("这位已经在这件事里了")) from error


def seat(scope, case, sent, listed):
    """Somebody of the roster sits in from now on. Raises FieldRefused for whoever may not decide about it
    either (`eligible.kept_out_of`).
    """
    with step(scope, case, sent):
        must_mediate(scope, case)
        if listed.person_id in kept_out_of(case) or listed.kind == MEDIATOR:
            raise FieldRefused("listed", _l("这位和当事人有关系，或者换下来过，不能坐进来"))
        if Sitter.select().where(Sitter.case == case, Sitter.person == listed.person_id,
                                 Sitter.until.is_null()).exists():
            raise FieldRefused("listed", _l("这位已经请来了"))
        Sitter.create(case=case, person=listed.person_id, kind=listed.kind)
        tell(case, [listed.person], _l("调解室请您来一起坐坐"))


def unseat(scope, case, sitter, nonce):
    """Somebody does not sit in any more, and reads nothing from now on. Raises LostRace."""
    with step(scope, case, (case.version, nonce)):
        must_mediate(scope, case)
        left = Sitter.update(until=utc_now()).where(Sitter.id == sitter.id, Sitter.until.is_null())
        if not left.execute():
            raise LostRace


def may_be_seated(case):
    """Query: whom the rosters of this place and above offer for sitting in; none who may not."""
    return (Listed.select(Listed, Person).join(Person).where(
        Listed.locality.in_(case.locality.lineage), Listed.kind != MEDIATOR, Listed.on_duty(),
        Person.disabled_at.is_null(), Person.id.not_in(kept_out_of(case)))
        .order_by(Listed.kind, Person.name, Listed.id))


def guardians_missing(parties):
    """The minors of these parties without a guardian."""
    stood_for = {each.stands_for_id for each in parties if each.role == GUARDIAN}
    return [each for each in parties if each.minor and each.id not in stood_for]


def _refuse_mediator(case, person):
    mediator = Case.get_by_id(case.id).mediator
    if mediator and mediator.is_near(person):
        raise FieldRefused("name", _l("这位是调解员本人，或者和调解员是一家人。先换调解员，再登记"))
