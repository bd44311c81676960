"""What another plugin's finished tasks earn: an activity becomes a deed, by the rule that counts its kind."""

import logging

from linli.access import BY_CLOCK
from linli.database import db, guard
from linli.modules.services import modules_on
from linli.toolkit.refusals import FieldRefused
from plugins.points.accounts.models import OPEN, Account
from plugins.points.book.models import Rule
from plugins.points.deeds import limits
from plugins.points.deeds.models import ACTIVITY
from plugins.points.deeds.services import collect
from plugins.points.module import module

log = logging.getLogger("linli.points")


def collect_activity(activity):
    """A Deed of the household of this activity (toolkit.activities), or None where it earns nothing
    here. Call it in the transaction that takes the activity.

    None: the module is off in its village, no rule of the book of that day counts its kind, its
    household takes no part (or joined later, or leaves at this moment), it is worth nothing, or
    the cap of the rule is full. The worth is brought into the range of the rule; what passes the cap is cut.
    """
    assert db.in_transaction(), "an activity is taken with what is made of it"
    rule, account = _rule_for(activity), _account_of(activity)
    if rule is None or account is None or activity.worth <= 0:
        return None
    guard(Account, account.id)
    points = min(max(activity.worth, rule.least), rule.most)
    left = limits.room(account, rule, activity.done_on)
    points = points if left is None else min(points, left)
    return _collect(activity, account, rule, points) if points else None


def _collect(activity, account, rule, points):
    """Nothing is written before it is refused: the activity counts as taken, and the rest goes on."""
    try:
        return collect(BY_CLOCK, account, rule, points, activity.done_on, text=activity.title,
                       source=ACTIVITY, activity=activity)
    except FieldRefused as error:  # the household left, or the rule changed, since they were read
        log.warning("activity %s earns no deed: %s", activity.id, error.field)
        return None


def _rule_for(activity):
    if module.name not in modules_on(activity.locality, {module.name}):
        return None
    return Rule.select().where(
        Rule.locality == activity.locality, Rule.activity == activity.kind, Rule.activity != "",
        Rule.on(activity.done_on)).order_by(Rule.number).first()


def _account_of(activity):
    return Account.get_or_none(
        Account.household == activity.household_id, Account.locality == activity.locality,
        Account.state == OPEN, Account.joined_on <= activity.done_on)
