"""All pages of the plugin: importing them hangs them on the blueprint."""

from plugins.cctv import home, record
from plugins.cctv.applications import staff_views
from plugins.cctv.applications import views as applications
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import views as cameras
from plugins.cctv.footage import answer_views
from plugins.cctv.footage import views as footage
from plugins.cctv.programmes import manage_views
from plugins.cctv.programmes import views as programmes
from plugins.cctv.settlements import paper_views
from plugins.cctv.settlements import views as settlements
from plugins.cctv.works import views as works

__all__ = ["answer_views", "applications", "blueprint", "cameras", "footage", "home", "manage_views",
           "paper_views", "programmes", "record", "settlements", "staff_views", "works"]
