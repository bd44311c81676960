"""The register of cameras, what happened to each, faults, and the points that ought to be covered."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import KeysField, Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.personal import ADDRESS, declare
from linli.toolkit.workflow import Transition
from plugins.cctv.applications.models import KEPT, Application
from plugins.cctv.programmes.models import HOME, VILLAGE

WORKING, OFF_LINE, REMOVED = "working", "off_line", "removed"
STATES = {WORKING: (_l("在用"), "ok"), OFF_LINE: (_l("离线"), "late"), REMOVED: (_l("已拆除"), "quiet")}
_RECORD = ("cctv.record",)
TRANSITIONS = {
    "off_line": Transition((WORKING,), OFF_LINE, (), _l("离线")),
    "back": Transition((OFF_LINE,), WORKING, _RECORD, _l("恢复")),
    "remove": Transition((WORKING, OFF_LINE), REMOVED, _RECORD, _l("拆除")),
}
STEPS = {"begin": _l("登记"), **{name: step.label for name, step in TRANSITIONS.items()}}
MOVED, REPLACED, SIGNED, HANDED = "moved", "replaced", "signed", "handed"
CHANGES = {MOVED: _l("移了位置"), REPLACED: _l("换了设备"), SIGNED: _l("挂了提示牌"),
           HANDED: _l("换了人负责")}
REPORTED, VISITED, REPAIRED, NO_FAULT = "reported", "visited", "repaired", "no_fault"
FAULT_STATES = {REPORTED: (_l("等上门"), "soon"), VISITED: (_l("上门看过，还没好"), "late"),
                REPAIRED: (_l("修好了"), "ok"), NO_FAULT: (_l("没有故障"), "quiet")}
FAULT_OPEN = (REPORTED, VISITED)
FAULT_TRANSITIONS = {
    "visit": Transition((REPORTED, VISITED), VISITED, _RECORD, _l("上门看过")),
    "repair": Transition((REPORTED, VISITED), REPAIRED, _RECORD, _l("修好了")),
    "dismiss": Transition((REPORTED, VISITED), NO_FAULT, _RECORD, _l("没有故障")),
}
FAULT_STEPS = {"begin": _l("报修"), **{name: step.label for name, step in FAULT_TRANSITIONS.items()}}


class Camera(Model):
    """One camera: who answers for it (`person`, or the village where empty), where, since when.
    `sees`, `lens` and `article` are what was found about the lens, as in a Survey; `duty` is what the
    security duty rests on where it sees public ground and is not the village's (art. 9). `sign`,
    `file_by` and `retention` (days of keeping) are there as the article asks (`lens.ASKS`).
    """

    number = peewee.CharField(20, unique=True)
    application = peewee.ForeignKeyField(Application, null=True, unique=True, backref="cameras")
    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person, null=True, backref="+")
    place = peewee.CharField(120)
    latitude = peewee.DoubleField(null=True)
    longitude = peewee.DoubleField(null=True)
    serial = peewee.CharField(60, default="")
    sees = KeysField(default="own")
    lens = peewee.CharField(8, default=KEPT)
    duty = peewee.CharField(200, default="")
    article = peewee.IntegerField(default=0)
    sign = peewee.BooleanField(default=False)
    retention = peewee.IntegerField(default=30)
    since = peewee.DateField()
    file_by = peewee.DateField(null=True)
    filed_on = peewee.DateField(null=True)
    filing_number = peewee.CharField(60, default="")
    removed_on = peewee.DateField(null=True)
    state = peewee.CharField(10, default=WORKING)
    version = peewee.IntegerField(default=0)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "cctv_camera"
        personal = declare(place=ADDRESS)
        indexes = ((("locality", "state"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own, and those of the places whose register one keeps."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        return cls.select().where(
            (cls.person == scope.person.id) | scope.holds("cctv.register", cls.locality))

    @property
    def kind(self):
        """For whom it is (a key of APPLICANTS), for the rules over its lens."""
        if self.person_id is None:
            return VILLAGE
        return self.application.kind if self.application_id else HOME

    @classmethod
    def working(cls):
        """Query: the keys of the cameras that show a picture."""
        return cls.select(cls.id).where(cls.state == WORKING)

    @classmethod
    def filing_due(cls):
        """Condition: it was filed, or its last day to be filed is past."""
        waits = (cls.state != REMOVED) & (cls.file_by < ShanghaiToday())
        return cls.file_by.is_null(False) & (cls.filed_on.is_null(False) | waits)

    @classmethod
    def filed_in_time(cls):
        """Condition: it was filed, on its last day or before."""
        return cls.filed_on <= cls.file_by


class CameraChange(Model):
    """A camera was moved, replaced, given its sign, or somebody else answers for it: what was before."""

    camera = peewee.ForeignKeyField(Camera, backref="changes")
    kind = peewee.CharField(10)
    day = peewee.DateField()
    before = peewee.CharField(200)
    words = peewee.TextField(default="")
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_camera_change"

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its camera."""
        return cls.select().where(cls.camera.in_(Camera.visible_to(scope).select(Camera.id)))


class Fault(Model):
    """A fault that was reported; `visit_by` is the working day by which somebody comes."""

    number = peewee.CharField(20, unique=True)
    locality = peewee.ForeignKeyField(Locality)
    camera = peewee.ForeignKeyField(Camera, backref="faults")
    text = peewee.TextField()
    reported_by = peewee.ForeignKeyField(Person, backref="+")
    reported_at = UtcField(default=utc_now)
    visit_by = peewee.DateField()
    done_on = peewee.DateField(null=True)
    words = peewee.TextField(default="")
    state = peewee.CharField(10, default=REPORTED)

    states, transitions = FAULT_STATES, FAULT_TRANSITIONS

    class Meta:
        table_name = "cctv_fault"
        indexes = ((("locality", "state"), False),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its camera."""
        return cls.select().where(cls.camera.in_(Camera.visible_to(scope).select(Camera.id)))

    @classmethod
    def repair_due(cls):
        """Condition: it was repaired, or the last day of the visit is past."""
        return (cls.state == REPAIRED) | (cls.state.in_(FAULT_OPEN) & (cls.visit_by < ShanghaiToday()))

    @classmethod
    def repaired_in_time(cls):
        """Condition: it was repaired, on the last day of the visit or before."""
        return (cls.state == REPAIRED) & (cls.done_on <= cls.visit_by)


class Point(Model):
    """A place that ought to be covered (点位), and the camera that covers it."""

    locality = peewee.ForeignKeyField(Locality)
    title = peewee.CharField(80)
    camera = peewee.ForeignKeyField(Camera, null=True, backref="points")
    listed_on = peewee.DateField()

    class Meta:
        table_name = "cctv_point"
        indexes = ((("locality", "title"), True),)

    @classmethod
    def visible_to(cls, scope):
        """Those of the places whose register one keeps."""
        return cls.select().where(scope.holds("cctv.register", cls.locality))
