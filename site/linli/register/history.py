"""Lines of a household's history: written with the fact, read on its page."""

import peewee

from linli.database import db
from linli.people.models import Household, Person
from linli.register.models import HouseholdEvent
from linli.toolkit.calendar import today


def write(scope, kind, household, person=None, other=None, words="", day=None):
    """Write one line (a key of models.KINDS) in the transaction of the fact itself; `household`,
    `person` and `other` are rows or ids, `day` the Shanghai day it happened, by default today.
    """
    assert db.in_transaction(), "a line is written with the fact it tells"
    return HouseholdEvent.create(household=household, kind=kind, person=person, other=other, words=words,
                                 day=day or today(), made_by=scope.person)


def of(household):
    """The lines of one household, oldest first, each with the person and the household that it names and
    who entered it; one query.
    """
    maker = Person.alias()
    return list(HouseholdEvent.select(HouseholdEvent, Person, Household, maker)
                .join(Person, peewee.JOIN.LEFT_OUTER, on=HouseholdEvent.person)
                .switch(HouseholdEvent).join(Household, peewee.JOIN.LEFT_OUTER, on=HouseholdEvent.other)
                .switch(HouseholdEvent).join(maker, peewee.JOIN.LEFT_OUTER, attr="made_by",
                                             on=(HouseholdEvent.made_by == maker.id))
                .where(HouseholdEvent.household == household).order_by(HouseholdEvent.at, HouseholdEvent.id))
