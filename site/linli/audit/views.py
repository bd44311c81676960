"""Having somebody's number shown, and what a person may know of the audit: who looked at their data."""

from flask import Blueprint, current_app

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.audit import revealing
from linli.audit.acts import ACTS, matters
from linli.audit.forms import RevealForm
from linli.audit.models import AuditLine
from linli.audit.services import tell
from linli.people.models import Person
from linli.web import done, page, paged

blueprint = Blueprint("audit", __name__)
LINES = 20
blueprint.add_app_template_global(revealing.shown_of, "personal")


@blueprint.route("/<locality:locality>/reveal/<offer>", methods=["GET", "POST"])
@permission(revealing.PERMISSION)
@confirm_again
def reveal(offer):
    """Say what a number is wanted for, and read it on the page that offered it."""
    offer, form = revealing.offered(offer), RevealForm()
    if form.validate_on_submit():
        tell(scope, "reveal", offer.what, form.reason, 1, offer.row, offer.subject)
        revealing.remember(offer)
        return done(offer.path)
    return page("audit/reveal.html", status=422 if form.errors else 200, form=form, offer=offer)


@blueprint.route("/me/seen")
@permission("me")
def seen():
    """Who looked at my data, took a copy of it or had my phone shown, the newest first."""
    registry = current_app.extensions["linli"]
    told = registry.tell("linli_looked_at", person=scope.person).values()
    unnamed = [each for lines in told for each in lines]
    lines = (AuditLine.about(scope.person, unnamed).select(AuditLine, Person).join(
        Person, on=AuditLine.person == Person.id).order_by(AuditLine.id.desc()))
    return page("audit/seen.html", acts=ACTS, matters=matters(registry), **paged(lines, LINES))
