"""What the plugin shows on pages of the core: each noun says its part."""

from flask import url_for
from flask_babel import gettext as _
from peewee import fn

from linli.languages import listed
from linli.people.models import Person
from linli.plugins import Card
from linli.toolkit.links import Target
from plugins.leaders.claims import cards as claims
from plugins.leaders.journal import cards as journal
from plugins.leaders.meetings import cards as meetings
from plugins.leaders.module import module
from plugins.leaders.tasks import cards as tasks
from plugins.leaders.tenure import cards as tenure
from plugins.leaders.tenure.models import BLOCK_KINDS, Tenure

# Which nouns have something for each place.
LINKS = (claims, journal, meetings)
TODO = (tenure, claims, journal, meetings)
DESK = OPEN_MATTERS = (tenure, tasks, claims, journal, meetings)


def home(scope):
    """One card: who serves this block, or how many serve this village or township."""
    text = _names(scope) if scope.locality.kind in BLOCK_KINDS else _how_many(scope)
    return [Card(url_for("leaders.home"), module.icon, str(module.title),
                 text or _("还没有人，等您来报名"))]


def links(scope):
    """The big buttons on the home of the module: what each noun offers to this reader."""
    return [link for noun in LINKS for link in noun.links(scope)]


def todo(scope):
    """What awaits me in one place or in all."""
    return sorted((each for noun in TODO for each in noun.todo(scope)), key=lambda each: each.at)


def desk(scope):
    """The links of the desk."""
    return [link for noun in DESK for link in noun.desk(scope)]


def referral_targets(scope):
    """A matter of another page becomes a task, for whoever publishes tasks here."""
    return [Target("leaders.new_task", _("布置成任务"))] if scope.can("leaders.publish") else []


def open_matters(locality):
    """What is still open, for whoever switches the module off."""
    return [said for noun in OPEN_MATTERS for said in noun.open_matters(locality)]


def _names(scope):
    names = (Tenure.serving_in(scope.locality).select(Person.name).join_from(Tenure, Person)
             .order_by(Person.name).tuples())
    return listed(dict.fromkeys(name for name, in names))


def _how_many(scope):
    people = Tenure.serving_in(scope.locality).select(fn.COUNT(Tenure.person.distinct())).scalar()
    return _("%(count)d 位在为大家服务", count=people) if people else ""
