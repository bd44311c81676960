"""The ledger of tasks (任务台账)."""

from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.toolkit.ledger import Column, Filter, Ledger
from plugins.leaders.tasks.models import CANCELLED, OPEN, STATES, TOPICS, Task

TASKS = Ledger(
    "tasks", title=_l("发布的任务台账"), permission="leaders.read", model=Task,
    columns=(
        Column("number", _l("编号"), Task.number, "code"),
        Column("place", _l("村镇"), Locality.short_name),
        Column("topic", _l("类别"), Task.topic, "choice", TOPICS),
        Column("title", _l("做什么"), Task.title),
        Column("published", _l("发布"), Task.published_at, "moment"),
        Column("until", _l("截止"), Task.until, "moment"),
        Column("people", _l("要几人"), Task.people, "number", total=True),
        Column("taken", _l("领了几人"), Task.taken, "number", total=True),
        Column("state", _l("状态"), Task.shown_state(), "choice", STATES),
    ),
    filters=(Filter("state", _l("状态"), Task.shown_state(), words=STATES),
             Filter("cancelled", _l("取消"), Task.state, words={
                 OPEN: _l("没有取消"), CANCELLED: _l("已取消")}),
             Filter("topic", _l("类别"), Task.topic, words=TOPICS),
             Filter("day", _l("发布日期"), Task.published_at, "days")),
    search=(Task.number, Task.title, Task.text, Task.place),
    order=(Task.until.desc(), Task.id.desc()),
    opens="leaders.task", opens_with={"number": Task.number},
    new=(("leaders.new_task", _l("发任务")),),
    empty=_l("还没有任务。点“发任务”，楼长们就能领了。"))

LEDGERS = (TASKS,)
