"""What this noun shows on pages of the core and on the home of the module."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card, DeskLink


def links(scope):
    """The rooms and the roster: everybody's."""
    return [Card(url_for("mediation.rooms"), "place", _("调解室"), _("在哪里、几点开门")),
            Card(url_for("mediation.roster"), "people", _("谁来调解"), _("调解员和可以请来的人"))]


def desk(scope):
    """For whoever keeps them."""
    if not scope.can("mediation.manage"):
        return []
    return [DeskLink(url_for("mediation.rooms"), _("调解室")),
            DeskLink(url_for("mediation.roster"), _("调解员名册"))]
