"""The resident looks at what was put up: accepts it, and a camera stands in the register; or says what
is wrong.
"""

from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.toolkit import album, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from plugins.cctv.applications import steps
from plugins.cctv.applications.models import INSTALLED
from plugins.cctv.cameras.services import enter
from plugins.cctv.programmes.models import VILLAGE
from plugins.cctv.works.installing import article_of
from plugins.cctv.works.lists import address, last_installation


def accept(scope, application, uploads, nonce):
    """It stands as it should; returns the Camera, made in the same transaction with the photos of the
    resident. It counts from today. Raises steps.NotNow, NotAllowed to anybody but
    the applicant, once.AlreadyDone.
    """
    _refuse_others(scope, application)
    with steps.held(scope, application, nonce) as row:
        steps.refuse_state(row, INSTALLED)
        workflow.apply("accept", row, scope)
        fitted = last_installation(row)
        camera = enter(
            scope, row.locality, application=row, person=None if row.kind == VILLAGE else row.person_id,
            place=row.place, latitude=row.latitude, longitude=row.longitude, serial=fitted.serial,
            article=article_of(row), sign=fitted.sign, since=today())
        album.add(camera, uploads)
    return camera


def send_back(scope, application, words, nonce):
    """It is not as it should be: whoever wrote it down reads why, and it waits to be put right. Raises
    as `accept` does.
    """
    _refuse_others(scope, application)
    with steps.held(scope, application, nonce) as row:
        steps.refuse_state(row, INSTALLED)
        workflow.apply("send_back", row, scope, note=words)
        notify(Person.get_by_id(last_installation(row).person_id), str(_l("住户说还没装好")),
               str(_l("申请 %(number)s，打开看看", number=row.number)), address(row))


def _refuse_others(scope, application):
    if not steps.speaks_for(scope, application):
        raise workflow.NotAllowed
