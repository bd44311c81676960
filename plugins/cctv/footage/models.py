"""Requests to view footage, and the access register that the law asks for (art. 16). No video is here."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import JOIN, Check, fn

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.personal import NAME, declare
from linli.toolkit.workflow import Transition
from plugins.cctv.applications.lens import REGISTER, asking
from plugins.cctv.cameras.models import Camera

ASKED, GRANTED, REFUSED, SHOWN, WITHDRAWN = "asked", "granted", "refused", "shown", "withdrawn"
STATES = {ASKED: (_l("等答复"), "soon"), GRANTED: (_l("同意了，等查看"), "ok"),
          REFUSED: (_l("没有同意"), "quiet"),
          SHOWN: (_l("看过了"), "quiet"), WITHDRAWN: (_l("撤回了"), "quiet")}
TRANSITIONS = {  # () where the service asks: whoever answers for it
    "grant": Transition((ASKED,), GRANTED, (), _l("同意")),
    "refuse": Transition((ASKED,), REFUSED, (), _l("不同意")),
    "show": Transition((GRANTED,), SHOWN, (), _l("登记查看")),
    "pass_on": Transition((ASKED,), ASKED, (), _l("负责的人没有按时答复，转给村委")),
    "withdraw": Transition((ASKED, GRANTED), WITHDRAWN, (), _l("撤回")),
}
STEPS = {"begin": _l("申请"), **{name: step.label for name, step in TRANSITIONS.items()}}
SELF, KIN, GUARDIAN, POLICE = "self", "kin", "guardian", "police"
WHO = {SELF: _l("本人"), KIN: _l("近亲属"), GUARDIAN: _l("监护人"), POLICE: _l("公安机关")}
VIEWED, HANDED = "viewed", "handed"
HOW = {VIEWED: _l("当场看了"), HANDED: _l("复制交出")}


class FootageRequest(Model):
    """Who asks to see which minutes of which camera, and why (art. 21). `paper` is the number of the
    police's letter; `masked`: it is granted with the faces and plates of others covered (art. 22).
    `answer_by` and `decided_on` are Shanghai days; on `passed_on` the village's staff were told that
    the owner owes the police an answer, and may give it.
    """

    number = peewee.CharField(20, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    camera = peewee.ForeignKeyField(Camera, backref="footage_requests")
    person = peewee.ForeignKeyField(Person, backref="+")
    who = peewee.CharField(10)
    paper = peewee.CharField(60, default="")
    reason = peewee.TextField()
    starts_at = UtcField()
    ends_at = UtcField()
    state = peewee.CharField(10, default=ASKED)
    answer_by = peewee.DateField()
    decided_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    decision = peewee.TextField(default="")
    decided_on = peewee.DateField(null=True)
    masked = peewee.BooleanField(default=False)
    passed_on = peewee.DateField(null=True)
    asked_at = UtcField(default=utc_now)
    version = peewee.IntegerField(default=0)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "cctv_footage_request"
        constraints = (Check("starts_at < ends_at"),)
        indexes = ((("locality", "state"), False),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever asked, and whoever answers for the camera: its owner, else the village's staff, who
        answer the police too where the owner let the days go by. It is no errand: nobody reads for another
        why they asked.
        """
        if scope.person is None or not scope.reads_confided("cctv"):
            return cls.select().where(cls.id.is_null())
        return cls.select().where((cls.person == scope.person.id) | cls.answered_by(scope))

    @classmethod
    def answered_by(cls, scope):
        """Condition: this scope answers for the camera as far as this request goes."""
        own = cls.camera.in_(Camera.select(Camera.id).where(Camera.person == scope.person.id))
        near = cls.camera.in_(Camera.select(Camera.id).where(Camera.person.in_(Person.near(scope.person))))
        keeps = scope.holds("cctv.record", cls.locality) & ~near  # not for those of one's own house
        return (own & ~cls.for_staff()) | (keeps & (cls.for_staff() | cls.passed_on.is_null(False)))

    @classmethod
    def decided_by_scope(cls, scope):
        """Condition: this scope may decide: never about what they or their household asked for."""
        return cls.answered_by(scope) & cls.person.not_in(Person.near(scope.person))

    @classmethod
    def for_staff(cls):
        """Condition: the village's staff answer: for a common camera, for one whose owner cannot sign
        in, and for what the owner or one of their household asks, who then is not told of it.
        """
        owner, asker = Person.alias(), Person.alias()
        near = (owner.id == asker.id) | (owner.household == asker.household)
        return fn.EXISTS(
            Camera.select(peewee.SQL("1")).join(owner, JOIN.LEFT_OUTER, on=Camera.person == owner.id)
            .join(asker, on=asker.id == cls.person)
            .where(Camera.id == cls.camera, owner.id.is_null() | owner.disabled_at.is_null(False)
                   | owner.phone.is_null() | owner.password_hash.is_null() | near))

    @classmethod
    def owed(cls, day):
        """Condition: the police wait for the answer of a private camera's owner, whose days were over
        before `day`.
        """
        return ((cls.state == ASKED) & (cls.who == POLICE) & (cls.answer_by < day)
                & cls.passed_on.is_null() & ~cls.for_staff())

    @classmethod
    def to_note(cls):
        """Condition: the law asks that it is written down who saw it (art. 16)."""
        return cls.camera.in_(Camera.select(Camera.id).where(Camera.article.in_(asking(REGISTER))))


class Access(Model):
    """One line of the access register, append-only: who saw which minutes, why, of which unit, how."""

    request = peewee.ForeignKeyField(FootageRequest, backref="accesses")
    day = peewee.DateField()
    name = peewee.CharField(40)
    unit = peewee.CharField(80, default="")
    how = peewee.CharField(10)
    masked = peewee.BooleanField()
    content = peewee.CharField(200)
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_access"
        personal = declare(name=NAME)

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its request."""
        return cls.select().where(
            cls.request.in_(FootageRequest.visible_to(scope).select(FootageRequest.id)))
