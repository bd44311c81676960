"""The leader's pages: what there is to do, one task, my claim of it, handing in. On a phone first.

They open to whoever is signed in; which tasks and claims they show, the models say, and who may
claim, the services. Posts of leaders lie in blocks, below the village of these addresses.
"""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace, utc_now
from linli.localities.models import Locality
from linli.toolkit import album, links, once, workflow
from linli.toolkit.forms import Form
from linli.toolkit.refusals import Refused
from linli.web import done, page, paged, show_photo
from plugins.leaders.blueprint import blueprint
from plugins.leaders.claims import lists, places, services
from plugins.leaders.claims.forms import HandInForm
from plugins.leaders.claims.models import CLAIMED, LAPSED, STEPS, Claim
from plugins.leaders.tasks.models import OPEN, TOPICS, Task
from plugins.leaders.tasks.models import STEPS as TASK_STEPS
from plugins.leaders.tasks.views import reward

PAGE, MOST_CLAIMS, MOST_FREE = 20, 100, 5


@blueprint.route("/tasks")
@permission("me")
def tasks():
    """What I have in hand, and what I can claim here."""
    query = lists.claimable(scope)
    return page("leaders/tasks.html", mine=list(lists.mine(scope)), **paged(query, PAGE), topics=TOPICS,
                reward=reward(), serves=bool(scope.holding("leaders.serve")))


@blueprint.route("/tasks/<number>")
@permission("me")
def task(number):
    """One task: what is to be done, and the button that claims it; to staff, who claimed it."""
    return _show_task(visible_task(number))


@blueprint.route("/tasks/<number>/claim", methods=["POST"])
@permission("me")
def claim_task(number):
    """Claim it by one tap; a second tap finds the claim."""
    row = visible_task(number)
    if not Form().validate_on_submit():
        return _show_task(row, _("页面放得久了，请再点一次"), 422)
    try:
        claim = services.claim(scope, row)
    except Refused as refusal:
        return _show_task(visible_task(number), str(refusal), 409)
    return done(url_for("leaders.claim", locality=claim.locality_id, claim_id=claim.id))


@blueprint.route("/claims/<int:claim_id>")
@permission("me")
def claim(claim_id):
    """One claim: what to do until when; to whoever reviews, what was handed in; its whole history."""
    row = visible_claim(claim_id)
    return page("leaders/claim.html", claim=row, photos=album.photos_of(row), steps=STEPS,
                history=workflow.history_of(row), own=row.person_id == scope.person.id, topics=TOPICS,
                leaves_until=_leaves_until(row), renewable=_renewable(row),
                reviews=scope.can("leaders.review") and not scope.person.is_near(row.person))


@blueprint.route("/claims/<int:claim_id>/leave", methods=["GET", "POST"])
@permission("me")
def leave_claim(claim_id):
    """Give the place back to somebody else, as long as there is time for them."""
    row, form, message = _own_claim(claim_id), Form(), ""
    if request.method == "GET" and row.state != CLAIMED:
        return _to_claim(row)
    if form.validate_on_submit():
        try:
            services.leave(scope, row)
            flash(_("已经退出，名额让给别人了"))
            return done(url_for("leaders.tasks"))
        except Refused as refusal:
            message = str(refusal)
        except LostRace:
            return _to_claim(row)
    return page("leaders/claim_leave.html", status=409 if message else 422 if form.errors else 200,
                form=form, claim=row, message=message)


@blueprint.route("/claims/<int:claim_id>/hand-in", methods=["GET", "POST"])
@permission("me")
def hand_in(claim_id):
    """Say that it is done, with photos. Whatever comes between, the words and the photos stay."""
    row = _own_claim(claim_id)
    if request.method == "GET" and not (row.in_hand or _renewable(row)):
        return _to_claim(row)
    form, message = HandInForm(scope.person, row, [photo.upload for photo in album.photos_of(row)]), ""
    if form.validate_on_submit():
        try:
            services.hand_in(scope, row, form.words.data, form.minutes.data, form.photos.uploads,
                             form.nonce.data)
            flash(_("交上去了，等村里验收"))
            return _to_claim(row)
        except once.AlreadyDone:
            return _to_claim(row)
        except Refused as refusal:
            message = str(refusal)
    return page("leaders/hand_in.html", status=409 if message else 422 if form.errors else 200,
                form=form, claim=row, message=message, free=_other_tasks() if message else [])


@blueprint.route("/claims/<int:claim_id>/photos/<int:photo_id>")
@permission("me")
def claim_photo(claim_id, photo_id):
    """One photo, for whoever may see the claim."""
    return show_photo((album.find(visible_claim(claim_id), photo_id) or abort(404)).upload)


def visible_claim(claim_id):
    """A claim of this place that the reader may see, with its task; else 404."""
    query = lists.with_task(Claim.visible_to(scope)).where(
        Claim.id == claim_id, Claim.locality == scope.locality)
    return query.first() or abort(404)


def visible_task(number):
    """A task of this place, or of one above or below it, that the reader may see; else 404."""
    query = Task.visible_to(scope).select(Task, Locality).join(Locality)
    return query.where(Task.number == number, lists.around(scope, Task.locality)).first() or abort(404)


def _show_task(row, message="", status=200):
    mine = services.placed(scope.person, row)
    now = utc_now()
    return page(
        "leaders/task.html", status=status, task=row, mine=mine, message=message, topics=TOPICS,
        reward=reward(), running=row.state == OPEN and row.until > now,
        claims=list(lists.of_task(scope, row).limit(MOST_CLAIMS)) if scope.can("leaders.read") else [],
        offered=bool(scope.holding("leaders.serve")) and _offered(row),
        publishes=scope.can("leaders.publish", row.locality), history=workflow.history_of(row),
        stops=links.chain(row), steps=TASK_STEPS, free=_other_tasks() if message else [])


def _offered(row):
    return Task.select().where(Task.id == row.id, Task.offered_to(scope)).exists()


def _own_claim(claim_id):
    row = visible_claim(claim_id)
    return row if row.person_id == scope.person.id else abort(403)


def _renewable(row):
    """Whether one that ran out can still be handed in."""
    return row.state == LAPSED and Task.select().where(
        Task.id == row.task_id, places.free(), Task.offered_to(scope)).exists() and not services.placed(
        scope.person, row.task)


def _leaves_until(row):
    return services.leaves_until(row) if row.state == CLAIMED else None


def _other_tasks():
    """What is free now, for whoever was too late."""
    return list(lists.claimable(scope).limit(MOST_FREE))


def _to_claim(row):
    return done(url_for("leaders.claim", claim_id=row.id))
