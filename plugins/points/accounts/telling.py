"""Telling a household: each of its people has an inbox of their own."""

from linli.people.models import Person
from linli.toolkit.notices import notify


def tell(account, title, text, tail="passbook"):
    """A notice to everybody of the passbook's household, leading to the module's page `tail`."""
    url = f"/{account.locality_id}/points/{tail}"
    people = Person.select().where(Person.household == account.household_id, Person.disabled_at.is_null())
    for person in list(people):
        notify(person, title, text, url)
