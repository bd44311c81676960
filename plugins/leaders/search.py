"""What is found of leaders: tasks and who serves. What a household asked for stays with it: no visit and
no appeal is found.
"""

from flask import url_for
from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.toolkit.search import Found, Kind, look
from plugins.leaders.tasks.models import STATES, Task
from plugins.leaders.tenure.models import Tenure

TASKS, TENURES = Kind(_l("任务"), "tasks"), Kind(_l("楼长、联户长"), "tenures")


def search(scope, words):
    """Tasks by number, title and place; leaders by name."""
    return [*_tasks(scope, words), *_tenures(scope, words)]


def _tasks(scope, words):
    above = scope.here(Task.locality) | Task.locality.in_(scope.locality.lineage)
    rows = look(scope, Task.visible_to(scope).select(Task, Task.shown_state().alias("shown")), words,
                Task.number, Task.title, Task.place, newest=Task.until, here=above)
    return [Found(TASKS, row.title, f"{row.number} · {STATES[row.shown][0]}",
                  url_for("leaders.task", number=row.number), row.locality, row.until, row.number)
            for row in rows]


def _tenures(scope, words):
    query = Tenure.visible_to(scope).select(Tenure, Person).join(Person, on=(Tenure.person == Person.id))
    rows = look(scope, query, words, Person.name, newest=Tenure.made_at)
    return [Found(TENURES, row.person.name, f"{row.locality.short_name} · {row.state_name}",
                  url_for("leaders.tenure", locality=row.village_code, tenure_id=row.id), row.locality,
                  row.starts_on) for row in rows]
