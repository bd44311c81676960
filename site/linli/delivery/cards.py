"""What could not be sent, as a thing to do on the staff desk."""

from flask import url_for
from flask_babel import gettext as _

from linli.delivery.lists import undelivered
from linli.plugins import Todo


def todo(scope):
    """One line for all that waits to be seen to in `scope.locality`, where `scope` sees to it."""
    if not scope.can("undelivered"):
        return []
    count, newest = undelivered(scope).count(), undelivered(scope).first()
    return [Todo(url_for("delivery.undelivered"), _("没有送到的消息"), _("%(count)d 条", count=count),
                 _("改好号码再试，或者上门说一声"), _("等人处理"), "soon", newest.made_at, scope.locality)
            ] if newest else []
