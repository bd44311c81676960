"""What ended posts left behind, as a thing to do on the staff desk."""

from flask import current_app, url_for
from flask_babel import gettext as _

from linli.database import utc_now
from linli.people.posts.handing import left_open
from linli.plugins import Todo


def todo(scope):
    """One line for all that nobody took over in `scope.locality`, where `scope` keeps its posts."""
    if not scope.can("posts"):
        return []
    left, vacant = left_open(current_app.extensions["linli"], scope)
    count = len(left) + len(vacant)
    return [Todo(url_for("posts.left"), _("有人离任，还没有交接"), _("%(count)d 件", count=count),
                 _("看看交给谁"), _("等人接手"), "soon", utc_now(), scope.locality)] if count else []
