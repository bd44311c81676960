"""All pages of the plugin: importing them hangs them on the blueprint."""

from plugins.legal import desk
from plugins.legal.advisers import views as adviser_views
from plugins.legal.blueprint import blueprint
from plugins.legal.booking import views as booking_views
from plugins.legal.leave import views as leave_views
from plugins.legal.roster import views as roster_views

__all__ = ["adviser_views", "blueprint", "booking_views", "desk", "leave_views", "roster_views"]
