"""All pages of the plugin: importing them hangs them on the blueprint."""

from plugins.points import home, record
from plugins.points.accounts import views as accounts_views
from plugins.points.blueprint import blueprint
from plugins.points.book import views as book_views
from plugins.points.changes import views as changes_views
from plugins.points.deciding import views as deciding_views
from plugins.points.deeds import letter_views
from plugins.points.deeds import views as deeds_views
from plugins.points.honour import views as honour_views
from plugins.points.notice import staff_views as notice_staff_views
from plugins.points.notice import views as notice_views
from plugins.points.shop import counter_views, shelf_views
from plugins.points.shop import day_views as pickup_day_views
from plugins.points.shop import views as shop_views

__all__ = [
    "accounts_views",
    "blueprint",
    "book_views",
    "changes_views",
    "counter_views",
    "deciding_views",
    "deeds_views",
    "home",
    "honour_views",
    "letter_views",
    "notice_staff_views",
    "notice_views",
    "pickup_day_views",
    "record",
    "shelf_views",
    "shop_views",
]
