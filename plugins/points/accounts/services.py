"""Joining, leaving, and writing a line of a passbook: the only way that a balance changes.

Taking part is voluntary. Who leaves keeps the passbook for `leaving_days`, only to spend; then it
is closed and what is left lapses. Who joins again goes on with the same passbook.
"""

from contextlib import suppress
from datetime import timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, db, guard, transaction
from linli.modules.services import settings_of
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.numbers import next_number
from plugins.points.accounts.models import (
    CLOSED,
    LAPSED,
    LEAVING,
    Account,
    Entry,
)
from plugins.points.accounts.telling import tell
from plugins.points.module import module

LAPSED_TITLE = _l("到期没用完")


class TooFewPoints(LostRace):
    """The balance would fall below zero: nothing was written."""


def join(scope, household, note="", day=None):
    """The household takes part from `day` on (by default today); returns its passbook.

    Entered by one of its members, or by staff on their word: `note` says whose. One household has
    one passbook: a repeat, also at the same moment, gets it as it is, one that was left is open
    again. Raises workflow.NotAllowed where the household is neither one's own nor of one's village,
    LostRace where it left the register.
    """
    _refuse_strangers(scope, household)
    try:
        with transaction():
            account = _reopen(scope, household, note) or _open(scope, household, note, day or today())
            _tell_of(scope, account, _l("您家参加了积分存折"), note)
            return account
    except peewee.IntegrityError:
        return Account.get(Account.household == household)


def open_for(scope, household, note):
    """The passbook of a household that came about, or got points, by a change of the register: a new one, or
    its own, in use again. Call it in the transaction of the change.
    """
    assert db.in_transaction(), "a passbook is opened with the change it follows"
    return _reopen(scope, household, note) or _open(scope, household, note, today())


def leave(scope, account, note=""):
    """The household takes part no longer: from now on it may only spend. Raises LostRace where it
    has left already, workflow.NotAllowed as `join` does.
    """
    _refuse_strangers(scope, account.household)
    with transaction():
        let_go(scope, account, note)
        _tell_of(scope, account, _l("您家退出了积分存折"), note)


def let_go(scope, account, note):
    """Only spending from now on, until `leaving_days` are over, whatever the reason."""
    workflow.apply("leave", account, scope, note,
                   leaving_until=leaving_day(account.locality))


def leaving_day(locality):
    """The last Shanghai day on which a household of this village that leaves today may spend."""
    return today() + timedelta(days=settings_of(module, locality).leaving_days)


def close_overdue(day):
    """The end of every passbook whose days are over on `day`: what is left lapses with a line."""
    due = Account.select().where(Account.state == LEAVING, Account.leaving_until < day)
    for account in list(due):
        with suppress(LostRace), transaction():
            _close(hold(account), day)


def stay_off_lists(scope, account, off):
    """The household's own wish: on no list that others read, or on them again."""
    if account.household_id != scope.person.household_id:
        raise workflow.NotAllowed
    with transaction():
        Account.update(off_lists=off).where(Account.id == account.id).execute()


def hold(account):
    """The passbook as it is now, its guard held until the transaction ends. Raises LostRace where
    it is closed: whatever hangs on one that takes part or still spends begins here.
    """
    guard(Account, account.id)
    account = Account.get_by_id(account.id)
    if account.state == CLOSED:
        raise LostRace
    return account


def write(account, kind, points, record, title, reason="", aspect="", person=None, day=None):
    """Add a line of `points` (below zero takes away) and move the balance with it; returns it.
    It bears `day`, by default today.

    What comes back to a passbook that is closed lapses at once, by a line of its own. Raises
    TooFewPoints where the balance does not reach, LostRace where the passbook is closed.
    """
    assert db.in_transaction(), "a line is written with the fact it tells"
    open_to_it = Account.state != CLOSED if points < 0 else Account.id == account.id
    moved = Account.update(balance=Account.balance + points).where(
        Account.id == account.id, open_to_it, Account.balance + points >= 0).execute()
    account = Account.get_by_id(account.id)
    if not moved:
        raise LostRace if account.state == CLOSED else TooFewPoints
    line = Entry.create(account=account, kind=kind, points=points, balance=account.balance,
                        record=record, title=title, reason=reason, aspect=aspect, on=day or today(),
                        person=person)
    if account.state == CLOSED:
        _lapse(account, record, line.on)
    return line


def write_at_most(account, kind, points, record, **words):
    """As `write`, but takes no more away than there is: nobody owes points. Returns the line, or
    None where there was nothing to take. The account's guard has to be held.
    """
    balance = Account.get_by_id(account.id).balance
    points = max(points, -balance)
    return write(account, kind, points, record, **words) if points else None


def _close(account, day):
    if account.state != LEAVING or account.leaving_until >= day:
        raise LostRace  # somebody came back meanwhile
    _lapse(account, f"points_account:{account.id}:{account.version}", day)
    workflow.apply("close", account, BY_CLOCK)


def _lapse(account, record, day):
    if account.balance:
        Account.update(balance=0).where(Account.id == account.id).execute()
        Entry.create(account=account, kind=LAPSED, points=-account.balance, balance=0, record=record,
                     title=str(LAPSED_TITLE), on=day)


def _open(scope, household, note, day):
    number = next_number("ZH", day.year)
    account = Account.create(household=household, locality=household.locality_id, number=number,
                             joined_on=day, joined_by=scope.person)
    workflow.begin(account, scope, note)
    return account


def _reopen(scope, household, note):
    """The household's passbook, in use again where it was left; None where it has none."""
    account = Account.get_or_none(Account.household == household)
    if account is None:
        return None
    guard(Account, account.id)
    account = Account.get_by_id(account.id)
    if account.household.closed_on:  # merged a moment ago, under this guard
        raise LostRace
    if account.state in (LEAVING, CLOSED):
        workflow.apply("come_back", account, scope, note, leaving_until=None)
    return account


def _tell_of(scope, account, title, note):
    """What staff entered on a household's word, the household reads."""
    if account.household_id != scope.person.household_id:
        tell(account, title, _l("%(name)s登记的：%(note)s", name=scope.person.name, note=note))


def _refuse_strangers(scope, household):
    own = scope.person.household_id == household.id
    if not own and not scope.can("points.manage", household.locality):
        raise workflow.NotAllowed

