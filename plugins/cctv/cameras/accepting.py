"""The resident looks at what was put up: accepts it, and a camera stands in the register; or says what
is wrong.
"""

from flask_babel import lazy_gettext as _l

from linli.people.models import Person
from linli.toolkit import album, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import notify
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import steps
from plugins.cctv.applications.lists import last_survey
from plugins.cctv.applications.models import INSTALLED
from plugins.cctv.cameras.services import enter
from plugins.cctv.programmes.models import VILLAGE
from plugins.cctv.works.lists import last_installation


def accept(scope, application, uploads, nonce):
    """It stands as it should; returns the Camera, made in the same transaction with the photos of the
    resident. It counts from today. Raises NotNow, NotAllowed to anybody but the applicant,
    once.AlreadyDone.
    """
    if not steps.speaks_for(scope, application):
        raise workflow.NotAllowed
    with steps.held(scope, application, nonce) as row:
        return _accepted(scope, row, "accept", last_installation(row), uploads)


def accept_for(scope, application, uploads, reason, nonce):
    """The same by staff, for somebody who cannot: with photos and the reason, and the applicant is told.
    Raises NotNow, also to whoever wrote the installation down; TooNear, NotAllowed,
    once.AlreadyDone.
    """
    steps.refuse_near(scope, application)
    with steps.held(scope, application, nonce) as row:
        fitted = last_installation(row)
        if fitted and fitted.person_id == scope.person.id:
            raise NotNow(_l("安装是您登记的，要由另一位同事来代为验收"))
        camera = _accepted(scope, row, "accept_for", fitted, uploads, reason)
        steps.tell(row, _l("摄像头由工作人员代您验收了"))
    return camera


def send_back(scope, application, words, nonce):
    """It is not as it should be: whoever wrote it down reads why, and it waits to be put right. Raises
    as `accept` does; where the applicant cannot sign in, staff say it for them.
    """
    if not steps.answers_for(scope, application):
        raise workflow.NotAllowed
    with steps.held(scope, application, nonce) as row:
        steps.refuse_state(row, INSTALLED)
        workflow.apply("send_back", row, scope, note=words)
        notify(Person.get_by_id(last_installation(row).person_id), _l("住户说还没装好"),
               _l("申请 %(number)s，打开看看", number=row.number), steps.address(row))


def _accepted(scope, row, step, fitted, uploads, note=""):
    """The step, and the camera with what was found at the last survey."""
    steps.refuse_state(row, INSTALLED)
    workflow.apply(step, row, scope, note=note)
    found = last_survey(row)
    lens = {"sees": found.sees, "lens": found.lens, "article": found.article} if found else {"article": 0}
    camera = enter(
        scope, row.locality, application=row, person=None if row.kind == VILLAGE else row.person_id,
        place=row.place, latitude=row.latitude, longitude=row.longitude, serial=fitted.serial,
        duty=row.proof[:200] if row.duty else "", sign=fitted.sign, since=today(), **lens)
    album.add(camera, uploads)
    return camera
