"""Keeping the register by hand: a new household, somebody of it, a corrected address.

Each is one transaction with its line of history. Whoever keeps the register of the place may; what
a view hands over it has read by `Household.kept_by(scope)`.
"""

import peewee
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, db, guard, transaction
from linli.people import households
from linli.people.models import Household, Person
from linli.register import history, joining
from linli.register.models import ADDRESS_CHANGED, JOINED, REGISTERED
from linli.toolkit import editing, once
from linli.toolkit.refusals import FieldRefused


def add_household(scope, village, number, address, block, words, nonce):
    """Enter a household that nobody is in yet; returns it.

    Raises households.NumberTaken, or once.AlreadyDone with the id of the one that the form made.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        made = households.found(village, number, address, block or None)
        history.write(scope, REGISTERED, made, words=words)
        once.keep(nonce, str(made.id))
    return made


def add_person(scope, household, name, phone, is_head, words, nonce):
    """Enter somebody in a household; returns the Person. Who is known by this name and phone and
    belongs to no household joins this one.

    Raises FieldRefused (phone, is_head), LostRace where the household left the register, or
    once.AlreadyDone with the id of the person.
    """
    try:
        with transaction():
            hold(household)
            once.refuse_repeat(nonce)
            _refuse_second_head(household, is_head)
            person = join(household, name, phone, is_head)
            history.write(scope, JOINED, household, person, words=words)
            once.keep(nonce, str(person.id))
    except peewee.IntegrityError as error:  # the same phone a moment ago
        raise FieldRefused("phone", _l("这个手机号刚刚有人用了")) from error
    return person


def correct_address(scope, household, version, address, block, words):
    """Another address, or another block; the old ones stay in the history. Raises LostRace."""
    with transaction():
        was = household.address
        editing.save(household, version, address=address, block=block or None)
        history.write(scope, ADDRESS_CHANGED, household,
                      words="；".join(filter(None, [_("原来是：%(address)s", address=was), words])))


def hold(household):
    """A household that stands in the register, held until the transaction ends; returns it as it is
    now. Raises LostRace.
    """
    guard(Household, household.id)
    found = Household.get_by_id(household.id)
    if found.closed_on:
        raise LostRace
    return found


def join(household, name, phone, is_head=False):
    """Somebody of this name and phone (E.164 or None) in a household: a new Person, or the one who is
    known by both and may join it (joining). Raises FieldRefused, LostRace.
    """
    assert db.in_transaction(), "people join with the line that tells it"
    person = Person.get_or_none(Person.phone == phone) if phone else None
    if person is None:
        return Person.create(name=name, phone=phone, household=household, locality=household.locality_id,
                             is_head=is_head)
    if person.household_id == household.id and person.name == name:
        raise FieldRefused("phone", _l("这位已经在这一户里了"))
    why = joining.Joining(household.locality, [person]).why_not(person, name, household)
    if why:
        raise FieldRefused("phone", why)
    joining.enter(person, household, is_head=is_head)
    return Person.get_by_id(person.id)


def _refuse_second_head(household, is_head):
    if is_head and Person.select().where(Person.household == household, Person.is_head).exists():
        raise FieldRefused("is_head", _l("这一户已经有户主了"))
