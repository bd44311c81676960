"""What every page about one case begins with."""

from flask import abort

from linli.access import current_scope as scope
from plugins.mediation.cases import lists, reading


def known(code):
    """The case of this code that the reader may know of in this place; else 404."""
    return lists.found(scope, code) or abort(404)


def opened(code):
    """A case that the reader may open, with an audit line where they are no party of it; 404 where
    they may not know of it, 403 where they may know its number only.
    """
    case = known(code)
    if not lists.opens(scope, case):
        abort(403)
    reading.note(scope, case)
    return case
