"""Households and their people as the pages of the register need them."""

import peewee
from flask import abort

from linli.localities.models import Locality
from linli.people.models import Household, Person


def kept_here(scope, household_id):
    """A household of this place whose register one reads, with village and block; else 404."""
    block = Locality.alias()
    query = (Household.kept_by(scope).select(Household, Locality, block)
             .join(Locality, on=Household.locality).switch(Household)
             .join(block, peewee.JOIN.LEFT_OUTER, on=(Household.block == block.code), attr="block"))
    return query.where(Household.id == household_id, scope.here(Household.place())).first() or abort(404)


def people_of(household):
    """The people of a household, the head first."""
    return list(Person.select().where(Person.household == household)
                .order_by(Person.is_head.desc(), Person.id))


def village_of(place):
    """The village that a place is, or lies in; None for a township."""
    while place is not None and not place.is_village:
        place = place.parent
    return place
