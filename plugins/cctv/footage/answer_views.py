"""The pages of whoever answers for a camera: the decision, and a line of the access register."""

from flask import abort, flash, request
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import album, once
from linli.web import page
from plugins.cctv.blueprint import blueprint
from plugins.cctv.footage import lists, services
from plugins.cctv.footage.forms import GRANT, AccessForm, DecideForm
from plugins.cctv.footage.models import ASKED, GRANTED, POLICE, SHOWN, STATES, WHO
from plugins.cctv.footage.views import to_record, visible


@blueprint.route("/footage/<int:request_id>/decide", methods=["GET", "POST"])
@permission("cctv.ask_footage")
def decide_footage(request_id):
    """Grant it, with its conditions, or refuse it with a reason."""
    row, message = _mine_to_decide(request_id), ""
    form = DecideForm(data={"masked": row.who != POLICE})
    if request.method == "GET" and row.state != ASKED:
        return to_record(row)
    if form.validate_on_submit():
        granted = form.verdict.data == GRANT
        try:
            services.decide(scope, row, granted, form.masked.data, form.words.data, form.nonce.data)
            flash(_("答复了，申请的人会收到消息"))
            return to_record(row)
        except once.AlreadyDone:
            return to_record(row)
        except LostRace:
            row = visible(request_id)
            message = _("慢了一步，这件申请现在是“%(state)s”。", state=STATES[row.state][0])
    return page("cctv/footage_decide.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, message=message, who=WHO, photos=album.photos_of(row))


@blueprint.route("/footage/<int:request_id>/access", methods=["GET", "POST"])
@permission("cctv.ask_footage")
def record_access(request_id):
    """Write down what was shown, for the access register."""
    row, message = _mine_to_decide(request_id), ""
    if row.decided_on is None or (request.method == "GET" and row.state not in (GRANTED, SHOWN)):
        return to_record(row)
    form = AccessForm(row)
    if form.validate_on_submit():
        try:
            services.show(scope, row, form.nonce.data, **form.values())
            flash(_("登记好了"))
            return to_record(row)
        except once.AlreadyDone:
            return to_record(row)
        except LostRace:
            row = visible(request_id)
            message = _("慢了一步，这件申请现在是“%(state)s”。", state=STATES[row.state][0])
    return page("cctv/footage_access.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, message=message, who=WHO)


def _mine_to_decide(request_id):
    row = visible(request_id)
    if lists.read_from_above(scope, row):
        services.note_reading(scope, row)
    return row if row.decides else abort(403)
