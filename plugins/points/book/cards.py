"""What the core shows of book: what awaits me, links on the desk, what is open."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink


def todo(scope):
    """Nothing of a book awaits anybody."""
    return []


def desk(scope):
    """The book of a village, for whoever keeps it."""
    here = scope.locality.is_village and scope.can("points.manage")
    return [DeskLink(url_for("points.book"), _("积分细则"))] if here else []


def links(scope):
    """The book, for everybody."""
    return [Card(url_for("points.book"), "board", _("积分细则"), _("做什么加几分，什么要扣分"))] if (
        scope.locality.is_village) else []


def open_matters(locality):
    """A book is never open."""
    return []
