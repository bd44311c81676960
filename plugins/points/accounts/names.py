"""How a household is named on lists that others read, as the village chose (`notice_names`)."""

import peewee
from flask_babel import gettext as _

from linli.languages import listed
from linli.people.models import Household, Person
from linli.toolkit.names import masked
from plugins.points.accounts.models import Account

MASKED, FULL, NUMBER = "masked", "full", "number"


def shown_name(household, people, setting):
    """A household by its number, with the names of its people beside it, masked or whole.

    `people` are its Persons, `setting` the village's `notice_names`.
    """
    number = _("%(number)s 户", number=household.number)
    names = listed(each.name if setting == FULL else masked(each.name) for each in people)
    return number if setting == NUMBER or not names else f"{number} {names}"


def shown_names(accounts, setting):
    """{id of an account: how its household is shown}, for a query of passbooks, in one query."""
    found = {}
    for account, household, person in _with_people(accounts):
        found.setdefault(account, (household, []))[1].extend([person] if person.name else [])
    return {account: shown_name(household, people, setting)
            for account, (household, people) in found.items()}


def _with_people(accounts):
    rows = (Account.select(Account.id, Household.number, Person.name)
            .join(Household).join(Person, peewee.JOIN.LEFT_OUTER, on=(Person.household == Household.id))
            .where(Account.id.in_(accounts)).order_by(Account.id, Person.id))
    for account, number, name in rows.tuples():
        yield account, Household(number=number), Person(name=name)
