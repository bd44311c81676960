"""What becomes of a passbook when a household splits, merges, moves away, or somebody of it dies.

Points are neither made nor lost by a split or a merge: what one passbook gives, the other takes, in
lines that bear the record of the change. Nobody enters a change of their own household, and nothing
is written where the balance is not the one that was shown before (`seen`).
"""

from contextlib import contextmanager

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.languages import said
from linli.people import households, leaving
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import date_text, today
from plugins.points.accounts.models import MOVED_IN, MOVED_OUT, OPEN, Account
from plugins.points.accounts.services import hold, join, leaving_day, let_go, write
from plugins.points.accounts.telling import tell
from plugins.points.changes.models import DEATH, MERGE, MOVED_AWAY, SPLIT, Change
from plugins.points.deeds.models import Deed
from plugins.points.shop.models import Redemption


def split(scope, account, number, address, people, points, seen, reason, nonce, block=None):
    """分户: `people` (ids) go to a new household with this number and address, which takes part from
    today on with `points` of the old passbook. Deeds on their way and goods reserved stay with the
    old one, whose people did and chose them; who was off lists stays so in both. The new household
    lives in `block` (a code; "": in none), by default in that of the old one. Returns the Change.

    Raises households.NumberTaken, LostRace, workflow.NotAllowed, once.AlreadyDone.
    """
    with _changing(scope, nonce, account):
        lives_in = account.household.block_id if block is None else block or None
        household = households.found(account.locality_id, number, address, lives_in)
        households.move(people, account.household_id, household)
        account = _as_seen(account, seen)
        change = _record(scope, SPLIT, account, points, reason)
        note = _("从 %(number)s 户分出来，分到 %(points)d 分", number=account.household.number, points=points)
        new = join(scope, household, note)
        Account.update(off_lists=account.off_lists).where(Account.id == new.id).execute()
        _hand_over(scope, change, account, new, _l("分户"))
        tell(account, _l("您家分了户"),
             _l("转出 %(points)d 分到 %(number)s 户", points=points, number=number))
        once.keep(nonce, str(change.id))
    return change


def merge(scope, account, other, seen, reason, nonce):
    """并户: everybody and all points of `account` go over to the passbook `other`, and with them
    deeds on their way, goods reserved, and what a reversal would take back. The old passbook is
    closed, and the household leaves the register. Where one of both was off lists, the household is.
    Returns the Change.

    `seen` are the balances of both. Raises as `split` does.
    """
    with _changing(scope, nonce, account, other):
        people = Person.select(Person.id).where(Person.household == account.household_id).tuples()
        households.move([key for key, in people], account.household_id, other.household_id)
        account, other = _both_as_seen(account, other, seen)
        change = _record(scope, MERGE, account, account.balance, reason)
        _hand_over(scope, change, account, other, _l("并户"))
        for model in (Deed, Redemption):
            model.update(account=other).where(model.account == account).execute()
        Account.update(off_lists=account.off_lists or other.off_lists).where(
            Account.id == other.id).execute()
        workflow.apply("merge", account, scope, reason, leaving_until=None)
        households.close(account.household_id)
        tell(other, _l("两户并成一户"), _l("%(number)s 户并进来，转入 %(points)d 分",
                                      number=account.household.number, points=change.points))
        once.keep(nonce, str(change.id))
    return change


def move_away(scope, account, seen, reason, nonce):
    """迁出: from now on the household may only spend, until today and `leaving_days` more; then the
    clock closes the passbook and the rest lapses. Deeds on their way are still posted until then,
    goods reserved stay to be fetched. Returns the Change. Raises as `split` does.
    """
    with _changing(scope, nonce, account):
        account = _as_seen(account, seen)
        change = _record(scope, MOVED_AWAY, account, account.balance, reason)
        let_go(scope, account, reason)
        tell(account, _l("您家迁出了"), _l("存折里的积分 %(day)s 前还可以兑换",
                                      day=said(date_text, leaving_day(account.locality))))
        once.keep(nonce, str(change.id))
    return change


def die(scope, account, person, seen, reason, nonce):
    """过世: `person` (an id) is no longer here (people.leaving). The passbook stays with those who
    are left. Where nobody is, the heirs may spend at the counter until today and `leaving_days`
    more; then the clock closes it and the rest lapses. Returns the Change. Raises as `split` does.
    """
    with _changing(scope, nonce, account):
        leaving.die(scope, person, account.household_id)
        account = _as_seen(account, seen, leaving=True)
        change = _record(scope, DEATH, account, account.balance, reason)
        if account.state == OPEN and not account.household.people.exists():
            let_go(scope, account, reason)
        tell(account, _l("户里的登记改了"), _l("存折照旧由您家使用，积分没有变"))
        once.keep(nonce, str(change.id))
    return change


@contextmanager
def _changing(scope, nonce, *accounts):
    """The transaction of one change, for whoever keeps the points of the village."""
    for account in accounts:
        own = account.household_id == scope.person.household_id
        if own or not scope.can("points.manage", account.locality):
            raise workflow.NotAllowed
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        yield


def _as_seen(account, seen, *, leaving=False):
    """The passbook, held, where it is still in use and has the balance that was shown."""
    account = hold(account)
    if account.balance != seen or (account.state != OPEN and not leaving):
        raise LostRace
    return account


def _both_as_seen(account, other, seen):
    """Both of a merge, held in the order of their keys. One that is being left may be merged."""
    wanted = {account.id: (seen[0], True), other.id: (seen[1], False)}
    held = {key: _as_seen(Account(id=key), wanted[key][0], leaving=wanted[key][1])
            for key in sorted(wanted)}
    return held[account.id], held[other.id]


def _record(scope, kind, account, points, reason):
    return Change.create(locality=account.locality_id, kind=kind, account=account, points=points,
                         day=today(), reason=reason, made_by=scope.person)


def _hand_over(scope, change, giver, taker, title):
    """The points of the change, out of one passbook and into the other."""
    change.other = taker
    change.save()
    if change.points:
        for account, kind, points in ((giver, MOVED_OUT, -change.points), (taker, MOVED_IN, change.points)):
            write(account, kind, points, f"points_change:{change.id}", str(title), change.reason,
                  person=scope.person)
