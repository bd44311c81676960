"""The register: what is entered, filed with the police, moved, replaced, off line, removed.

Locks are taken in this order: the person, the camera, its faults.
"""

from contextlib import contextmanager
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import FieldRefused, NotNow
from plugins.cctv.applications.lens import FILING, KEEPING, PUBLIC, SIGN, asks
from plugins.cctv.applications.surveying import refuse_unlawful
from plugins.cctv.cameras.models import (
    FAULT_OPEN,
    HANDED,
    MOVED,
    REMOVED,
    REPLACED,
    SIGNED,
    Camera,
    CameraChange,
    Fault,
)
from plugins.cctv.module import module
from plugins.cctv.programmes.models import HOME, VILLAGE

# The regulation came into force on LAW_SINCE; what stood before has 90 days (art. 14).
LAW_SINCE, OLD_FILE_BY = date(2025, 4, 1), date(2025, 6, 30)
NO_SIGN = _l("拍得到公共地方，要先挂好提示牌")
LEAST_KEEPING = 30  # days (art. 17)


def enter(scope, village, **columns):
    """Put a camera into the register of a village, in the transaction of the step; returns it. It keeps
    as long, and is filed by the day, that its `article` asks; `since` is the day it works from.
    """
    camera = Camera.create(number=next_number("SXT", today().year), locality=village,
                           **_asked_of(village, columns["article"], columns["since"]), **columns)
    workflow.begin(camera, scope)
    return camera


def _asked_of(village, article, day):
    """What an article asks of a camera that hangs there from a day on, as columns."""
    local = settings_of(module, village)
    keeping = local.retention_days
    return {"retention": max(keeping, LEAST_KEEPING) if asks(article, KEEPING) else keeping,
            "file_by": file_by(day, local.filing_days) if asks(article, FILING) else None}


def file_by(since, days):
    """The day by which a camera that works `since` a day is filed with the police."""
    day = since + timedelta(days=days)
    return max(day, OLD_FILE_BY) if since < LAW_SINCE else day


def register(scope, village, nonce, room, **columns):
    """Enter a camera that stands already; returns it. Raises FieldRefused where the law does not let it
    stand so, once.AlreadyDone with its number.
    """
    _refuse_unlawful(HOME if columns["person"] else VILLAGE, room, columns)
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        camera = enter(scope, village, **columns)
        once.keep(nonce, camera.number)
    return camera


def file(scope, camera, day, number, nonce):
    """It was filed with the police on a day, under a number; also of its own accord, where it sees
    public ground and need not be (art. 9). Raises NotNow where it was filed or removed already, or
    is a private place; NotAllowed, once.AlreadyDone.
    """
    if not scope.can("cctv.file", camera.locality):
        raise workflow.NotAllowed("file")
    with held(scope, camera, nonce) as row:
        if row.filed_on or row.article not in PUBLIC:
            raise NotNow(_l("这个摄像头已经备过案，或者不用备案"))
        Camera.update(filed_on=day, filing_number=number).where(Camera.id == row.id).execute()
        tell(row, _l("您的摄像头在公安备过案了"))


def move(scope, camera, nonce, day, words, room, sign, **there):
    """It hangs elsewhere in the same village now, and was looked at as in a survey: `there` are place,
    latitude, longitude, sees, lens, article and duty. What stood before is kept. Raises FieldRefused
    where it may not hang so, or without the sign that art. 13 wants; NotNow, NotAllowed,
    once.AlreadyDone.
    """
    _refuse_unlawful(camera.kind, room, there)
    if asks(there["article"], SIGN) and not sign:
        raise FieldRefused("sign", NO_SIGN)
    with held(scope, camera, nonce, "cctv.record") as row:
        _keep_change(scope, row, MOVED, day, row.place, words)
        asked = _asked_of(row.locality, there["article"], day)
        if row.filed_on or (row.file_by and asked["file_by"]):
            asked["file_by"] = row.file_by
        Camera.update(sign=sign, **asked, **there).where(Camera.id == row.id).execute()


def replace(scope, camera, day, serial, words, nonce):
    """Another device hangs there now, with another serial number. Raises NotNow, NotAllowed,
    once.AlreadyDone.
    """
    with held(scope, camera, nonce, "cctv.record") as row:
        _keep_change(scope, row, REPLACED, day, row.serial or str(_l("没有记序列号")), words)
        Camera.update(serial=serial).where(Camera.id == row.id).execute()


def hang_sign(scope, camera, day, nonce):
    """The sign that lacked hangs now. Raises as `replace` does."""
    with held(scope, camera, nonce, "cctv.record") as row:
        if row.sign:
            raise NotNow(_l("提示牌已经记过了"))
        _keep_change(scope, row, SIGNED, day, str(_l("没有挂")), "")
        Camera.update(sign=True).where(Camera.id == row.id).execute()


def hand_over(scope, camera, day, person, duty, words, nonce):
    """Somebody else answers for a household's camera now: the owner moved away, or died. Where it sees
    public ground, their `duty` is said. Raises NotNow for the village's own, NotAllowed (also for
    what goes to oneself, or to or from one's household), once.AlreadyDone.
    """
    if scope.person.is_near(person) or scope.person.is_near(camera.person):
        raise workflow.NotAllowed("hand_over")
    with held(scope, camera, nonce, "cctv.record") as row:
        if row.person_id is None:
            raise NotNow(_l("这是村里的摄像头，由村里负责"))
        _keep_change(scope, row, HANDED, day, row.person.name, words)
        Camera.update(person=person, duty=duty).where(Camera.id == row.id).execute()
        tell(Camera.get_by_id(row.id), _l("有一个摄像头归您负责了"))


def go_off_line(scope, camera, words, nonce):
    """It shows no picture. Raises as `replace` does."""
    with held(scope, camera, nonce, "cctv.record") as row:
        workflow.apply("off_line", row, scope, note=words)


def come_back(scope, camera, words, nonce):
    """It works again. Raises as `replace` does."""
    with held(scope, camera, nonce, "cctv.record") as row:
        workflow.apply("back", row, scope, note=words)


def remove(scope, camera, day, reason, nonce):
    """It was taken down; its open faults end with it, and who reported them is told. Raises as
    `replace` does.
    """
    with held(scope, camera, nonce, "cctv.record") as row:
        workflow.apply("remove", row, scope, note=reason, removed_on=day)
        for fault in Fault.select().where(Fault.camera == row.id, Fault.state.in_(FAULT_OPEN)):
            workflow.apply("dismiss", fault, scope, note=str(_l("摄像头拆除了")), done_on=day,
                           words=str(_l("摄像头拆除了")))
            notify(Person.get_by_id(fault.reported_by_id), _l("报修有结果了"),
                   _l("报修 %(number)s，打开看看", number=fault.number),
                   f"/{row.locality_id}/cctv/faults/{fault.number}")


@contextmanager
def held(scope, camera, nonce, permission=""):
    """A transaction that holds a camera; yields it, read again.

    Raises NotNow where it was removed, NotAllowed where `permission` is not held at its place,
    once.AlreadyDone with its number where the form of this `nonce` was handled.
    """
    if permission and not scope.can(permission, camera.locality):
        raise workflow.NotAllowed(permission)
    with transaction():
        guard(Person, scope.person.id)
        guard(Camera, camera.id)
        once.refuse_repeat(nonce)
        row = Camera.select(Camera, Locality).join(Locality).where(Camera.id == camera.id).get()
        if row.state == REMOVED:
            raise NotNow(_l("这个摄像头已经拆除了"))
        yield row
        once.keep(nonce, row.number)


def tell(camera, title):
    """A word to the person who answers for a camera; it leads to its page. The village's own tells
    nobody.
    """
    if camera.person_id is None:
        return
    notify(Person.get_by_id(camera.person_id), title,
           _l("摄像头 %(number)s，打开看看", number=camera.number),
           f"/{camera.locality_id}/cctv/cameras/{camera.number}")


def _refuse_unlawful(kind, room, columns):
    refuse_unlawful(kind, room, columns["duty"], columns["sees"], columns["lens"], columns["article"])


def _keep_change(scope, camera, kind, day, before, words):
    CameraChange.create(camera=camera, kind=kind, day=day, before=before, words=words, person=scope.person)
