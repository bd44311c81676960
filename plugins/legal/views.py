"""All pages of the plugin: importing them hangs them on the blueprint."""

from plugins.legal import desk, home
from plugins.legal.advisers import views as adviser_views
from plugins.legal.blueprint import blueprint
from plugins.legal.booking import views as booking_views
from plugins.legal.consultation import sharing as sharing_views
from plugins.legal.consultation import views as consultation_views
from plugins.legal.gatherings import views as gathering_views
from plugins.legal.leads import views as lead_views
from plugins.legal.leave import views as leave_views
from plugins.legal.pathfinders import views as pathfinder_views
from plugins.legal.roster import views as roster_views
from plugins.legal.visits import views as visit_views
from plugins.legal.waiting import views as waiting_views

__all__ = [
    "adviser_views",
    "blueprint",
    "booking_views",
    "consultation_views",
    "desk",
    "gathering_views",
    "home",
    "lead_views",
    "leave_views",
    "pathfinder_views",
    "roster_views",
    "sharing_views",
    "visit_views",
    "waiting_views",
]
