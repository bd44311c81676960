"""The pages of requests to view footage: choosing a camera, asking, reading, withdrawing."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.modules.services import villages_with
from linli.toolkit import album, once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.web import done, page, paged, show_photo
from plugins.cctv.applications.lens import REGISTER, asks
from plugins.cctv.blueprint import blueprint
from plugins.cctv.footage import lists, services, times
from plugins.cctv.footage.forms import AskForm
from plugins.cctv.footage.models import (
    ASKED,
    GRANTED,
    HOW,
    SHOWN,
    STATES,
    STEPS,
    WHO,
    FootageRequest,
)
from plugins.cctv.module import module

PAGE = 20


@blueprint.route("/footage")
@permission("cctv.ask_footage")
def footage():
    """The requests that one made here or answers for; `state` in the address narrows."""
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    return page("cctv/footage.html", **paged(lists.register(scope, state), PAGE), state=state,
                states=STATES, turning=url_for("cctv.footage", state=state or None, page=""))


@blueprint.route("/footage/ask")
@permission("cctv.ask_footage")
def choose_camera():
    """Which camera: by the number on its sign, or from those that see public ground; in a township
    first which village.
    """
    if not scope.locality.is_village:
        return page("cctv/footage_village.html", villages=villages_with(module.name, scope.locality))
    text = request.args.get("q", "").replace("\0", "").strip()[:40]
    return page("cctv/footage_choose.html", **paged(lists.askable(scope, text), PAGE), text=text,
                turning=url_for("cctv.choose_camera", q=text or None, page=""))


@blueprint.route("/footage/ask/<int:camera_id>", methods=["GET", "POST"])
@permission("cctv.ask_footage")
def ask_footage(camera_id):
    """Which minutes, and why."""
    camera = lists.askable(scope).where(lists.Camera.id == camera_id).first() or abort(404)
    form = AskForm(scope.person, camera, lists.is_police(scope, camera.locality))
    if form.validate_on_submit():
        try:
            made = services.ask(scope, camera, *form.minutes, form.photos.uploads, form.nonce.data,
                                who=form.who.data, paper=form.paper.data, reason=form.reason.data).id
            flash(_("交上去了。有答复会在“消息”里告诉您。"))
            return done(url_for("cctv.show_request", request_id=made))
        except once.AlreadyDone as again:
            return done(url_for("cctv.show_request", request_id=again.result))
        except times.NotThere as gone:
            form.say(gone)
    return page("cctv/footage_ask.html", status=422 if form.errors else 200, form=form, camera=camera)


@blueprint.route("/footage/<int:request_id>")
@permission("cctv.ask_footage")
def show_request(request_id):
    """One request, for whoever asked and whoever answers for the camera."""
    row = visible(request_id)
    if lists.read_from_above(scope, row):
        services.note_reading(scope, row)
    return page("cctv/footage_request.html", row=row, states=STATES, steps=STEPS, who=WHO, how=HOW,
                history=workflow.history_of(row), photos=album.photos_of(row),
                accesses=lists.accesses_of(scope, row), until=times.kept_until(row.camera, row.starts_at),
                decides=row.decides and row.state == ASKED,
                shows=row.decides and row.state in (GRANTED, SHOWN),
                notes=asks(row.camera.article, REGISTER), place_then=lists.place_then(row),
                late=row.state == ASKED and row.answer_by < today(),
                withdraws=own(row) and row.state in (ASKED, GRANTED))


@blueprint.route("/footage/<int:request_id>/photos/<int:photo_id>")
@permission("cctv.ask_footage")
def footage_photo(request_id, photo_id):
    """A photo that proves who asks."""
    found = album.find(visible(request_id), photo_id) or abort(404)
    return show_photo(found.upload)


@blueprint.route("/footage/<int:request_id>/withdraw", methods=["GET", "POST"])
@permission("cctv.ask_footage")
def withdraw_footage(request_id):
    """Take back one's own, while nothing was shown."""
    row, form, message = visible(request_id), Form(), ""
    if not own(row):
        abort(403)
    if row.state not in (ASKED, GRANTED):
        flash(_("这件申请现在是“%(state)s”，不用撤回了", state=STATES[row.state][0]))
        return to_record(row)
    if form.validate_on_submit():
        try:
            services.withdraw(scope, row)
            flash(_("撤回了，不用再答复"))
            return to_record(row)
        except LostRace:
            row = visible(request_id)
            message = _("慢了一步，这件申请现在是“%(state)s”。", state=STATES[row.state][0])
    return page("cctv/footage_withdraw.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, message=message)


def visible(request_id):
    """The request with its people, or 404 where it is not for this scope and place."""
    query = lists.with_people(scope, FootageRequest.visible_to(scope))
    return query.where(FootageRequest.id == request_id,
                       scope.here(FootageRequest.locality)).first() or abort(404)


def own(row):
    """Whether this person asked for it."""
    return row.person_id == scope.person.id


def to_record(row):
    """On to the page of the request."""
    return done(url_for("cctv.show_request", request_id=row.id))
