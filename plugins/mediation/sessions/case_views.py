"""How pages of a case's sessions and agreement find it: whoever reads all of it, or its mediator alone."""

from flask import abort

from linli.access import current_scope as scope
from linli.localities.models import Locality
from plugins.mediation.cases.models import Case


def opened(code):
    """The case with this code, of this place; 404 for whoever may not read all of it."""
    return (Case.select(Case, Locality).join(Locality, on=(Case.locality == Locality.code))
            .where(Case.read_whole_by(scope), Case.code == code, Case.locality == scope.locality)
            .first() or abort(404))


def own(code):
    """The same, for its mediator alone; 403 for others."""
    case = opened(code)
    if case.mediator_id != scope.person.id:
        abort(403)
    return case

