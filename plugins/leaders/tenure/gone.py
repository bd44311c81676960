"""A leader died or moved away: their tenures end with it, in the transaction of the register. Who moved
within the village leads on, until the village says otherwise.
"""

from flask_babel import lazy_gettext as _l

from linli.register.models import DIED, LEFT, MOVED_AWAY, MOVED_WITHIN
from plugins.leaders.tenure.lists import with_people
from plugins.leaders.tenure.models import OPEN, Tenure
from plugins.leaders.tenure.services import end_of_gone, tell_staff


def household_changed(change):
    """End what is open of the people whom a change took away (`change`: register.events.HouseholdChange), and
    tell the village's staff; tell them too who leads a block that they live in no longer. A household that
    splits or merges keeps its block and its leaders.
    """
    if change.kind not in (DIED, LEFT, MOVED_AWAY, MOVED_WITHIN):
        return
    people = [person.id for person in change.people]
    for tenure in list(with_people(Tenure.select()).where(
            Tenure.person.in_(people), Tenure.state.in_(OPEN)).order_by(Tenure.id)):
        if change.kind != MOVED_WITHIN:
            end_of_gone(tenure)
        elif tenure.locality_id not in (change.household.block or change.household.locality).lineage:
            tell_staff(tenure, _l("%(name)s搬家了", name=tenure.person.name),
                       _l("现在不住%(place)s，请看看还是不是由这位负责", place=tenure.locality.name))
