"""All pages of the plugin: importing them hangs them on the blueprint."""

from plugins.leaders import home
from plugins.leaders.blueprint import blueprint
from plugins.leaders.claims import certificate_views, pace_views, review_views, task_views
from plugins.leaders.claims import views as claims_views
from plugins.leaders.journal import appeal_views
from plugins.leaders.journal import views as journal_views
from plugins.leaders.meetings import views as meetings_views
from plugins.leaders.tasks import plan_views
from plugins.leaders.tasks import views as tasks_views
from plugins.leaders.tenure import apply_views, block_views
from plugins.leaders.tenure import views as tenure_views

__all__ = [
    "appeal_views",
    "apply_views",
    "block_views",
    "blueprint",
    "certificate_views",
    "claims_views",
    "home",
    "journal_views",
    "meetings_views",
    "pace_views",
    "plan_views",
    "review_views",
    "task_views",
    "tasks_views",
    "tenure_views",
]
