"""The resident's word on what was put up."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import album, once
from linli.web import done, page
from plugins.cctv.applications import steps
from plugins.cctv.applications.models import INSTALLED
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import accepting
from plugins.cctv.cameras.forms import AcceptForm, WrongForm
from plugins.cctv.works.lists import last_installation
from plugins.cctv.works.views import to_application, visible_application


@blueprint.route("/applications/<number>/accept", methods=["GET", "POST"])
@permission("me")
def accept(number):
    """It stands as it should: photos, and the camera is in the register."""
    row, form, message = _own(number), AcceptForm(scope.person), ""
    if form.validate_on_submit():
        try:
            made = accepting.accept(scope, row, form.photos.uploads, form.nonce.data)
            flash(_("验收好了，摄像头编号 %(number)s", number=made.number))
            return done(url_for("cctv.camera", locality=made.locality_id, number=made.number))
        except once.AlreadyDone:
            return to_application(row)
        except steps.NotNow as error:
            row, message = _own(number), str(error)
    fitted = last_installation(row)
    return page("cctv/accept.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, message=message, opens=row.state == INSTALLED, fitted=fitted,
                photos=album.photos_of(fitted) if fitted else [])


@blueprint.route("/applications/<number>/send-back", methods=["GET", "POST"])
@permission("me")
def send_back(number):
    """It is not as it should be: say what."""
    row, form, message = _own(number), WrongForm(), ""
    if form.validate_on_submit():
        try:
            accepting.send_back(scope, row, form.words.data, form.nonce.data)
            flash(_("说好了，会有人来看"))
            return to_application(row)
        except once.AlreadyDone:
            return to_application(row)
        except steps.NotNow as error:
            row, message = _own(number), str(error)
    return page("cctv/send_back.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, message=message, opens=row.state == INSTALLED)


def _own(number):
    row = visible_application(number)
    return row if steps.speaks_for(scope, row) else abort(403)
