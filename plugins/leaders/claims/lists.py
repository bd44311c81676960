"""Tasks and claims as lists. Each narrows a query that it is given, or one that scope may see."""

import peewee

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.leaders.claims import places
from plugins.leaders.claims.models import HOLDING, IN_HAND, PLACED, SUBMITTED, Claim
from plugins.leaders.tasks.models import Task

Doer = Person.alias()


def around(scope, field):
    """Condition: the row is of the place of this request, of one above or of one below it."""
    return field.in_(scope.locality.lineage) | scope.here(field)


def claimable(scope):
    """The tasks of which this leader can take a place here now, those that end soonest first."""
    mine = Claim.select(Claim.task).where(Claim.person == scope.person.id, Claim.state.in_(PLACED))
    return (Task.select(Task, Locality).join(Locality)
            .where(Task.offered_to(scope), places.free(), Task.id.not_in(mine),
                   around(scope, Task.locality))
            .order_by(Task.until, Task.id))


def mine(scope, states=HOLDING):
    """This person's claims here (everywhere on pages that belong to no place), the first due first."""
    here = around(scope, Claim.locality) if scope.locality else True
    return (with_task(Claim.visible_to(scope)).where(
        Claim.person == scope.person.id, Claim.state.in_(states), here)
        .order_by(Claim.state.not_in(IN_HAND), Claim.due_at, Claim.id))


def with_task(query):
    """The same claims, each with its task, its village and its doer in one query."""
    return (query.select(Claim, Task, Locality, Doer).join(Task).switch(Claim).join(Locality)
            .switch(Claim).join(Doer, on=(Claim.person == Doer.id), attr="person"))


def of_task(scope, task):
    """The claims of a task that this reader may see, but for their own, the latest first."""
    return (Claim.visible_to(scope).select(Claim, Doer).join(
        Doer, on=(Claim.person == Doer.id), attr="person").where(
        Claim.task == task.id, Claim.person != scope.person.id).order_by(Claim.id.desc()))


def to_review(scope):
    """What this reader may review here and below: handed in, by nobody of their household (nor by
    themself), the first due first.
    """
    here = scope.here(Claim.locality) if scope.locality else True
    home = scope.person.household_id
    strange = Doer.household.is_null() | (Doer.household != home) if home else True
    return (with_task(Claim.visible_to(scope)).where(
        Claim.state == SUBMITTED, Claim.person != scope.person.id, strange,
        scope.holds("leaders.review", Claim.locality), here)
        .order_by(Claim.review_by, Claim.id))


def awaiting_review(scope):
    """Of those, what waits for this reader: of a place where they hold a post themself, its task
    or its leader, and whatever is overdue.
    """
    codes = [held.code for held in scope.holding("leaders.review")]
    return to_review(scope).where(Claim.locality.in_(codes) | Task.locality.in_(codes)
                                  | (Claim.review_by < today()))


def after(query, claim):
    """The next one of `to_review` after this claim, else the first of them; None where none is left."""
    others = query.where(Claim.id != claim.id)
    return others.where((Claim.review_by > claim.review_by) | (
        (Claim.review_by == claim.review_by) & (Claim.id > claim.id))).first() or others.first()


def open_claims(locality):
    """How many claims in and below a place wait for their doer, and how many for a review."""
    rows = (Claim.select(Claim.state, peewee.fn.COUNT(Claim.id)).join(Locality)
            .where(Locality.within(locality.path), Claim.state.in_(HOLDING)).group_by(Claim.state).tuples())
    counts = dict(rows)
    return sum(counts.get(state, 0) for state in IN_HAND), counts.get(SUBMITTED, 0)
