"""The places of a task: taken and given back, each by one statement that holds the task's row.

Whoever writes a task and a claim writes the task first, or two could wait for each other.
"""

from linli.database import LostRace, utc_now
from linli.localities.models import Locality
from linli.toolkit.workflow import NotAllowed
from plugins.leaders.tasks.models import OPEN, Task


def running():
    """Condition: a task that has not been cancelled and is not over."""
    return (Task.state == OPEN) & (Task.until > utc_now())


def free():
    """Condition: a task of which a place can be taken now."""
    return running() & (Task.taken < Task.people)


def hold(task_id):
    """Hold the row of a task until the transaction ends."""
    Task.update(taken=Task.taken).where(Task.id == task_id).execute()


def take(task_id):
    """Take a place. Raises LostRace where none is free, or the task is over or cancelled."""
    if not Task.update(taken=Task.taken + 1).where(Task.id == task_id, free()).execute():
        raise LostRace


def keep(task_id):
    """Keep a place that one has. Raises LostRace where it is over or cancelled."""
    if not Task.update(taken=Task.taken).where(Task.id == task_id, running()).execute():
        raise LostRace


def give_back(task_id, count=1):
    """Free places that were taken. Raises LostRace where they were given back before."""
    if not Task.update(taken=Task.taken - count).where(Task.id == task_id, Task.taken >= count).execute():
        raise LostRace


def village_for(scope, task):
    """The village for which this leader does a task: of the posts that it is meant for the one in
    the place of the request, else the first. Raises NotAllowed where there is none.
    """
    if not Task.select().where(Task.id == task.id, Task.offered_to(scope)).exists():
        raise NotAllowed("leaders.serve")
    here = scope.locality.code.partition("-")[0] if scope.locality else ""
    villages = [held.code.partition("-")[0] for held in scope.holding("leaders.serve")
                if task.locality_id in held.path.split("/")]
    return Locality.get_by_id(here if here in villages else villages[0])
