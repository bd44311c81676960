"""Somebody is no longer here: what ends with them, all at once."""

from linli.database import db, guard
from linli.people import households
from linli.people.models import Person
from linli.people.services import disable


def die(scope, person, household):
    """Entered by this scope: `person` (an id) of `household` died. They leave the household, their account
    is closed with its sessions and posts, and their phone number is free for somebody else.

    What a module keeps for them (bookings, a tenure) it ends in the same transaction, where it is told
    (linli_household_changed). Raises LostRace where they are not, or no longer, of the household.
    """
    assert db.in_transaction(), "a death is entered with what is kept for the household"
    guard(Person, person)
    households.move([person], household, None)
    disable(Person.get_by_id(person), scope)
    Person.update(phone=None).where(Person.id == person).execute()
