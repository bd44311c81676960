"""What every page about a camera begins and ends with: finding it, and leading back to it."""

from flask import abort, url_for

from linli.access import current_scope as scope
from linli.web import done
from plugins.cctv.cameras import lists
from plugins.cctv.cameras.models import Camera, Fault


def visible_camera(number):
    """A camera of this place that the reader may see, with its place and owner; else 404."""
    query = lists.whole(Camera.visible_to(scope))
    return query.where(Camera.number == number, scope.here(Camera.locality)).first() or abort(404)


def visible_fault(number):
    """A fault of this place that the reader may see, with all that a page tells; else 404."""
    query = lists.whole_faults(Fault.visible_to(scope))
    return query.where(Fault.number == number, scope.here(Fault.locality)).first() or abort(404)


def to_camera(row):
    """The answer that leads to the page of a camera."""
    return done(url_for("cctv.camera", locality=row.locality_id, number=row.number))
