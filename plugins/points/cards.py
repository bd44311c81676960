"""What the plugin shows on pages of the core: each noun says its part."""

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Card
from plugins.points.accounts import cards as accounts
from plugins.points.accounts import lists
from plugins.points.accounts.models import CLOSED
from plugins.points.book import cards as book
from plugins.points.deciding import cards as deciding
from plugins.points.deeds import cards as deeds
from plugins.points.honour import cards as honour
from plugins.points.module import module
from plugins.points.notice import cards as notice
from plugins.points.shop import cards as shop

# Which nouns have something for each place.
LINKS = (book, deeds, notice, honour)
STAFF_LINKS = (deeds, deciding, shop, accounts)
TODO = (accounts, deeds, deciding, notice, shop, honour)
DESK = (book, accounts, deeds, deciding, notice, shop, honour)
OPEN_MATTERS = (accounts, deeds, notice, shop)


def home(scope):
    """The plugin's card on the home of a village: one's own points, or how many take part."""
    if not scope.locality.is_village:
        return []
    own = lists.own(scope)
    text = (_("我家有 %(points)d 分", points=own.balance) if own and own.state != CLOSED
            else _("%(count)d 户参加", count=lists.taking_part(scope.locality)))
    return [Card(url_for("points.home"), module.icon, str(module.title), text)]


def links(scope):
    """What can be done, on the home of the module: each noun's."""
    return [link for noun in LINKS for link in noun.links(scope)]


def staff_links(scope):
    """What whoever works here does, on the home of the module."""
    found = [link for noun in STAFF_LINKS for link in noun.staff_links(scope)]
    if scope.can("points.figures"):
        found.append(Card(url_for("points.figures"), "report", _("积分统计"),
                          _("多少户参加、加了多少分、换了什么")))
    return found


def todo(scope):
    """What awaits me in one place or in all."""
    return sorted((each for noun in TODO for each in noun.todo(scope)), key=lambda each: each.at)


def desk(scope):
    """The links of the desk."""
    return [link for noun in DESK for link in noun.desk(scope)]


def open_matters(locality):
    """What is still open, for whoever switches the module off."""
    return [said for noun in OPEN_MATTERS for said in noun.open_matters(locality)]
