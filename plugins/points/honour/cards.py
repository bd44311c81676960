"""What the core shows of honour: what awaits me, links."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.modules.services import settings_of
from linli.plugins import Card, DeskLink, Todo
from linli.toolkit.calendar import to_utc
from plugins.points.honour import lists
from plugins.points.honour.standing import first_households, last_quarter
from plugins.points.module import module


def todo(scope):
    """The banner of last quarter, where staff of this village have not given it."""
    place, quarter = scope.locality, last_quarter()
    if not (_here(scope, "points.manage") and not lists.given(place, quarter)
            and first_households(place, quarter)):
        return []
    return [Todo(href=url_for("points.give_honour", quarter=str(quarter)), title=_("流动红旗还没评"),
                 headline=quarter.label, text=_("名单按积分排好了，看一遍就能定"), status=_("等您定"),
                 tone="soon", at=to_utc(quarter.shifted(1).first, time.min), place=place)]


def desk(scope):
    """Where the banner is given."""
    return [DeskLink(url_for("points.honour"), _("流动红旗"))] if _here(scope, "points.manage") else []


def links(scope):
    """Who carries the banner, for whoever may read it."""
    if not _here(scope, "points.notices"):
        return []
    return [Card(url_for("points.honour"), "flag", _("流动红旗"), _("每个季度攒得最多的几户"))]


def _here(scope, permission):
    place = scope.locality
    return (place is not None and place.is_village and scope.can(permission)
            and settings_of(module, place).honour)
