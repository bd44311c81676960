"""Every page of the register hangs on its blueprint once these are imported."""

from linli.register import event_views, views
from linli.register.blueprint import blueprint

__all__ = ["blueprint", "event_views", "views"]
