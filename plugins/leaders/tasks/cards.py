"""Links to publishing, and what is still open."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.localities.models import Locality
from linli.plugins import DeskLink
from plugins.leaders.tasks.models import OPEN, Task


def desk(scope):
    """Publishing, for whoever may."""
    if not scope.can("leaders.publish"):
        return []
    return [DeskLink(url_for("leaders.new_task"), _("发任务")), DeskLink(url_for("leaders.plans"),
                                                                         _("任务模板"))]


def open_matters(locality):
    """Tasks that may still be claimed; one query."""
    count = Task.select().join(Locality).where(
        Locality.within(locality.path), Task.state == OPEN, Task.until > utc_now()).count()
    return [_l("还有 %(count)d 项任务没有截止。关闭以后照样截止，但网上看不到、也交不了",
               count=count)] if count else []
