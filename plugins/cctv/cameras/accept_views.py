"""The resident's word on what was put up, or the staff's for them."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import once
from linli.toolkit.refusals import NotNow
from linli.web import done, page
from plugins.cctv.applications import steps
from plugins.cctv.applications.models import INSTALLED
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import accepting
from plugins.cctv.cameras.forms import AcceptForForm, AcceptForm, WrongForm
from plugins.cctv.works.lists import last_installation
from plugins.cctv.works.views import to_application, visible_application


@blueprint.route("/applications/<number>/accept", methods=["GET", "POST"])
@permission("me")
def accept(number):
    """It stands as it should: photos, and the camera is in the register."""
    row = visible_application(number)
    if not steps.speaks_for(scope, row):
        abort(403)
    return _accept(row, AcceptForm(scope.person), lambda form: accepting.accept(
        scope, row, form.photos.uploads, form.nonce.data))


@blueprint.route("/applications/<number>/accept-for", methods=["GET", "POST"])
@permission("cctv.record")
def accept_for(number):
    """The same by staff, for somebody who cannot: with the reason."""
    row = visible_application(number)
    if scope.person.is_near(row.person):
        abort(403)
    return _accept(row, AcceptForForm(scope.person), lambda form: accepting.accept_for(
        scope, row, form.photos.uploads, form.reason.data, form.nonce.data))


def _accept(row, form, take):
    message = ""
    if form.validate_on_submit():
        try:
            made = take(form)
            flash(_("验收好了，摄像头编号 %(number)s", number=made.number))
            return done(url_for("cctv.camera", locality=made.locality_id, number=made.number))
        except once.AlreadyDone:
            return to_application(row)
        except NotNow as error:
            row, message = visible_application(row.number), str(error)
    fitted = last_installation(row)
    return page("cctv/accept.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, message=message, opens=row.state == INSTALLED, fitted=fitted,
                here=url_for(request.endpoint, number=row.number))


@blueprint.route("/applications/<number>/send-back", methods=["GET", "POST"])
@permission("me")
def send_back(number):
    """It is not as it should be: say what."""
    row, form, message = _answered(number), WrongForm(), ""
    if form.validate_on_submit():
        try:
            accepting.send_back(scope, row, form.words.data, form.nonce.data)
            flash(_("说好了，会有人来看"))
            return to_application(row)
        except once.AlreadyDone:
            return to_application(row)
        except NotNow as error:
            row, message = _answered(number), str(error)
    return page("cctv/send_back.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, message=message, opens=row.state == INSTALLED)


def _answered(number):
    row = visible_application(number)
    return row if steps.answers_for(scope, row) else abort(403)
