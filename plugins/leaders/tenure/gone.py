"""A leader died or moved away: their tenures end with it, in the transaction of the register."""

from linli.register.models import DIED, LEFT, MOVED_AWAY
from plugins.leaders.tenure.lists import with_people
from plugins.leaders.tenure.models import OPEN, Tenure
from plugins.leaders.tenure.services import end_of_gone


def household_changed(change):
    """End what is open of the people whom a change took away (`change`: register.events.HouseholdChange).
    The village's staff are told. A household that splits or merges keeps its block and its leaders.
    """
    if change.kind not in (DIED, LEFT, MOVED_AWAY):
        return
    people = [person.id for person in change.people]
    for tenure in list(with_people(Tenure.select()).where(
            Tenure.person.in_(people), Tenure.state.in_(OPEN)).order_by(Tenure.id)):
        end_of_gone(tenure)
