"""What the plugin shows on pages of the core: each noun says its part."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card
from linli.toolkit.links import Target
from plugins.mediation.agreements import cards as agreements
from plugins.mediation.cases import cards as cases
from plugins.mediation.module import module
from plugins.mediation.rooms import cards as rooms
from plugins.mediation.sessions import cards as sessions


def home(scope):
    """The plugin's card on the home of a place."""
    return [Card(url_for("mediation.home"), module.icon, str(module.title), str(module.summary))]


def links(scope):
    """The big buttons on the home of the module."""
    return [link for noun in (cases, rooms) for link in noun.links(scope)]


def todo(scope):
    """What awaits me in one place or in all."""
    return sorted((each for noun in (cases, sessions, agreements) for each in noun.todo(scope)),
                  key=lambda each: each.at)


def desk(scope):
    """The links of the desk."""
    return [link for noun in (cases, rooms) for link in noun.desk(scope)]


def open_matters(locality):
    """What is still open, for whoever switches the module off."""
    return [said for noun in (cases, sessions, agreements) for said in noun.open_matters(locality)]


def referral_targets(scope):
    """A matter of another page becomes a case, for whoever may apply here."""
    return [Target("mediation.new_case", _("请调解室调解"))] if scope.can("mediation.apply") else []
