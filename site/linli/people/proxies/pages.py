"""Every page of acting for another hangs on its blueprint once these are imported."""

from linli.people.proxies import desk_views
from linli.people.proxies.views import blueprint

__all__ = ["blueprint", "desk_views"]
