"""The camera was put up: noted with photos, and the resident is asked to look."""

from flask_babel import lazy_gettext as _l

from linli.toolkit import album, workflow
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import steps
from plugins.cctv.applications.lens import SIGN, asks
from plugins.cctv.applications.lists import last_survey
from plugins.cctv.applications.models import PAID
from plugins.cctv.works.models import Installation


def install(scope, application, found, uploads, nonce):
    """Note an installation: `found` are day, by, serial, sign and words, `uploads` its photos; the
    resident is told to look.

    Raises NotNow where it does not wait to be installed, or where the sign that art. 13
    wants does not hang; NotAllowed, once.AlreadyDone.
    """
    steps.refuse_near(scope, application)
    with steps.held(scope, application, nonce) as row:
        steps.refuse_state(row, PAID)
        if needs_sign(row) and not found["sign"]:
            raise NotNow(_l("拍得到公共地方，要先挂好提示牌"))
        workflow.apply("install", row, scope)
        made = Installation.create(application=row, person=scope.person, **found)
        album.add(made, uploads)
        steps.tell(row, _l("摄像头装好了，请看一看，没问题就验收"))


def needs_sign(application):
    """Whether a sign has to hang (art. 13): by the last survey the camera sees public ground."""
    return asks(article_of(application), SIGN)


def article_of(application):
    """The article of the regulation that the last survey found: 7, 9, or 0 for a private place."""
    last = last_survey(application)
    return last.article if last else 0
