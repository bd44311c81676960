"""Somebody leaves for good: money set aside and a camera on a wall need somebody who answers for them."""

from flask_babel import gettext as _

from linli.access import Scope
from linli.personal.erasing import apply
from plugins.cctv.applications.models import OPEN, Application
from plugins.cctv.cameras.models import FAULT_OPEN, REMOVED, Camera, Fault
from plugins.cctv.footage.models import ASKED, GRANTED, FootageRequest
from plugins.cctv.footage.services import withdraw
from plugins.cctv.personal import HOLDINGS


def to_finish(person):
    """Applications that are open, cameras they answer for, faults that are not repaired."""
    applications = Application.select().where(Application.person == person.id, Application.state.in_(OPEN))
    cameras = Camera.select().where(Camera.person == person.id, Camera.state != REMOVED)
    faults = Fault.select().where(Fault.reported_by == person.id, Fault.state.in_(FAULT_OPEN))
    return [*(_("监控申请 %(number)s 还没办完，请先撤回或者办完", number=row.number) for row in applications),
            *(_("摄像头 %(number)s 还由您负责，请先换人或者拆除", number=row.number) for row in cameras),
            *(_("报修 %(number)s 还没修好", number=row.number) for row in faults)]


def erase(person):
    """Take back what they asked to see, then erase."""
    asked = FootageRequest.select().where(FootageRequest.person == person.id,
                                          FootageRequest.state.in_((ASKED, GRANTED)))
    for request in list(asked):
        withdraw(Scope(permissions={}, person=person), request)
    apply(HOLDINGS, person)
