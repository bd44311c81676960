"""The pages of those who review: the queue, one verdict after another, reasons."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import album, workflow
from linli.web import done, page, paged
from plugins.leaders.blueprint import blueprint
from plugins.leaders.claims import lists, reviewing
from plugins.leaders.claims.forms import ReasonForm, VerdictForm
from plugins.leaders.claims.models import ACCEPTED, STATES, STEPS, SUBMITTED, TRANSITIONS
from plugins.leaders.claims.views import visible_claim
from plugins.leaders.tasks.models import TOPICS

PAGE = 30


@blueprint.route("/reviews")
@permission("leaders.review")
def reviews():
    """What waits for a review here and below, the first due first."""
    query = lists.to_review(scope)
    return page("leaders/reviews.html", **paged(query, PAGE), topics=TOPICS)


@blueprint.route("/reviews/<int:claim_id>", methods=["GET", "POST"])
@permission("leaders.review")
def review(claim_id):
    """Judge one by its photos and words; the next one follows by itself."""
    row, message = _reviewed(claim_id), ""
    if request.method == "GET" and row.state != SUBMITTED:
        return _to_claim(row)
    form = VerdictForm(data={"seen": reviewing.seen_of(row)})
    if form.validate_on_submit():
        following = lists.after(lists.to_review(scope), row)
        try:
            reviewing.VERDICTS[form.verdict.data](scope, row, form.seen.data, form.comment.data)
            return _to_next(row, form.verdict.data, following)
        except LostRace:
            row = _reviewed(claim_id)
            message = _("慢了一步，这一项刚刚变了，现在是“%(state)s”。", state=row.state_name)
            form.seen.data = reviewing.seen_of(row)
    return page("leaders/review.html", status=409 if message else 422 if form.errors else 200, form=form,
                claim=row, message=message, photos=album.photos_of(row), topics=TOPICS, steps=STEPS,
                history=workflow.history_of(row), left=lists.to_review(scope).count(),
                waiting=row.state == SUBMITTED)


@blueprint.route("/claims/<int:claim_id>/revoke", methods=["GET", "POST"])
@permission("leaders.review")
def revoke_claim(claim_id):
    """Take back that it was accepted: say why. Somebody who was quicker is told by the 409 page."""
    row, form = _reviewed(claim_id), ReasonForm()
    if request.method == "GET" and row.state != ACCEPTED:
        return _to_claim(row)
    if form.validate_on_submit():
        reviewing.revoke(scope, row, form.reason.data)
        flash(_("验收撤回了，已经告诉本人"))
        return _to_claim(row)
    return page("leaders/claim_revoke.html", status=422 if form.errors else 200, form=form, claim=row)


def _reviewed(claim_id):
    """A claim that somebody of another household did."""
    row = visible_claim(claim_id)
    return row if not scope.person.is_near(row.person) else abort(403)


def _to_next(row, verdict, following):
    flash(_("%(name)s 的“%(title)s”：%(state)s", name=row.person.name, title=row.task.title,
            state=STATES[TRANSITIONS[verdict].target][0]))
    if following is None:
        return done(url_for("leaders.reviews"))
    return done(url_for("leaders.review", locality=following.locality_id, claim_id=following.id))


def _to_claim(row):
    return done(url_for("leaders.claim", claim_id=row.id))
