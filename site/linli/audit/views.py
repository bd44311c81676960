"""What a person may know of the audit: who looked at their own data."""

from flask import Blueprint, current_app

from linli.access import current_scope as scope
from linli.access import permission
from linli.audit.acts import ACTS, matters
from linli.audit.models import AuditLine
from linli.people.models import Person
from linli.web import page, paged

blueprint = Blueprint("audit", __name__)
LINES = 20


@blueprint.route("/me/seen")
@permission("me")
def seen():
    """Who looked at my data, took a copy of it or had my phone shown, the newest first."""
    lines = (AuditLine.about(scope.person).select(AuditLine, Person).join(
        Person, on=AuditLine.person == Person.id).order_by(AuditLine.id.desc()))
    return page("audit/seen.html", acts=ACTS, matters=matters(current_app.extensions["linli"]),
                **paged(lines, LINES))
