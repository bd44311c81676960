"""The tenure of one leader in one block, and the interviews and reviews on the way."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.workflow import Transition

STEWARD, LIAISON = "building_steward", "household_liaison"
ROLES = {STEWARD: _l("楼长"), LIAISON: _l("联户长")}  # a village's own words are settings: words.title
BLOCK_KINDS = {"building": _l("楼栋"), "staircase": _l("楼道"), "micro_grid": _l("微网格")}
SMALL, LARGE = 10, 15  # households of a micro-grid, by the reports; GB/T 34300 knows only larger cells
SELF, NAMED = "self", "named"
WAYS = {SELF: _l("居民自荐"), NAMED: _l("村里提名")}

PUT_FORWARD, WITHDRAWN, DECLINED, PROBATION, APPOINTED, RESTING, ENDED = (
    "put_forward", "withdrawn", "declined", "probation", "appointed", "resting", "ended")
STATES = {PUT_FORWARD: (_l("等面谈"), "soon"), WITHDRAWN: (_l("自己撤回了"), "quiet"),
          DECLINED: (_l("这次没选上"), "quiet"), PROBATION: (_l("试用中"), "soon"),
          APPOINTED: (_l("在任"), "ok"), RESTING: (_l("暂歇"), "quiet"), ENDED: (_l("已卸任"), "quiet")}
SERVING = (PROBATION, APPOINTED)
OPEN = (PUT_FORWARD, PROBATION, APPOINTED, RESTING)
_VILLAGE, _SELF, _RESIDENT = ("leaders.manage",), ("leaders.serve",), ("leaders.apply",)
TRANSITIONS = {
    "withdraw": Transition((PUT_FORWARD,), WITHDRAWN, _RESIDENT, _l("撤回自荐")),
    "pass": Transition((PUT_FORWARD,), PROBATION, _VILLAGE, _l("面谈通过，开始试用")),
    "decline": Transition((PUT_FORWARD,), DECLINED, _VILLAGE, _l("这次不聘")),
    "prolong": Transition((PROBATION,), PROBATION, _VILLAGE, _l("延长试用")),
    "appoint": Transition((PROBATION,), APPOINTED, _VILLAGE, _l("聘任")),
    "fail": Transition((PROBATION,), ENDED, _VILLAGE, _l("试用没有通过")),
    "renew": Transition((APPOINTED, RESTING), APPOINTED, _VILLAGE, _l("续聘")),
    "rest": Transition((APPOINTED,), RESTING, _SELF + _VILLAGE, _l("暂歇")),
    "come_back": Transition((RESTING,), APPOINTED, _RESIDENT + _VILLAGE, _l("回来继续")),
    "resign": Transition((PROBATION, APPOINTED, RESTING), ENDED, _SELF + _RESIDENT, _l("辞任")),
    "end": Transition((APPOINTED, RESTING), ENDED, _VILLAGE, _l("提前结束聘任")),
    "run_out": Transition((APPOINTED, RESTING), ENDED, (), _l("任期到了")),
    "gone": Transition(OPEN, ENDED, (), _l("人不在了、搬走了，或者账号停用了")),
}
STEPS = {"begin": _l("报名"), **{name: step.label for name, step in TRANSITIONS.items()}}
INTERVIEW, REVIEW = "interview", "review"


class Tenure(Model):
    """One person's way through one block (`locality`: a building, a staircase, a micro-grid, or
    the village as a whole). While they serve, a post of `role` there carries the permissions.

    `probation_until` and `ends_on` are last Shanghai days. `words` are why; `phone_shown` is the
    leader's own choice, and false until they make it. `thanks` is the village's word at the end.
    """

    states, transitions = STATES, TRANSITIONS

    locality = peewee.ForeignKeyField(Locality)
    role = peewee.CharField(40)
    person = peewee.ForeignKeyField(Person, backref="tenures")
    way = peewee.CharField(10)
    words = peewee.TextField(default="")
    phone_shown = peewee.BooleanField(default=False)
    state = peewee.CharField(20, default=PUT_FORWARD)
    probation_until = peewee.DateField(null=True)
    starts_on = peewee.DateField(null=True)
    ends_on = peewee.DateField(null=True)
    thanks = peewee.TextField(default="")
    thanked_on = peewee.DateField(null=True)
    made_at = UtcField(default=utc_now)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "leaders_tenure"
        indexes = ((("locality", "state"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own, and those of the villages whose leaders one manages or reads."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where((cls.person == scope.person.id)
                                  | scope.holds("leaders.read", cls.locality))

    @property
    def village_code(self):
        """The code of the village that the place belongs to."""
        return self.locality_id.partition("-")[0]

    @property
    def state_name(self):
        """The state as a word."""
        return STATES[self.state][0]

    @property
    def tone(self):
        """The colour that stands beside the word."""
        return STATES[self.state][1]

    @classmethod
    def serving_in(cls, locality):
        """Those who serve in a place and below it now: public, names and blocks."""
        return cls.select().join(Locality).where(
            Locality.within(locality.path), cls.state.in_(SERVING))


Tenure.add_index(Tenure.index(Tenure.person, Tenure.locality, Tenure.role, unique=True,
                              where=Tenure.state.in_(OPEN), name="leaders_tenure_open"))


class Assessment(Model):
    """An interview, or the review of a probation: its result and notes, which only staff read."""

    tenure = peewee.ForeignKeyField(Tenure, backref="assessments")
    kind = peewee.CharField(10)
    day = peewee.DateField()
    result = peewee.CharField(20)  # the name of the step it led to
    notes = peewee.TextField()
    made_by = peewee.ForeignKeyField(Person)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "leaders_assessment"

    @classmethod
    def visible_to(cls, scope):
        """Those of the villages whose leaders one manages; never one's own."""
        mine = scope.person.id if scope.person else None
        seen = Tenure.select(Tenure.id).where(scope.holds("leaders.manage", Tenure.locality),
                                              Tenure.person != mine)
        return cls.select().where(cls.tenure.in_(seen))
