"""The blueprint that all pages of the plugin hang on."""

from functools import wraps

from flask import Blueprint, abort

from linli.access import current_scope as scope

blueprint = Blueprint("legal", __name__, template_folder="templates")


def village_only(view):
    """Advisers serve villages and communities; anywhere else there is no such page."""
    @wraps(view)
    def checked(**values):
        return view(**values) if scope.locality.is_village else abort(404)
    return checked
