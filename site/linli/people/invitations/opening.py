"""The page that the link of a slip opens, for whoever holds it in their hands."""

from flask import Blueprint, current_app, request, url_for

from linli.access import permission
from linli.database import LostRace
from linli.people import guesses
from linli.people.devices import device
from linli.people.entering import enter
from linli.people.invitations import using
from linli.people.invitations.forms import NewPasswordForm
from linli.toolkit.refusals import FieldRefused
from linli.web import page

blueprint = Blueprint("opening", __name__)


@blueprint.route("/i/<token>", methods=["GET", "POST"])
@permission("public")
def invitation(token):
    """Whose account it is, in part, and the password to set."""
    try:
        row = using.find(token, request.remote_addr or "")
    except guesses.TooManyGuesses:
        return page("invitations/dead.html", 429, row=None)
    if row is None or not using.is_good(row):
        return page("invitations/dead.html", 404 if row is None else 410, row=row)
    form = NewPasswordForm(row.person)
    if form.validate_on_submit():
        try:
            return _use(row, form)
        except FieldRefused as refused:
            form[refused.field].errors = [str(refused)]
        except LostRace:
            return page("invitations/dead.html", 409, row=row)
    return page("invitations/open.html", status=422 if form.errors else 200, form=form, row=row,
                token=token, days=current_app.config["INVITATION_DAYS"])


def _use(row, form):
    session = using.use(row, form.new.data, form.phone.data if form.phone else None, device())
    return enter(session, url_for("shell.home", locality=row.person.locality_id or row.locality_id))
