"""Plans that publish by themselves on their day."""

from datetime import timedelta

from linli.access import BY_CLOCK
from linli.database import transaction
from linli.localities.models import Locality
from linli.modules.services import pages_open
from linli.toolkit.calendar import local, months_later, to_utc
from linli.toolkit.rounds import each
from plugins.leaders.module import module
from plugins.leaders.tasks.models import EVENING, MONTH, WEEK, Plan
from plugins.leaders.tasks.services import publish_from


def tick(now):
    """Publish the task of each plan whose day has come, once: whoever moves its day on publishes it.

    Days on which the clock stood still give one task, not many; where the module is off, none.
    """
    day = local(now).date()
    due = list(Plan.select(Plan, Locality).join(Locality).where(
        Plan.next_on <= day, Plan.ended_on.is_null()))
    is_on = pages_open(module.name) if due else None
    each(due, lambda plan: _publish(plan, day, is_on))


def _publish(plan, day, is_on):
    with transaction():
        moved = Plan.update(next_on=following(plan, day)).where(
            Plan.id == plan.id, Plan.next_on == plan.next_on, Plan.ended_on.is_null()).execute()
        if moved and is_on(plan.locality):
            publish_from(BY_CLOCK, plan, to_utc(day + timedelta(days=plan.days), EVENING))


def following(plan, day):
    """The first day of a plan's rhythm after `day`."""
    found = plan.next_on
    while found <= day:
        found = _after(plan.rhythm, found)
    return found


def _after(rhythm, day):
    if rhythm == WEEK:
        return day + timedelta(days=7)
    return months_later(day, 1 if rhythm == MONTH else 3)
