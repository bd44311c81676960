"""Deeds as lists: those of my household, those I collected, those that wait for somebody."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from peewee import JOIN

from linli.database import utc_now
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Household, Person
from linli.toolkit.calendar import today
from plugins.points.accounts.models import Account
from plugins.points.book.lists import rules_between
from plugins.points.book.models import Rule
from plugins.points.deeds import letters, limits
from plugins.points.deeds.models import COLLECTED, HEARING, REFUSED, Deed
from plugins.points.module import module

KEPT = timedelta(days=30)  # how long 我的 keeps what came to nothing


def choosable(locality):
    """The versions of rules that people collect by: in force on any of the days that a deed may be of,
    by number, the latest first. Those that count tasks count by themselves.
    """
    first = limits.oldest_day(settings_of(module, locality))
    return [rule for rule in rules_between(locality, first, today()) if not rule.activity]


def whole(query):
    """The same deeds, each with its village, household, rule and who collected it; one query."""
    return (query.select(Deed, Locality, Account, Household, Rule, Person).join(Locality).switch(Deed)
            .join(Account).join(Household).switch(Deed).join(Rule).switch(Deed)
            .join(Person, JOIN.LEFT_OUTER, on=Deed.collected_by))


def of_household(scope):
    """The deeds of my own household, the latest first."""
    own = Account.select(Account.id).where(Account.household == scope.person.household_id)
    return _latest(Deed.visible_to(scope).where(Deed.account.in_(own)))


def collected_by_me(scope):
    """What I collected for others in the place of the request, the latest first."""
    return _latest(Deed.visible_to(scope).where(
        Deed.collected_by == scope.person.id, scope.here(Deed.locality)))


def to_be_heard(scope):
    """Minuses about which my household may still say its words, the most pressing first."""
    return of_household(scope).where(Deed.state == HEARING, scope.here(Deed.locality)).order_by(
        Deed.due_on, Deed.id)


def to_hand_over(scope):
    """Minuses here about which a letter is to be handed over, by somebody who keeps the village's points
    and of no household of theirs; the most pressing first.
    """
    own = Account.select(Account.id).where(Account.household == scope.person.household_id)
    return whole(Deed.visible_to(scope)).where(
        letters.unread(), scope.holds("points.manage", Deed.locality), scope.here(Deed.locality),
        Deed.account.not_in(own)).order_by(Deed.due_on, Deed.id)


def refused_lately(scope):
    """What I collected and the committee refused within a month of collecting."""
    return collected_by_me(scope).where(Deed.state == REFUSED, Deed.collected_at > utc_now() - KEPT)


def open_matters(locality):
    """For whoever switches the module off: how many deeds are not decided yet; one query."""
    count = Deed.select().join(Locality).where(
        Locality.within(locality.path), Deed.state.in_((HEARING, COLLECTED))).count()
    return [_l("还有 %(count)d 件积分事项没评议完。关闭以后期限照样走，但网上看不到、也办不了",
               count=count)] if count else []


def _latest(query):
    return whole(query).order_by(Deed.collected_at.desc(), Deed.id.desc())
