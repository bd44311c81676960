"""All pages of the plugin: importing them hangs them on the blueprint."""

from plugins.mediation import home, record
from plugins.mediation.agreements import views as agreements
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import intake_views, party_views
from plugins.mediation.cases import views as cases
from plugins.mediation.papers import scan_views
from plugins.mediation.papers import views as papers
from plugins.mediation.rooms import views as rooms
from plugins.mediation.sessions import views as sessions

__all__ = ["agreements", "blueprint", "cases", "home", "intake_views", "papers", "party_views", "record",
           "rooms", "scan_views", "sessions"]
