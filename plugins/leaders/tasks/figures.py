"""How many tasks were published, how many of them can still be claimed, and how much found somebody."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.leaders.tasks.models import CANCELLED, OPEN, Task


def _published(value=1, where=Task.state != CANCELLED):
    return Sum(Task, Task.locality, Task.published_at, value, where)


TASKS = _published()

FIGURES = (
    Figure("tasks", _l("发布的任务"), (TASKS,), unit=_l("项"), note=_l("按发布那天算，取消的不算。"),
           ledger="tasks", ledger_with={"cancelled": OPEN}),
    Figure("open", _l("还能领的任务"), (_published(where=Task.shown_state() == OPEN),), (TASKS,),
           kind="share", words=_l("发布了 %(below)s 项，%(above)s 项还能领"),
           note=_l("按发布那天算。还能领的：现在没有截止，也没有领满。"), ledger="tasks",
           ledger_with={"state": OPEN}),
    Figure("filled", _l("任务有人做"), (_published(Task.taken),), (_published(Task.people),), kind="share",
           words=_l("要 %(below)s 人，领了 %(above)s 人"), note=_l("发布的任务里，领了的人数占要的人数。"),
           ledger="tasks", ledger_with={"cancelled": OPEN}),
)
