"""The register: what is entered, filed with the police, moved, replaced, off line, removed.

Locks are taken in this order: the person, the camera, its faults.
"""

from contextlib import contextmanager
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from plugins.cctv.cameras.models import (
    FAULT_OPEN,
    MOVED,
    REMOVED,
    REPLACED,
    Camera,
    CameraChange,
    Fault,
)
from plugins.cctv.module import module

# The regulation came into force on LAW_SINCE; what stood before has 90 days (art. 14).
LAW_SINCE, OLD_FILE_BY = date(2025, 4, 1), date(2025, 6, 30)
LEAST_KEEPING = 30  # days, for the places of art. 7 (art. 17)
PUBLIC = (7, 9)


class NotNow(LostRace):
    """It cannot be done as things stand: a sentence for the reader. Nothing was written."""


def enter(scope, village, **columns):
    """Put a camera into the register of a village, in the transaction of the step; returns it. With
    `article` 7 or 9 it gets the day by which it is filed; `since` is the day it works from.
    """
    local = settings_of(module, village)
    keeping = local.retention_days
    camera = Camera.create(
        number=next_number("SXT", today().year), locality=village,
        retention=max(keeping, LEAST_KEEPING) if columns["article"] == 7 else keeping,
        file_by=file_by(columns["since"], local.filing_days) if columns["article"] in PUBLIC else None,
        **columns)
    workflow.begin(camera, scope)
    return camera


def file_by(since, days):
    """The day by which a camera that works `since` a day is filed with the police."""
    day = since + timedelta(days=days)
    return max(day, OLD_FILE_BY) if since < LAW_SINCE else day


def register(scope, village, nonce, **columns):
    """Enter a camera that stands already; returns it. Raises once.AlreadyDone with its number."""
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        camera = enter(scope, village, **columns)
        once.keep(nonce, camera.number)
    return camera


def file(scope, camera, day, number, nonce):
    """It was filed with the police on a day, under a number. Raises NotNow where it was filed or
    removed already, NotAllowed, once.AlreadyDone.
    """
    if not scope.can("cctv.file", camera.locality):
        raise workflow.NotAllowed("file")
    with held(scope, camera, nonce) as row:
        if row.filed_on or not row.file_by:
            raise NotNow(_l("这个摄像头已经备过案，或者不用备案"))
        Camera.update(filed_on=day, filing_number=number).where(Camera.id == row.id).execute()
        if row.person_id:
            tell(row, _l("您的摄像头在公安备过案了"))


def move(scope, camera, day, place, latitude, longitude, words, nonce):
    """It hangs elsewhere in the same village now; what stood before is kept. Raises NotNow, NotAllowed,
    once.AlreadyDone.
    """
    with held(scope, camera, nonce, "cctv.record") as row:
        _keep_change(scope, row, MOVED, day, row.place, words)
        Camera.update(place=place, latitude=latitude, longitude=longitude).where(
            Camera.id == row.id).execute()


def replace(scope, camera, day, serial, words, nonce):
    """Another device hangs there now, with another serial number. Raises as `move` does."""
    with held(scope, camera, nonce, "cctv.record") as row:
        _keep_change(scope, row, REPLACED, day, row.serial or str(_l("没有记序列号")), words)
        Camera.update(serial=serial).where(Camera.id == row.id).execute()


def go_off_line(scope, camera, words, nonce):
    """It shows no picture. Raises as `move` does."""
    with held(scope, camera, nonce, "cctv.record") as row:
        workflow.apply("off_line", row, scope, note=words)


def come_back(scope, camera, words, nonce):
    """It works again. Raises as `move` does."""
    with held(scope, camera, nonce, "cctv.record") as row:
        workflow.apply("back", row, scope, note=words)


def remove(scope, camera, day, reason, nonce):
    """It was taken down; its open faults end with it, and who reported them is told. Raises as `move`
    does.
    """
    with held(scope, camera, nonce, "cctv.record") as row:
        workflow.apply("remove", row, scope, note=reason, removed_on=day)
        for fault in Fault.select().where(Fault.camera == row.id, Fault.state.in_(FAULT_OPEN)):
            workflow.apply("dismiss", fault, scope, note=str(_l("摄像头拆除了")), done_on=day,
                           words=str(_l("摄像头拆除了")))
            notify(Person.get_by_id(fault.reported_by_id), str(_l("报修有结果了")),
                   str(_l("报修 %(number)s，打开看看", number=fault.number)),
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
    """A word to whoever answers for a camera; it leads to its page."""
    notify(Person.get_by_id(camera.person_id), str(title),
           str(_l("摄像头 %(number)s，打开看看", number=camera.number)),
           f"/{camera.locality_id}/cctv/cameras/{camera.number}")


def _keep_change(scope, camera, kind, day, before, words):
    CameraChange.create(camera=camera, kind=kind, day=day, before=before, words=words, person=scope.person)
