"""Changing a task, and what it says to those who have it in hand. It lies above the claims."""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, transaction
from linli.languages import said
from linli.toolkit.calendar import when_text
from linli.toolkit.editing import save
from plugins.leaders.claims.models import IN_HAND, Claim
from plugins.leaders.claims.services import tell
from plugins.leaders.tasks.models import OPEN, Task


def change_task(task, version, **columns):
    """Write what was typed into an open task. No claim in hand outlasts its task: one that would
    runs out with it, and its doer is told. Raises LostRace where the task was changed or cancelled
    since, or more people than `people` hold a place of it by now.
    """
    with transaction():
        free = Task.update(version=Task.version).where(
            Task.id == task.id, Task.state == OPEN, Task.taken <= columns["people"])
        if not free.execute():
            raise LostRace
        save(task, version, **columns)
        outlast = Claim.select().where(Claim.task == task.id, Claim.state.in_(IN_HAND),
                                       Claim.due_at > task.until).order_by(Claim.id)
        for claim in list(outlast):
            _cut(claim, task)


def _cut(claim, task):
    """Unless it is being handed in at this moment."""
    cut = Claim.update(due_at=task.until).where(Claim.id == claim.id, Claim.state.in_(IN_HAND))
    if cut.execute():
        tell(claim, _l("任务提前截止了"), _l("%(title)s，请在 %(due)s 前交上来", title=task.title,
                                        due=said(when_text, task.until)))
