"""What the plugin shows on pages of the core."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import DeskLink


def desk(scope):
    """For whoever keeps the groups."""
    return [DeskLink(url_for("chat.groups"), _("工作群"))] if scope.can("chat.manage") else []
