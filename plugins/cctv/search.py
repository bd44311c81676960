"""What is found of cameras; requests for footage by their number alone."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.toolkit.search import Found, Kind, look
from plugins.cctv.applications.models import STATES as APPLICATION_STATES
from plugins.cctv.applications.models import Application
from plugins.cctv.cameras.models import FAULT_STATES, Camera, Fault
from plugins.cctv.cameras.models import STATES as CAMERA_STATES
from plugins.cctv.footage.models import STATES as REQUEST_STATES
from plugins.cctv.footage.models import FootageRequest
from plugins.cctv.programmes import lists
from plugins.cctv.programmes.models import STATES as PROGRAMME_STATES
from plugins.cctv.programmes.models import Programme

PROGRAMMES, APPLICATIONS, CAMERAS, FAULTS, REQUESTS = (
    Kind(_l("补贴方案")), Kind(_l("摄像头申请"), "applications"), Kind(_l("摄像头"), "cameras"),
    Kind(_l("报修"), "faults"), Kind(_l("录像调阅申请")))


def search(scope, words):
    """Programmes by title, applications by place and applicant, cameras and faults by place; and all of
    them by number.
    """
    return [*_programmes(scope, words), *_applications(scope, words), *_cameras(scope, words),
            *_faults(scope, words), *_requests(scope, words)]


def _found(kind, row, title, state, at, endpoint, **values):
    return Found(kind, title, f"{row.number} · {state[0]}",
                 url_for(endpoint, locality=row.locality_id, **values), row.locality, at, row.number)


def _programmes(scope, words):
    rows = look(scope, Programme.visible_to(scope), words, Programme.number, Programme.title,
                newest=Programme.first_day, here=lists.around(scope))
    return [Found(PROGRAMMES, row.title, f"{row.number} · {PROGRAMME_STATES[row.state][0]}",
                  url_for("cctv.programme", number=row.number), row.locality, row.first_day, row.number)
            for row in rows]


def _applications(scope, words):
    query = Application.visible_to(scope).join(Person, on=(Application.person == Person.id))
    rows = look(scope, query, words, Application.number, Application.place, Person.name,
                newest=Application.applied_at)
    return [_found(APPLICATIONS, row, row.place, APPLICATION_STATES[row.state], row.applied_at,
                   "cctv.application", number=row.number) for row in rows]


def _cameras(scope, words):
    rows = look(scope, Camera.visible_to(scope), words, Camera.number, Camera.place, Camera.serial,
                newest=Camera.since)
    return [_found(CAMERAS, row, row.place, CAMERA_STATES[row.state], row.since, "cctv.camera",
                   number=row.number) for row in rows]


def _faults(scope, words):
    query = Fault.visible_to(scope).select(Fault, Camera).join(Camera)
    rows = look(scope, query, words, Fault.number, Camera.number, Camera.place, newest=Fault.reported_at)
    return [_found(FAULTS, row, row.camera.place, FAULT_STATES[row.state], row.reported_at, "cctv.fault",
                   number=row.number) for row in rows]


def _requests(scope, words):
    query = FootageRequest.visible_to(scope).select(FootageRequest, Camera).join(Camera)
    rows = look(scope, query, words, FootageRequest.number, newest=FootageRequest.asked_at)
    return [_found(REQUESTS, row, row.camera.place, REQUEST_STATES[row.state], row.asked_at,
                   "cctv.show_request", request_id=row.id) for row in rows]
