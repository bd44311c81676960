"""A task, whom it is meant for, and the plan it may come from."""

from datetime import time

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import NOW, Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.workflow import Transition

TOPICS = {
    "dispute": _l("矛盾纠纷"), "cleaning": _l("卫生保洁"), "hazard": _l("隐患排查"),
    "publicity": _l("政策宣传"),
    "opinions": _l("社情民意联访"), "safety": _l("安全隐患联排"), "mediation": _l("矛盾纠纷联调"),
    "hardship": _l("困难家庭联帮"), "mutual_help": _l("邻里互助联动"), "policy": _l("政策法规联宣"),
    "civility": _l("家风文明联树"), "environment": _l("环境卫生联治"), "prosperity": _l("致富项目联建"),
    "other": _l("其他"),
}
ANYBODY, BLOCKS, ASSIGNED = "anybody", "blocks", "assigned"
AUDIENCES = {ANYBODY: _l("所有楼长、联户长"), BLOCKS: _l("指定的楼栋"), ASSIGNED: _l("指定的人")}
WEEK, MONTH, QUARTER = "week", "month", "quarter"
RHYTHMS = {"": _l("不重复，只当模板"), WEEK: _l("每周"), MONTH: _l("每月"), QUARTER: _l("每季度")}

OPEN, CANCELLED = "open", "cancelled"
TRANSITIONS = {"cancel": Transition((OPEN,), CANCELLED, ("leaders.publish",), _l("取消"))}
STEPS = {"begin": _l("发布"), **{name: step.label for name, step in TRANSITIONS.items()}}
EVENING = time(18)  # when a task closes on its last day, where no other hour is said
OVER, FULL = "over", "full"  # never stored: the clock and the places say it
STATES = {OPEN: (_l("可以领"), "ok"), FULL: (_l("领满了"), "soon"), OVER: (_l("已截止"), "quiet"),
          CANCELLED: (_l("已取消"), "late")}


class Plan(Model):
    """What a task is usually like in a place; with a rhythm it publishes one by itself.

    `days` is how long a task of it stays open; `next_on` the Shanghai day of the next one.
    """

    locality = peewee.ForeignKeyField(Locality)
    topic = peewee.CharField(20)
    title = peewee.CharField(80)
    text = peewee.TextField()
    place = peewee.CharField(120, default="")
    people = peewee.IntegerField(default=1, constraints=[Check("people > 0")])
    photos = peewee.IntegerField(default=1)
    worth = peewee.IntegerField(default=0)
    claim_hours = peewee.IntegerField()
    days = peewee.IntegerField(default=7)
    rhythm = peewee.CharField(10, default="")
    next_on = peewee.DateField(null=True)
    ended_on = peewee.DateField(null=True)
    made_by = peewee.ForeignKeyField(Person)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "leaders_plan"
        indexes = ((("locality", "title"), False), (("next_on",), False))

    @classmethod
    def visible_to(cls, scope):
        """Those of the places for which one publishes."""
        return cls.select().where(scope.holds("leaders.publish", cls.locality))

    def content(self):
        """The columns of a Task of it: what is to be done, where, by how many, how it is proved."""
        return {name: getattr(self, name) for name in (
            "topic", "title", "text", "place", "people", "photos", "worth", "claim_hours")}


class Task(Model):
    """One task of a village, or of a township for all its villages.

    `until` (UTC) is when it must be handed in. `people` may claim it, `taken` have: the two are
    compared in one statement. `photos` is how many the proof needs, `worth` what it may earn,
    `claim_hours` how long a claim lasts.
    """

    states, transitions = STATES, TRANSITIONS

    number = peewee.CharField(30, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    topic = peewee.CharField(20)
    title = peewee.CharField(80)
    text = peewee.TextField()
    place = peewee.CharField(120, default="")
    until = UtcField()
    people = peewee.IntegerField()
    taken = peewee.IntegerField(default=0)
    photos = peewee.IntegerField(default=1)
    worth = peewee.IntegerField(default=0)
    claim_hours = peewee.IntegerField()
    audience = peewee.CharField(10, default=ANYBODY)
    state = peewee.CharField(10, default=OPEN)
    plan = peewee.ForeignKeyField(Plan, null=True, backref="tasks")
    published_by = peewee.ForeignKeyField(Person, null=True)
    published_at = UtcField(default=utc_now)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "leaders_task"
        indexes = ((("locality", "state", "until"), False), (("plan", "published_at"), False))
        constraints = (Check("taken >= 0 AND taken <= people"),)

    @classmethod
    def visible_to(cls, scope):
        """Those of the places for which one publishes or reads; as a leader those meant for one."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where(scope.holds("leaders.read", cls.locality) | cls.offered_to(scope))

    @classmethod
    def shown_state(cls):
        """Expression: open, full, over or cancelled, as of the moment of the query."""
        return peewee.Case(None, [(cls.state == CANCELLED, CANCELLED), (cls.until <= NOW, OVER),
                                  (cls.taken >= cls.people, FULL)], OPEN)

    @classmethod
    def offered_to(cls, scope):
        """Condition: meant for this leader: open to anybody of the village or township one serves
        in, to one's block, or to oneself.
        """
        lineage = [code for held in scope.holding("leaders.serve")
                   for code in held.path.rstrip("/").split("/")]
        blocks = TaskBlock.select(TaskBlock.task).where(TaskBlock.block.in_(lineage))
        assigned = TaskPerson.select(TaskPerson.task).where(
            TaskPerson.person == (scope.person.id if scope.person else None))
        return cls.locality.in_(lineage) & (
            (cls.audience == ANYBODY) | cls.id.in_(blocks) | cls.id.in_(assigned))


class TaskBlock(Model):
    """A block whose leaders a task is meant for."""

    task = peewee.ForeignKeyField(Task, backref="blocks")
    block = peewee.ForeignKeyField(Locality)

    class Meta:
        table_name = "leaders_task_block"
        indexes = ((("task", "block"), True),)


class TaskPerson(Model):
    """A leader whom a task is meant for."""

    task = peewee.ForeignKeyField(Task, backref="assigned")
    person = peewee.ForeignKeyField(Person)

    class Meta:
        table_name = "leaders_task_person"
        indexes = ((("task", "person"), True),)
