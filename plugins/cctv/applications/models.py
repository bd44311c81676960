"""An application for a camera: what was applied for, asked, surveyed, quoted and approved."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import KeysField, Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.personal import ADDRESS, declare
from linli.toolkit.workflow import Transition
from plugins.cctv.programmes.models import Package, Programme

(APPLIED, SURVEYED, QUOTED, APPROVED, PAID, INSTALLED, ACCEPTED, SETTLED, REFUSED, WITHDRAWN, LAPSED) = (
    "applied", "surveyed", "quoted", "approved", "paid", "installed", "accepted", "settled", "refused",
    "withdrawn", "lapsed")
STATES = {
    APPLIED: (_l("等上门看"), "soon"), SURVEYED: (_l("等报价"), "soon"), QUOTED: (_l("等审批"), "soon"),
    APPROVED: (_l("等交款"), "soon"), PAID: (_l("等安装"), "ok"), INSTALLED: (_l("等住户验收"), "soon"),
    ACCEPTED: (_l("验收了"), "ok"), SETTLED: (_l("补贴结清"), "quiet"), REFUSED: (_l("没有通过"), "quiet"),
    WITHDRAWN: (_l("撤回了"), "quiet"), LAPSED: (_l("过期没交款"), "quiet"),
}
BEFORE_APPROVAL = (APPLIED, SURVEYED, QUOTED)
RESERVED = (APPROVED, PAID, INSTALLED)  # the town's part is set aside, and can still be given back
OPEN = (*BEFORE_APPROVAL, *RESERVED, ACCEPTED)
_RECORD, _SURVEY, _APPROVE = ("cctv.record",), ("cctv.survey",), ("cctv.approve",)
TRANSITIONS = {  # () where the service asks itself: the applicant
    "survey": Transition((APPLIED,), SURVEYED, _SURVEY, _l("看过现场")),
    "survey_again": Transition((SURVEYED, QUOTED), SURVEYED, _SURVEY, _l("重新看现场")),
    "quote": Transition((SURVEYED, QUOTED), QUOTED, _RECORD, _l("报价")),
    "approve": Transition((QUOTED,), APPROVED, _APPROVE, _l("批准")),
    "refuse": Transition(BEFORE_APPROVAL, REFUSED, (*_SURVEY, *_APPROVE), _l("不通过")),
    "pay": Transition((APPROVED,), PAID, _RECORD, _l("交款")),
    "unpay": Transition((PAID,), APPROVED, _RECORD, _l("收款登记有误，冲销")),
    "install": Transition((PAID,), INSTALLED, _RECORD, _l("装好了")),
    "send_back": Transition((INSTALLED,), PAID, (), _l("住户说没装好")),
    "accept": Transition((INSTALLED,), ACCEPTED, (), _l("住户验收")),
    "settle": Transition((ACCEPTED,), SETTLED, ("cctv.manage",), _l("补贴结清")),
    "accept_for": Transition((INSTALLED,), ACCEPTED, _RECORD, _l("工作人员代为验收")),
    "reopen": Transition((SURVEYED, QUOTED, *RESERVED), APPLIED, (), _l("位置或镜头变了，重新看现场")),
    "lapse": Transition((APPROVED,), LAPSED, _RECORD, _l("过期没交款，补贴退回")),
    "withdraw": Transition((*BEFORE_APPROVAL, APPROVED, PAID), WITHDRAWN, (), _l("撤回")),
    "withdraw_for": Transition((*BEFORE_APPROVAL, *RESERVED), WITHDRAWN, _RECORD, _l("工作人员代为撤回")),
}
STEPS = {"begin": _l("申请"), **{name: step.label for name, step in TRANSITIONS.items()}}

OWN, LANE, ROAD, YARD, NEIGHBOUR = "own", "lane", "road", "yard", "neighbour"
SEEN = {OWN: _l("自家门口、院子里"), YARD: _l("共用的院子、楼道"), LANE: _l("巷子"), ROAD: _l("马路、广场"),
        NEIGHBOUR: _l("邻居家的门窗")}
PUBLIC_GROUND = (LANE, ROAD, YARD)
TOPICS = {"place": _l("装在哪里"), "photo": _l("现场照片"), "lens": _l("镜头会拍到什么"),
          "proof": _l("证明材料")}


class Application(Model):
    """An application under one edition of a package, whose price and rules stay its own. `person` is
    who answers for the camera; `latitude` and `longitude` are degrees (WGS 84), empty where only
    the address is known. `sees` are keys of SEEN; `duty`: the applicant owes the security duty
    there by law (art. 7, 9). While it waits for approval, `turn` is the role that speaks next; once
    approved, `pay_by` is the day by which the resident's part is paid. `entered_by` wrote it down
    for somebody without a phone (代录), whose `consent` stands in words.
    """

    number = peewee.CharField(20, unique=True)
    programme = peewee.ForeignKeyField(Programme, backref="applications")
    package = peewee.ForeignKeyField(Package, backref="applications")
    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person, backref="+")
    household = peewee.ForeignKeyField(Household, null=True, backref="+")
    kind = peewee.CharField(8)
    title = peewee.CharField(60, default="")  # the shop's name
    place = peewee.CharField(120)
    latitude = peewee.DoubleField(null=True)
    longitude = peewee.DoubleField(null=True)
    sees = KeysField(default="own")
    duty = peewee.BooleanField(default=False)
    proof = peewee.TextField(default="")
    state = peewee.CharField(10, default=APPLIED)
    turn = peewee.CharField(40, default="")
    applied_at = UtcField(default=utc_now)
    approved_at = UtcField(null=True)
    pay_by = peewee.DateField(null=True)
    entered_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    consent = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    version = peewee.IntegerField(default=0)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "cctv_application"
        personal = declare(place=ADDRESS)
        indexes = ((("locality", "state"), False), (("person", "state"), False),
                   (("programme", "state"), False))

    @classmethod
    def visible_to(cls, scope):
        """One's own, and those of the places whose applications one surveys or keeps."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where(
            (cls.person == scope.person.id) | scope.holds("cctv.survey", cls.locality)
            | scope.holds("cctv.record", cls.locality))


class Question(Model):
    """More is wanted about one topic; while it is open only that topic can be changed, and no step is
    taken.
    """

    application = peewee.ForeignKeyField(Application, backref="questions")
    topic = peewee.CharField(8)
    text = peewee.TextField()
    asked_by = peewee.ForeignKeyField(Person, backref="+")
    asked_at = UtcField(default=utc_now)
    answer = peewee.TextField(default="")
    answered_at = UtcField(null=True)
    answered_by = peewee.ForeignKeyField(Person, null=True, backref="+")

    class Meta:
        table_name = "cctv_question"

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its application."""
        return _of_seen(cls, scope)


Question.add_index(Question.index(Question.application, Question.topic, unique=True,
                                  where=Question.answered_at.is_null(), name="cctv_question_open"))

TURNED, MASKED, KEPT = "turned", "masked", "kept"
LENS = {KEPT: _l("不用动"), TURNED: _l("转了角度"), MASKED: _l("遮了一部分画面")}


class Survey(Model):
    """What was found at the site: points, cable, what the lens sees and what was done about it (LENS).
    `article` is 7, 9 or 0 (a private place); with 7 or 9 a sign and a filing are needed.
    """

    application = peewee.ForeignKeyField(Application, backref="surveys")
    day = peewee.DateField()
    points = peewee.IntegerField(default=1, constraints=[Check("points > 0")])
    cable = peewee.IntegerField(default=0, constraints=[Check("cable >= 0")])  # metres
    sees = KeysField(default="own")
    lens = peewee.CharField(8, default=KEPT)
    article = peewee.IntegerField(default=0)
    words = peewee.TextField(default="")
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_survey"

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its application."""
        return _of_seen(cls, scope)


class Quote(Model):
    """The price (分) and its three parts, which sum to it. The last one counts; `extra` is what the
    package does not hold (cable, a pole) and part of the price, with `extra_for` in words.
    `approvers` are the roles that speak about it, in their order, as they were set that day.
    """

    application = peewee.ForeignKeyField(Application, backref="quotes")
    price = peewee.BigIntegerField()
    extra = peewee.BigIntegerField(default=0)
    extra_for = peewee.CharField(120, default="")
    telecom = peewee.BigIntegerField()
    resident = peewee.BigIntegerField()
    town = peewee.BigIntegerField()
    approvers = KeysField(default="village_staff township_staff")
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_quote"
        constraints = (Check("telecom + resident + town = price"),
                       Check("telecom >= 0 AND resident >= 0 AND town >= 0 AND extra >= 0"))

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its application."""
        return _of_seen(cls, scope)


class Approval(Model):
    """The word of one role, in its turn (`step` 0, 1 …), on one quote."""

    application = peewee.ForeignKeyField(Application, backref="approvals")
    quote = peewee.ForeignKeyField(Quote, backref="approvals")
    step = peewee.IntegerField()
    role = peewee.CharField(40)
    person = peewee.ForeignKeyField(Person, backref="+")
    words = peewee.TextField(default="")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_approval"
        indexes = ((("quote", "step"), True), (("quote", "person"), True))

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its application."""
        return _of_seen(cls, scope)


def _of_seen(model, scope):
    return model.select().where(
        model.application.in_(Application.visible_to(scope).select(Application.id)))
