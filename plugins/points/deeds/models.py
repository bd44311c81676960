"""A deed on its way to the passbook, and the steps it takes."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.activities import Activity
from linli.toolkit.personal import CONFIDED, declare
from linli.toolkit.workflow import Transition
from plugins.points.accounts.models import Account
from plugins.points.book.models import Rule

STAFF, HOUSEHOLD, EXCEL, ACTIVITY = "staff", "household", "excel", "activity"
SOURCES = {STAFF: _l("工作人员收集"), HOUSEHOLD: _l("户里自己报"), EXCEL: _l("表格导入"),
           ACTIVITY: _l("完成任务")}
HEARING, COLLECTED, NOTICE, OBJECTED, POSTED, REFUSED, STRUCK, WITHDRAWN, REVERSED = (
    "hearing", "collected", "notice", "objected", "posted", "refused", "struck", "withdrawn", "reversed")
STATES = {
    HEARING: (_l("等这户说明"), "soon"), COLLECTED: (_l("等评议"), "soon"), NOTICE: (_l("公示中"), "ok"),
    OBJECTED: (_l("有异议，等答复"), "late"), POSTED: (_l("已记入存折"), "quiet"),
    REFUSED: (_l("评议没通过"), "quiet"),
    STRUCK: (_l("异议成立，不记"), "quiet"), WITHDRAWN: (_l("撤回了"), "quiet"), REVERSED: (_l("已冲正"),
                                                                                            "quiet")}
COUNTED = (HEARING, COLLECTED, NOTICE, OBJECTED, POSTED)  # what fills the cap of a rule
OPEN = (HEARING, COLLECTED, NOTICE, OBJECTED)
_DECIDE, _MANAGE = ("points.decide",), ("points.manage",)
TRANSITIONS = {  # services.withdraw asks itself: whoever collected it may hold a post in a block only
    "deliver": Transition((HEARING,), HEARING, _MANAGE, _l("书面通知送到了")),
    "heard": Transition((HEARING,), COLLECTED, (), _l("听过说明")),
    "approve": Transition((COLLECTED,), NOTICE, (), _l("评议通过，开始公示")),
    "refuse": Transition((COLLECTED,), REFUSED, (), _l("评议没通过")),
    "object": Transition((NOTICE, OBJECTED), OBJECTED, (), _l("提出异议")),
    "uphold": Transition((OBJECTED,), STRUCK, _MANAGE + _DECIDE, _l("异议成立")),
    "dismiss": Transition((OBJECTED,), NOTICE, _MANAGE + _DECIDE, _l("异议不成立")),
    "post": Transition((NOTICE,), POSTED, (), _l("记入存折")),
    "withdraw": Transition((HEARING, COLLECTED), WITHDRAWN, (), _l("撤回")),
    "reverse": Transition((POSTED,), REVERSED, _MANAGE, _l("冲正")),
    "undo": Transition((HEARING, COLLECTED, NOTICE, OBJECTED), WITHDRAWN, (), _l("任务验收被撤回")),
    "undo_posted": Transition((POSTED,), REVERSED, (), _l("任务验收被撤回")),
}
STEPS = {"begin": _l("收集"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Deed(Model):
    """What a household did, on its way to the passbook. It keeps the version of the rule under
    which it was collected, whatever becomes of the rule.

    `points` are signed. `due_on` is the last Shanghai day of the present step (to be heard, to be
    decided, to be answered); `letter_on` that on which a letter about a minus was handed over to a
    household that cannot read of it on the site; in notice `notice_until` is the last day of it.
    Photos lie in toolkit.album under "points_deed:<id>". `decision_number` is that of the authority's final
    decision, for a rule about offences.
    """

    states, transitions = STATES, TRANSITIONS

    number = peewee.CharField(30, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    account = peewee.ForeignKeyField(Account, backref="deeds")
    rule = peewee.ForeignKeyField(Rule)
    points = peewee.IntegerField(constraints=[Check("points <> 0")])
    day = peewee.DateField()
    text = peewee.TextField(default="")
    source = peewee.CharField(10)
    activity = peewee.ForeignKeyField(Activity, null=True, unique=True)
    decision_number = peewee.CharField(60, default="")
    collected_by = peewee.ForeignKeyField(Person, null=True)
    state = peewee.CharField(10, default=COLLECTED)
    due_on = peewee.DateField(null=True)
    letter_on = peewee.DateField(null=True)
    household_words = peewee.TextField(default="")
    notice_from = peewee.DateField(null=True)
    notice_until = peewee.DateField(null=True)
    posted_on = peewee.DateField(null=True)
    collected_at = UtcField(default=utc_now)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "points_deed"
        personal = declare(household_words=CONFIDED)
        indexes = ((("locality", "state", "due_on"), False), (("account", "rule", "day"), False),
                   (("state", "notice_until"), False), (("collected_by", "state"), False))

    @property
    def worth(self):
        """Its points as they are printed: +3, −10."""
        return f"+{self.points}" if self.points > 0 else f"−{-self.points}"

    @classmethod
    def visible_to(cls, scope):
        """The household's own; those one collected, a minus only as long as one may take it back;
        and those of the villages whose points one keeps, decides or oversees.
        """
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        own = Account.select(Account.id).where(Account.household == scope.person.household_id)
        collected = (cls.collected_by == scope.person.id) & (
            (cls.points > 0) | cls.state.in_(TRANSITIONS["withdraw"].sources))
        return cls.select().where(cls.account.in_(own) | collected
                                  | scope.holds("points.read", cls.locality))

    @classmethod
    def noticed_to(cls, scope):
        """What hangs in public notice in one's village, open to everybody's challenge: plus points
        only; a minus is seen by its household alone. Of a household that stays off lists it hangs
        without name and household number: whoever shows it leaves them out.
        """
        return cls.select().where(scope.holds("points.notices", cls.locality), cls.points > 0,
                                  cls.state.in_((NOTICE, OBJECTED)))

    @classmethod
    def counted_for(cls, scope):
        """Those of the places whose figures one reads: to be counted, and never to be shown."""
        return cls.select().where(scope.holds("points.figures", cls.locality))

    @classmethod
    def hung_before(cls, scope):
        """What hangs or has hung in public notice in the villages whose points one keeps or
        oversees; as `noticed_to`, plus points only, of no household that stays off lists the name.
        """
        return cls.select().where(scope.holds("points.read", cls.locality), cls.points > 0,
                                  cls.notice_from.is_null(False))
