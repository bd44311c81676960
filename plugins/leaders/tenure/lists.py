"""Queries about tenures and the people in them."""

import peewee

from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.calendar import today
from plugins.leaders.tenure.models import APPOINTED, OPEN, PROBATION, PUT_FORWARD, RESTING, Tenure
from plugins.leaders.tenure.terms import RENEWING, SOON

FOUND = 20  # residents shown to whoever searches by name


def with_people(query):
    """A query of tenures, each with its person and place."""
    return (query.select(Tenure, Person, Locality).join_from(Tenure, Person)
            .join_from(Tenure, Locality))


def open_of(scope):
    """Query: the open tenures of the person of this scope, in its place or everywhere."""
    return with_people(Tenure.visible_to(scope)).where(
        Tenure.person == scope.person.id, Tenure.state.in_(OPEN), scope.here(Tenure.locality)
    ).order_by(Tenure.id)


def awaiting(scope):
    """Query: one's own open tenures, and as staff those of others that want a decision: to be
    interviewed, a probation about to end, a term about to end.
    """
    soon = ((Tenure.state == PUT_FORWARD)
            | ((Tenure.state == PROBATION) & (Tenure.probation_until <= today() + SOON))
            | (Tenure.state.in_((APPOINTED, RESTING)) & (Tenure.ends_on <= today() + RENEWING)))
    managed = scope.holds("leaders.manage", Tenure.locality) & soon
    return with_people(Tenure.visible_to(scope)).where(
        Tenure.state.in_(OPEN), (Tenure.person == scope.person.id) | managed,
        scope.here(Tenure.locality)).order_by(Tenure.id)


def served_in(village):
    """The codes of the places of a village that somebody serves now; one query."""
    return {code for code, in Tenure.serving_in(village).select(Tenure.locality).tuples()}


def residents(village, text):
    """Residents of a village whose name contains `text`, with their households; at most FOUND."""
    if not text:
        return []
    return list(Person.select(Person, Household).join(Household, peewee.JOIN.LEFT_OUTER)
                .where(Person.locality == village, Person.disabled_at.is_null(),
                       Person.name.contains(text)).order_by(Person.name, Person.id).limit(FOUND))
