"""All pages over personal data: importing them hangs them on the blueprint."""

from linli.personal import desk_views, own_views, retention_views
from linli.personal.blueprint import blueprint

__all__ = ["blueprint", "desk_views", "own_views", "retention_views"]
