"""The page of an application: it stands above the nouns, and shows what each of them knows of it."""

from flask import abort

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import album, workflow
from linli.toolkit.calendar import today
from linli.web import page
from plugins.cctv.applications import approving, lens, lists, questions, steps
from plugins.cctv.applications.models import (
    APPLIED,
    APPROVED,
    BEFORE_APPROVAL,
    INSTALLED,
    LENS,
    OPEN,
    PAID,
    QUOTED,
    RESERVED,
    SEEN,
    STATES,
    STEPS,
    SURVEYED,
    TOPICS,
    Application,
)
from plugins.cctv.applications.words import APPLICANT_NEXT, role_title
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import lists as cameras
from plugins.cctv.programmes.models import APPLICANTS
from plugins.cctv.works import lists as works


@blueprint.route("/applications/<number>")
@permission("me")
def application(number):
    """Its state in words and the next step; place, survey, quote, approvals, questions, what came."""
    row = lists.whole(Application.visible_to(scope)).where(
        Application.number == number, Application.locality == scope.locality).first() or abort(404)
    asked = lists.questions_of(row)
    paid_for = works.of_application(scope, row)
    quote = lists.last_quote(row) if row.state not in (APPLIED, SURVEYED) else None
    return page(
        "cctv/application.html", row=row, own=steps.speaks_for(scope, row), today=today(),
        answers=steps.answers_for(scope, row), states=STATES, steps=STEPS,
        kinds=APPLICANTS, seen=SEEN, lenses=LENS, topics=TOPICS, articles=lens.ARTICLES,
        follows=lens.follows, photos=album.photos_of(row), survey=lists.last_survey(row), quote=quote,
        approvals=lists.approvals_of(quote), role_title=role_title, questions=asked,
        next_words=APPLICANT_NEXT.get(row.state, ""), may=_may(row, asked),
        history=workflow.history_of(row), works=paid_for,
        cameras=cameras.of_application(scope, row))


def _may(row, asked):
    """What this reader can do about it now: {name of the step: whether}."""
    near, early = scope.person.is_near(row.person), row.state in BEFORE_APPROVAL
    surveys, keeps = scope.can("cctv.survey", row.locality), scope.can("cctv.record", row.locality)
    free = not near and not any(each.answered_at is None for each in asked)
    own = steps.speaks_for(scope, row)
    return {"survey": free and surveys and early,
            "quote": free and keeps and row.state in (SURVEYED, QUOTED),
            "approve": free and approving.may_speak(scope, row),
            "refuse": free and early and (surveys or scope.can("cctv.approve", row.locality)),
            "ask": row.state in OPEN and questions.may_ask(scope, row),
            "keep": keeps and not near,
            "lapse": free and keeps and row.state == APPROVED and row.pay_by and row.pay_by < today(),
            "accept_for": free and keeps and not own and row.state == INSTALLED,
            "withdraw": own and row.state in (*BEFORE_APPROVAL, APPROVED, PAID),
            "withdraw_for": keeps and not near and not own and row.state in (*BEFORE_APPROVAL, *RESERVED)}
