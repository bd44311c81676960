"""Faults: reported by whoever answers for the camera or by staff, and what came of the visit."""

from flask_babel import lazy_gettext as _l

from linli.modules.services import settings_of
from linli.people.models import Person
from linli.people.services import holders
from linli.toolkit import workflow
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.notices import notify
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import NotNow
from plugins.cctv.cameras.models import FAULT_OPEN, OFF_LINE, WORKING, Fault
from plugins.cctv.cameras.services import held
from plugins.cctv.module import module

VISIT, REPAIR, DISMISS = "visit", "repair", "dismiss"


def report(scope, camera, text, off_line, nonce):
    """A camera does not do what it should; returns the Fault. With `off_line` it shows no picture.

    Raises NotNow where it was removed or a fault of it is open already, NotAllowed to whoever
    neither answers for it nor keeps the register, once.AlreadyDone.
    """
    if not may_report(scope, camera):
        raise workflow.NotAllowed("report")
    with held(scope, camera, nonce) as row:
        waiting = open_of(row)
        if waiting:
            raise NotNow(_l("这个摄像头已经报修了，编号 %(number)s，还没修好", number=waiting.number))
        days = settings_of(module, row.locality).repair_days
        fault = Fault.create(number=next_number("BX", today().year), locality=row.locality, camera=row,
                             text=text, reported_by=scope.person, visit_by=add_working_days(today(), days))
        workflow.begin(fault, scope)
        if off_line and row.state == WORKING:
            workflow.apply("off_line", row, scope, note=fault.number)
        for person in holders("village_staff", row.locality):
            if person != scope.person:
                _tell(person, fault, _l("有摄像头报修"))
    return fault


def answer(scope, fault, step, day, words, nonce):
    """What came of a visit: VISIT (seen, not repaired), REPAIR or DISMISS (no fault), on a day. Who
    reported it is told; with the end of it an off-line camera works again.

    Raises NotNow, LostRace where the fault was ended already, NotAllowed (also for one's own
    camera, or of one's household), once.AlreadyDone.
    """
    if scope.person.is_near(fault.camera.person):
        raise workflow.NotAllowed(step)
    with held(scope, fault.camera, nonce) as camera:
        ends = {} if step == VISIT else {"done_on": day}
        workflow.apply(step, fault, scope, note=words, words=words, **ends)
        if ends and camera.state == OFF_LINE:
            workflow.apply("back", camera, scope, note=fault.number)
        if fault.reported_by_id != scope.person.id:
            _tell(Person.get_by_id(fault.reported_by_id), fault, _l("报修有结果了"))


def may_report(scope, camera):
    """Whether this reader answers for the camera, or keeps the register there."""
    return camera.person_id == scope.person.id or scope.can("cctv.record", camera.locality)


def open_of(camera):
    """The Fault of a camera that is not ended, or None."""
    return Fault.select().where(Fault.camera == camera.id, Fault.state.in_(FAULT_OPEN)).first()


def before(fault):
    """How many faults this camera had before this one."""
    return Fault.select().where(Fault.camera == fault.camera_id, Fault.id < fault.id).count()


def _tell(person, fault, title):
    notify(person, title, _l("报修 %(number)s，打开看看", number=fault.number),
           f"/{fault.locality_id}/cctv/faults/{fault.number}")
