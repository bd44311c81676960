"""The survey of a site, and the survey again, which voids the quote."""

from flask_babel import lazy_gettext as _l

from linli.toolkit import reminders, workflow
from linli.toolkit.refusals import FieldRefused
from plugins.cctv.applications import ending, lens, steps
from plugins.cctv.applications.models import APPLIED, QUOTED, RESERVED, SURVEYED, Survey


def survey(scope, application, nonce, duty, place, room=False, latitude=None, longitude=None, **found):
    """Keep what was `found` (columns of Survey); `duty`, `place` and the position are set right on
    the application. Returns the Survey. Raises FieldRefused where the camera may not stand so,
    NotNow, TooNear, once.AlreadyDone.
    """
    with steps.held(scope, application, nonce) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, APPLIED, SURVEYED, QUOTED)
        refuse_unlawful(row.kind, room, duty, found["sees"], found["lens"], found["article"])
        made = Survey.create(application=row, person=scope.person, **found)
        workflow.apply("survey" if row.state == APPLIED else "survey_again", row, scope, turn="",
                       duty=duty, place=place, latitude=latitude, longitude=longitude)
        steps.tell(row, _l("装摄像头的现场看过了"))
    return made


def refuse_unlawful(kind, room, duty, sees, done, article):
    """Raise FieldRefused, with a sentence, where the rules of `lens` do not let a camera stand so."""
    why = lens.why_refused(kind, sees, done, room, duty)
    if why:
        raise FieldRefused("lens", why)
    why = lens.why_not_article(kind, sees, done, article)
    if why:
        raise FieldRefused("article", why)


def begin_again(scope, row):
    """Where it hangs or what it sees has changed, within `steps.held`: what was found, quoted and
    approved is void, what was reserved goes back, and somebody looks at the site again.
    """
    if row.state == APPLIED:
        return
    if row.state in RESERVED:
        ending.release(scope, row)
    reminders.forget(workflow.key_of(row))
    workflow.apply("reopen", row, scope, turn="", approved_at=None, pay_by=None)
