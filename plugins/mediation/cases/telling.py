"""Who is told of a case. A notice says only that there is something; what it is stands on its page."""

from flask_babel import gettext as _

from linli.people.models import Person
from linli.people.services import holders
from linli.toolkit.notices import notify
from plugins.mediation.cases.models import Case, Party


def address_of(case):
    """The path of the page of a case."""
    return f"/{case.locality_id}/mediation/cases/{case.code}"


def tell(case, people, title, but=None):
    """Put a word about a case into the inbox of each of `people`, once each; never of `but`."""
    for person in {person.id: person for person in people}.values():
        if but is None or person.id != but.id:
            notify(person, str(title), _("%(place)s调解室，%(code)s。请打开看看。",
                                         place=case.locality.short_name, code=case.code),
                   address_of(case))


def parties_told(case, side=None):
    """The people who are a party of the case, of one side or both, and know of it."""
    of_side = (Party.side == side) if side else Party.id.is_null(False)
    return list(Person.select().join(Party, on=Party.person == Person.id).where(
        Party.case == case, Party.told_at.is_null(False), of_side).order_by(Person.id))


def mediators_for(case):
    """The mediators of its desk who may look at it: none who, or whose household, is a party."""
    kept_out = kept_out_of(case)
    return [each for each in holders("mediator", case.desk_id) if each.id not in kept_out]


def kept_out_of(case):
    """The ids of all who may not decide about a case: its parties, whoever lives with them, and, while
    the account of a party is not known, whoever bears that party's name.
    """
    parties = Party.select(Party.person).where(Party.case == case, Party.person.is_null(False))
    homes = Person.select(Person.household).where(Person.id.in_(parties), Person.household.is_null(False))
    names = Party.select(Party.name).where(Party.case == case, Party.person.is_null())
    return {each for each, in Person.select(Person.id).where(
        Person.id.in_(parties) | Person.household.in_(homes) | Person.name.in_(names)).tuples()}


def handlers_of(case):
    """Whoever has it in hand: its mediator, or where there is none the mediators of its desk."""
    return [case.mediator] if case.mediator_id else mediators_for(Case.get_by_id(case.id))
