"""A leader's part in a task, from the tap to the verdict."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.expressions import ShanghaiDay, ShanghaiToday
from linli.toolkit.workflow import Transition
from plugins.leaders.tasks.models import Task

(CLAIMED, LEFT, LAPSED, STOPPED, SUBMITTED, RETURNED, ACCEPTED, REJECTED, REVOKED) = (
    "claimed", "left", "lapsed", "stopped", "submitted", "returned", "accepted", "rejected", "revoked")
STATES = {
    CLAIMED: (_l("已领取"), "ok"), LEFT: (_l("已退出"), "quiet"), LAPSED: (_l("过期没做"), "late"),
    STOPPED: (_l("任务取消了"), "quiet"), SUBMITTED: (_l("等验收"), "soon"), RETURNED: (_l("退回再做"),
                                                                                        "late"),
    ACCEPTED: (_l("已通过"), "ok"), REJECTED: (_l("没有通过"), "late"), REVOKED: (_l("验收被撤回"), "late")}
HOLDING = (CLAIMED, SUBMITTED, RETURNED)  # on somebody's hands: what counts against hoarding
IN_HAND = (CLAIMED, RETURNED)  # waits for its doer
PLACED = (*HOLDING, ACCEPTED)  # has one of the task's places
# () for what the doer does: a leader's post lies in a block, below the village of the claim;
# the services look whose it is.
_DO, _REVIEW = (), ("leaders.review",)
TRANSITIONS = {
    "leave": Transition((CLAIMED,), LEFT, _DO, _l("退出")),
    "lapse": Transition((CLAIMED, RETURNED), LAPSED, (), _l("到期收回")),
    "stop": Transition((CLAIMED, RETURNED), STOPPED, ("leaders.publish",), _l("任务取消")),
    "submit": Transition((CLAIMED, RETURNED), SUBMITTED, _DO, _l("交回")),
    "renew": Transition((CLAIMED, RETURNED, LAPSED), SUBMITTED, _DO, _l("过期后补交")),
    "accept": Transition((SUBMITTED,), ACCEPTED, _REVIEW, _l("通过")),
    "return": Transition((SUBMITTED,), RETURNED, _REVIEW, _l("退回再做")),
    "reject": Transition((SUBMITTED,), REJECTED, _REVIEW, _l("不通过")),
    "revoke": Transition((ACCEPTED,), REVOKED, _REVIEW, _l("撤回验收")),
}
STEPS = {"begin": _l("领取"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Claim(Model):
    """One leader's part in a task, from the tap to the verdict. `locality` is the village of the
    leader, whose staff reviews it.

    `due_at` (UTC) is when the claim runs out; `review_by` the last Shanghai day of the review.
    `words` and `minutes` are the leader's, `comment` the reviewer's. Photos lie in
    toolkit.album under "leaders_claim:<id>".
    """

    states, transitions = STATES, TRANSITIONS

    task = peewee.ForeignKeyField(Task, backref="claims")
    person = peewee.ForeignKeyField(Person)
    locality = peewee.ForeignKeyField(Locality)
    state = peewee.CharField(10, default=CLAIMED)
    claimed_at = UtcField(default=utc_now)
    due_at = UtcField()
    words = peewee.TextField(default="")
    minutes = peewee.IntegerField(null=True)
    submitted_at = UtcField(null=True)
    review_by = peewee.DateField(null=True)
    reviewed_by = peewee.ForeignKeyField(Person, null=True)
    reviewed_at = UtcField(null=True)
    comment = peewee.TextField(default="")

    class Meta:
        table_name = "leaders_claim"
        indexes = ((("person", "state"), False), (("locality", "state", "review_by"), False),
                   (("state", "due_at"), False))

    @property
    def state_name(self):
        """The state as a word."""
        return STATES[self.state][0]

    @property
    def tone(self):
        """The colour that stands beside the word."""
        return STATES[self.state][1]

    @property
    def in_hand(self):
        """Whether its doer still has to do something."""
        return self.state in IN_HAND

    @property
    def review_late(self):
        """Whether its review should have been done by now."""
        return self.state == SUBMITTED and self.review_by < today()

    @classmethod
    def review_due(cls):
        """Condition: its review was given, or its last day is past."""
        return cls.reviewed_at.is_null(False) | (cls.review_by < ShanghaiToday())

    @classmethod
    def review_was_late(cls):
        """Condition: its review was given after its last day, or is still to be given after it."""
        waits = (cls.state == SUBMITTED) & (cls.review_by < ShanghaiToday())
        return waits | (ShanghaiDay(cls.reviewed_at) > cls.review_by)

    @classmethod
    def visible_to(cls, scope):
        """One's own, and those of the villages whose leaders one reads."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where((cls.person == scope.person.id)
                                  | scope.holds("leaders.read", cls.locality))


Claim.add_index(Claim.index(Claim.task, Claim.person, unique=True, where=Claim.state.in_(PLACED),
                            name="leaders_claim_placed"))


class Certificate(Model):
    """A 服务证明 that was issued: what one leader did for a village from `first_day` to `last_day`
    (Shanghai days of the handing in), as it stood at `at`: `tasks` accepted, in `minutes`.
    """

    number = peewee.CharField(30, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person)
    first_day = peewee.DateField()
    last_day = peewee.DateField()
    tasks = peewee.IntegerField()
    minutes = peewee.IntegerField()
    issued_by = peewee.ForeignKeyField(Person)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "leaders_certificate"
        indexes = ((("locality", "at"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own, and those of the villages whose leaders one reads."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where((cls.person == scope.person.id)
                                  | scope.holds("leaders.read", cls.locality))
