"""What the core shows of programmes: a button on the home of the module, a link on the desk."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink


def links(scope):
    """All programmes, also those that are over."""
    return [Card(url_for("cctv.programmes"), "scale", _("补贴方案"), _("套餐和价钱，谁出多少"))]


def desk(scope):
    """The programmes of a township, for whoever makes them."""
    return [DeskLink(url_for("cctv.programmes"), _("补贴方案"))] if scope.can("cctv.manage") else []
