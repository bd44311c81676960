"""The survey of a site, and the survey again before approval, which voids the quote."""

from flask_babel import lazy_gettext as _l

from linli.toolkit import workflow
from plugins.cctv.applications import lens, steps
from plugins.cctv.applications.models import APPLIED, QUOTED, SURVEYED, Survey


class Unlawful(Exception):
    """The camera may not stand as it was found: a sentence for the surveyor."""


def survey(scope, application, nonce, duty, place, room=False, latitude=None, longitude=None, **found):
    """Keep what was `found` (columns of Survey); `duty`, `place` and the position are set right on
    the application. Returns the Survey. Raises Unlawful, NotNow, TooNear,
    once.AlreadyDone.
    """
    with steps.held(scope, application, nonce) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, APPLIED, SURVEYED, QUOTED)
        _refuse_unlawful(row.kind, room, duty, found)
        made = Survey.create(application=row, person=scope.person, **found)
        workflow.apply("survey" if row.state == APPLIED else "survey_again", row, scope, turn="",
                       duty=duty, place=place, latitude=latitude, longitude=longitude)
        steps.tell(row, _l("装摄像头的现场看过了"))
    return made


def _refuse_unlawful(kind, room, duty, found):
    sees, done = found["sees"], found["lens"]
    why = lens.why_refused(kind, sees, done, room, duty) or lens.why_not_article(
        sees, done, found["article"])
    if why:
        raise Unlawful(why)
