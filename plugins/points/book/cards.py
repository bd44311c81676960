"""What the core shows of the book: links."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink


def desk(scope):
    """The book of a village, for whoever keeps it."""
    here = scope.locality.is_village and scope.can("points.manage")
    return [DeskLink(url_for("points.book"), _("积分细则"))] if here else []


def links(scope):
    """The book, for everybody."""
    return [Card(url_for("points.book"), "book", _("积分细则"), _("做什么加几分，什么要扣分"))] if (
        scope.locality.is_village) else []
