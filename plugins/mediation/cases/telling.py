"""Who is told of a case. A notice says only that there is something; what it is stands on its page."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.toolkit.notices import notify
from plugins.mediation.cases.eligible import mediators_for
from plugins.mediation.cases.models import Case, Party


def address_of(case):
    """The path of the page of a case."""
    return f"/{case.locality_id}/mediation/cases/{case.code}"


def tell(case, people, title, but=None):
    """Put a word about a case into the inbox of each of `people`, once each; never of `but`."""
    for person in {person.id: person for person in people}.values():
        if but is None or person.id != but.id:
            notify(person, title, _l("%(place)s调解室，%(code)s。请打开看看。",
                                     place=case.locality.short_name, code=case.code),
                   address_of(case))


def call_off(case):
    """A word to the mediator of a case who has to leave it, and may not open it any more."""
    notify(case.mediator, _l("一件调解换别的调解员办"), _l("您手上的一件调解换人办了，不用再跟进。"),
           f"/{case.desk_id}/mediation/cases")


def parties_told(case, side=None):
    """The people who take part in the case, on one side or both, and know of it."""
    return _people_of(case, Party.in_it(), *((Party.side == side,) if side else ()))


def parties_left(case):
    """The people who said no to a case that goes on without them."""
    return _people_of(case, ~Party.in_it())


def _people_of(case, *conditions):
    return list(Person.select().join(Party, on=Party.person == Person.id).where(
        Party.case == case, Party.told_at.is_null(False), *conditions).order_by(Person.id))


def handlers_of(case):
    """Whoever has it in hand: its mediator, or where there is none the mediators of its desk."""
    return [case.mediator] if case.mediator_id else mediators_for(Case.get_by_id(case.id))
