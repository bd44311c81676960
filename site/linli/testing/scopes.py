"""The standing of somebody in a place, as a request would have it."""

from linli.access import Scope, held_by
from linli.localities.models import Locality
from linli.modules.services import modules_on
from linli.people.services import posts_of


def scope_for(app, person, place=None):
    """The scope of a person (None: nobody) in a place (a Locality; None: no place)."""
    registry = app.extensions["linli"]
    return Scope(registry.permissions, person, held_by(person, posts_of(person)) if person else (),
                 place, modules_on(place, registry.modules) if place else frozenset())


def place_of(place):
    """The Locality of a code, a short name or a Locality; None for None."""
    if place is None or isinstance(place, Locality):
        return place
    return Locality.get((Locality.code == place) | (Locality.short_name == place))
