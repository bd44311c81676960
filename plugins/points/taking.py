"""What another plugin's finished tasks earn: an activity (toolkit.activities) becomes a deed, by the rule
that counts its kind, and one that is taken back takes its deed along.

It stands above the nouns: a deed is collected or undone, and who merged meanwhile is looked up. Where
the module is off an activity waits, WAITS at most; then it counts as taken, and earns nothing.
"""

import logging
from datetime import timedelta

from linli.access import BY_CLOCK
from linli.database import db, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.modules.services import modules_on, on_in, places_with
from linli.people.models import Person
from linli.toolkit import activities
from linli.toolkit.activities import Activity, Taken
from linli.toolkit.refusals import FieldRefused
from linli.toolkit.rounds import each
from plugins.points.accounts.models import OPEN, Account
from plugins.points.book.models import Rule
from plugins.points.changes.models import MERGE, Change
from plugins.points.deeds import limits
from plugins.points.deeds.models import ACTIVITY, Deed
from plugins.points.deeds.services import collect
from plugins.points.module import module
from plugins.points.notice import posting

WAITS, MOST = timedelta(days=30), 200

log = logging.getLogger("linli.points")


def tick(_now):
    """Take in what waits, each in one transaction with its mark, so that each counts once. What loses a
    race, as its passbook or its deed went over to another, is taken in the next round.
    """
    each(waiting(), _take)


def waiting():
    """The activities to take now, the oldest first: where the module is on, and what has waited too
    long where it is off, or takes back what was taken already.
    """
    taken = Taken.select(Taken.activity).where(Taken.module == module.name)
    fresh = Activity.id.not_in(taken)
    places = list(Locality.select().where(Locality.code.in_(Activity.select(Activity.locality).where(fresh))))
    if not places:
        return []
    said = places_with(module.name)
    on = [place.code for place in places if on_in(place, said)]
    due = (Activity.locality.in_(on) | (Activity.at < utc_now() - WAITS) | Activity.reverses.in_(taken))
    return list(Activity.select(Activity, Locality, Person).join(Locality).switch(Activity).join(Person)
                .where(fresh, due).order_by(Activity.id).limit(MOST))


def _take(activity):
    with transaction():
        if not activities.take(activity, module.name):
            return
        if activity.reverses_id is None:
            collect_activity(activity)
            return
        deed = Deed.get_or_none(Deed.activity == activity.reverses_id)
        if deed:
            posting.undo(deed)


def collect_activity(activity):
    """A Deed of the household of this activity, or None where it earns nothing here. Call it in the
    transaction that takes the activity.

    None: the module is off in its village, no rule of the book of that day counts its kind, its
    household takes no part (or joined later, or leaves at this moment), it is worth nothing, or
    the cap of the rule is full. A household that merged since is the one it merged into. The worth
    is brought into the range of the rule; what passes the cap is cut.
    """
    assert db.in_transaction(), "an activity is taken with what is made of it"
    rule, account = _rule_for(activity), _hold_account(activity)
    if rule is None or account is None or activity.worth <= 0:
        return None
    points = min(max(activity.worth, rule.least), rule.most)
    left = limits.room(account, rule, activity.done_on)
    points = points if left is None else min(points, left)
    return _collect(activity, account, rule, points) if points else None


def _collect(activity, account, rule, points):
    """Nothing is written before it is refused: the activity counts as taken, and the rest goes on."""
    try:
        return collect(BY_CLOCK, account, rule, points, activity.done_on, text=activity.title,
                       source=ACTIVITY, activity=activity)
    except FieldRefused as error:  # the rule changed since it was read
        log.warning("activity %s earns no deed: %s", activity.id, error.field)
        return None


def _rule_for(activity):
    if module.name not in modules_on(activity.locality, {module.name}):
        return None
    return Rule.select().where(
        Rule.locality == activity.locality, Rule.activity == activity.kind, Rule.activity != "",
        Rule.on(activity.done_on)).order_by(Rule.number).first()


def _hold_account(activity):
    """The passbook that its household has now, held; None where it took no part then, or does not now."""
    account = Account.get_or_none(
        Account.household == activity.household_id, Account.locality == activity.locality,
        Account.joined_on <= activity.done_on)
    while account:
        guard(Account, account.id)
        merged = Change.get_or_none(Change.kind == MERGE, Change.account == account.id)
        if merged is None:
            break
        account = merged.other
    return Account.get_or_none(Account.id == account.id, Account.state == OPEN) if account else None
