"""The pages of talks, which anybody may open, and of joint meetings, which are internal."""


from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.toolkit import album, once, workflow
from linli.toolkit.editing import show_both
from linli.toolkit.forms import Form
from linli.web import done, page, paged, show_photo
from plugins.legal.advisers.services import choosable, own
from plugins.legal.blueprint import blueprint
from plugins.legal.gatherings import lists, services, words
from plugins.legal.gatherings.forms import CancelForm, GatheringForm, PhotoForm
from plugins.legal.gatherings.models import (
    CANCELLED,
    KINDS,
    PLANNED,
    STATES,
    STEPS,
    TALK,
    TO_RECORD,
    Gathering,
)

PAGE = 20


@blueprint.route("/gatherings")
@permission("legal.activities")
@village_only
def gatherings():
    """The talks and meetings of this village, to come and past; kind and state in the address."""
    asked = {"kind": _one_of(KINDS, "kind"), "state": _one_of(STATES, "state")}
    visible = Gathering.visible_to(scope)
    query = lists.register(visible, scope.locality, **asked)
    to_record = lists.register(visible, scope.locality, state=TO_RECORD).count()
    return page("legal/gatherings.html", **paged(query, PAGE), asked=asked, kinds=KINDS, to_record=to_record,
                words=words)


@blueprint.route("/gatherings/new", methods=["GET", "POST"])
@permission("legal.activities")
@village_only
def new_gathering():
    """Plan one, or write down one that was held; `kind` in the address says which it is."""
    kind = request.values.get("kind", TALK)
    if kind not in KINDS:
        abort(404)
    form = GatheringForm(kind, choosable(scope), adviser=own(scope))
    if form.validate_on_submit():
        try:
            made = services.enter(scope, nonce=form.nonce.data, **form.values()).id
        except once.AlreadyDone as again:
            made = again.result
        flash(_("记下了"))
        return done(url_for("legal.gathering", gathering_id=made))
    return page("legal/gathering_form.html", status=422 if form.errors else 200, form=form,
                kind=kind, kinds=KINDS, gathering=None, both=None)


@blueprint.route("/gatherings/<int:gathering_id>")
@permission("legal.see")
def gathering(gathering_id):
    """One of them: a talk for everybody, a meeting for those who keep the activities."""
    row = _visible(gathering_id)
    history = workflow.history_of(row)
    return page("legal/gathering.html", gathering=row, photos=album.photos_of(row), words=words,
                history=history, steps=STEPS, talk=TALK, planned=PLANNED, cancelled=CANCELLED,
                reason=next((line.note for line in history if line.name == "cancel"), ""))


@blueprint.route("/gatherings/<int:gathering_id>/edit", methods=["GET", "POST"])
@permission("legal.activities")
def edit_gathering(gathering_id):
    """Change it, or say how it went."""
    row = _visible(gathering_id)
    if request.method == "GET" and row.state == CANCELLED:
        return _settled(row)
    form, both, status = GatheringForm(row.kind, choosable(scope, row.adviser), row), None, 200
    if form.validate_on_submit():
        columns = {name: value for name, value in form.values().items() if name != "kind"}
        try:
            services.change(scope, row, form.version.data, **columns)
            flash(_("保存好了"))
            return done(url_for("legal.gathering", gathering_id=row.id))
        except LostRace:
            row = _visible(gathering_id)
            if row.state == CANCELLED:
                return _settled(row)
            both, status = show_both(form, row), 409
    return page("legal/gathering_form.html", status=422 if form.errors else status, form=form,
                kind=row.kind, kinds=KINDS, gathering=row, both=both)


@blueprint.route("/gatherings/<int:gathering_id>/cancel", methods=["GET", "POST"])
@permission("legal.activities")
def cancel_gathering(gathering_id):
    """It is not held after all: say why."""
    row = _visible(gathering_id)
    if request.method == "GET" and row.state != PLANNED:
        return _settled(row)
    form, changed = CancelForm(row.kind, row), False
    if form.validate_on_submit():
        try:
            services.cancel(scope, row, form.version.data, form.reason.data)
            flash(_("已经取消"))
            return done(url_for("legal.gathering", gathering_id=row.id))
        except LostRace:
            row, changed = _visible(gathering_id), True
            if row.state != PLANNED:
                return _settled(row)
            form.version.data = str(row.version)
    return page("legal/gathering_cancel.html", status=409 if changed else 422 if form.errors else 200,
                form=form, gathering=row, changed=changed, words=words)


@blueprint.route("/gatherings/<int:gathering_id>/photos", methods=["GET", "POST"])
@permission("legal.activities")
def add_photo(gathering_id):
    """Add photos, several at once; the page comes back for more."""
    row, form = _visible(gathering_id), PhotoForm(scope.person)
    if request.method == "GET" and row.state == CANCELLED:
        return _settled(row)
    if form.validate_on_submit():
        try:
            services.add_photos(scope, row, form.photos.uploads, form.caption.data, form.nonce.data)
            flash(_("照片加好了，还可以再加"))
            return done(url_for("legal.add_photo", gathering_id=row.id))
        except once.AlreadyDone:
            return done(url_for("legal.add_photo", gathering_id=row.id))
        except services.Doubled as doubled:
            form.photos.errors.append(str(doubled))
    return page("legal/gathering_photos.html", status=422 if form.errors else 200, form=form,
                gathering=row, photos=album.photos_of(row))


@blueprint.route("/gatherings/<int:gathering_id>/photos/<int:photo_id>")
@permission("legal.see")
def gathering_photo(gathering_id, photo_id):
    """One photo, for whoever may open the gathering."""
    return show_photo(_photo(_visible(gathering_id), photo_id).upload)


@blueprint.route("/gatherings/<int:gathering_id>/photos/<int:photo_id>/remove",
                 methods=["GET", "POST"])
@permission("legal.activities")
def remove_photo(gathering_id, photo_id):
    """Take a photo away."""
    row, form = _visible(gathering_id), Form()
    photo = _photo(row, photo_id)
    if form.validate_on_submit():
        services.remove_photo(row, photo.id)
        flash(_("照片已经拿掉"))
        return done(url_for("legal.add_photo", gathering_id=gathering_id))
    return page("legal/gathering_photo_remove.html", status=422 if form.errors else 200,
                form=form, photo=photo, gathering=row)


def _visible(gathering_id):
    query = lists.with_adviser(Gathering.visible_to(scope)).where(
        Gathering.id == gathering_id, Gathering.locality == scope.locality)
    return query.first() or abort(404)


def _photo(row, photo_id):
    return album.find(row, photo_id) or abort(404)


def _settled(row):
    """Back to the record of one that was held or cancelled meanwhile."""
    flash(_("这一场已经取消了") if row.state == CANCELLED else _("这一场已经登记为办过了"))
    return done(url_for("legal.gathering", gathering_id=row.id))


def _one_of(known, name):
    asked = request.args.get(name, "")
    return asked if asked in known else ""
