"""Publishing tasks and keeping plans."""

from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit import links, once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.editing import save
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from plugins.leaders.tasks.models import ASSIGNED, BLOCKS, Plan, Task, TaskBlock, TaskPerson


def publish(scope, nonce, audience, blocks=(), leaders=(), link=None, **columns):
    """Publish a task of `scope.locality` for everybody, for `blocks` (codes) or for `leaders` (ids
    of people), who are told; returns it. `link` is a matter of another page that it goes on with.

    Raises once.AlreadyDone with the number of the one that the same form made before, LostRace
    where the matter went on elsewhere.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        task = _create(scope, scope.locality, audience=audience, published_by=scope.person, **columns)
        for code in blocks if audience == BLOCKS else ():
            TaskBlock.create(task=task, block=code)
        for person in leaders if audience == ASSIGNED else ():
            TaskPerson.create(task=task, person=person)
            notify(person=Person.get_by_id(person), title=_l("有一项任务请您做"), text=task.title,
                   url=f"/{task.locality_id}/leaders/tasks/{task.number}")
        links.finish(link, task, str(_l("任务 %(number)s", number=task.number)),
                     f"/{task.locality_id}/leaders/tasks/{task.number}")
        once.keep(nonce, task.number)
    return task


def enter_plan(scope, nonce, **columns):
    """Keep a plan of `scope.locality`; returns it. Raises once.AlreadyDone with its id."""
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        plan = Plan.create(locality=scope.locality, made_by=scope.person, **columns)
        once.keep(nonce, str(plan.id))
    return plan


def change_plan(plan, version, **columns):
    """Write what was typed; what the plan published stays as it is. Raises LostRace."""
    with transaction():
        save(plan, version, **columns)


def end_plan(plan):
    """Put a plan away: it publishes nothing more. One that was put away stays so."""
    with transaction():
        Plan.update(ended_on=today(), next_on=None, version=Plan.version + 1).where(
            Plan.id == plan.id, Plan.ended_on.is_null()).execute()


def publish_from(scope, plan, until):
    """Publish the next task of a plan, open until `until` (UTC); for the clock."""
    with transaction():
        return _create(scope, Locality.get_by_id(plan.locality_id), plan=plan, until=until,
                       **plan.content())


def _create(scope, locality, **columns):
    task = Task.create(number=next_number("RW", today().year), locality=locality, **columns)
    workflow.begin(task, scope)
    return task
