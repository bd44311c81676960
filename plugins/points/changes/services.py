"""What becomes of a passbook when a household splits, merges, moves away, or somebody of it dies: the
register tells (linli_household_changed), in its own transaction.

Points are neither made nor lost: what one passbook gives, the other takes, in lines that bear the
record of the change. How points are shared after a split, the household says: until then they all
stay in the old passbook.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.languages import said
from linli.people.models import Person
from linli.register import models as register
from linli.register.events import NextStep
from linli.toolkit import once, workflow
from linli.toolkit.calendar import date_text, today
from plugins.points.accounts.models import CLOSED, MOVED_IN, MOVED_OUT, OPEN, Account
from plugins.points.accounts.services import hold, leaving_day, let_go, open_for, write
from plugins.points.accounts.telling import tell
from plugins.points.changes.models import DEATH, MERGE, MOVED_AWAY, SPLIT, Change
from plugins.points.deeds.models import Deed
from plugins.points.shop.models import Redemption


def household_changed(scope, change):
    """Carry a household's passbook along (`change` is a register.events.HouseholdChange); a household that
    takes no part has none. Returns the pages on which something is still to be said.
    """
    act = {register.SPLIT_OFF: _split, register.MERGED_INTO: _merge, register.MOVED_AWAY: _move_away,
           register.DIED: _die}.get(change.kind)
    account = Account.get_or_none(Account.household == change.household, Account.state != CLOSED)
    return act(scope, account, change) or [] if act and account else []


def share(scope, change, points, seen, nonce):
    """After a split: so many points of the old passbook go to the new one; once, and only where the
    balance is the one that was shown (`seen`).

    Raises workflow.NotAllowed, LostRace, or once.AlreadyDone.
    """
    if not scope.can("points.manage", change.locality) or scope.person.household_id in (
            change.account.household_id, change.other.household_id):
        raise workflow.NotAllowed
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        account, other = _both_as_seen(change.account, change.other, seen)
        if not Change.update(points=points).where(
                Change.id == change.id, Change.kind == SPLIT, Change.points == 0).execute():
            raise LostRace
        change.points = points
        _hand_over(scope, change, account, other, _l("分户"))
        tell(account, _l("分户的积分分好了"), _l("转出 %(points)d 分到 %(number)s 户", points=points,
                                         number=other.household.number))
        once.keep(nonce, str(change.id))


def _split(scope, account, change):
    """The new household takes part from today on, where the old one does. Deeds on their way and goods
    reserved stay with the old one, whose people did and chose them; who was off lists stays so in both.
    """
    account = hold(account)
    if account.state != OPEN:
        return []
    record = _record(scope, SPLIT, account, 0, change.words)
    new = open_for(scope, change.other, _("从 %(number)s 户分出来", number=account.household.number))
    Account.update(off_lists=account.off_lists).where(Account.id == new.id).execute()
    record.other = new
    record.save()
    tell(account, _l("您家分了户"), _l("新户的户号是 %(number)s", number=change.other.number))
    where = f"/{account.locality_id}/points/changes/{record.id}/share"
    return [NextStep(where, str(_l("分积分")))] if account.balance else []


def _merge(scope, account, change):
    """All points go over, and with them deeds on their way, goods reserved, and what a reversal would take
    back; the old passbook is closed. Who took no part does now, with what comes along. Where one of both
    was off lists, the household is.
    """
    other = open_for(scope, change.other, _("%(number)s 户并进来", number=change.household.number))
    for key in sorted((account.id, other.id)):
        hold(Account(id=key))
    account, other = Account.get_by_id(account.id), Account.get_by_id(other.id)
    record = _record(scope, MERGE, account, account.balance, change.words)
    _hand_over(scope, record, account, other, _l("并户"))
    for model in (Deed, Redemption):
        model.update(account=other).where(model.account == account).execute()
    Account.update(off_lists=account.off_lists or other.off_lists).where(Account.id == other.id).execute()
    workflow.apply("merge", account, scope, change.words, leaving_until=None)
    tell(other, _l("两户并成一户"), _l("%(number)s 户并进来，转入 %(points)d 分",
                                 number=account.household.number, points=record.points))


def _move_away(scope, account, change):
    """From now on the household may only spend, until today and `leaving_days` more; then the clock closes
    the passbook and the rest lapses. Deeds on their way are still posted until then, goods reserved
    stay to be fetched.
    """
    account = hold(account)
    _record(scope, MOVED_AWAY, account, account.balance, change.words)
    if account.state == OPEN:
        let_go(scope, account, change.words)
    tell(account, _l("您家迁出了"), _l("存折里的积分 %(day)s 前还可以兑换",
                                  day=said(date_text, leaving_day(account.locality))))


def _die(scope, account, change):
    """The passbook stays with those who are left. Where nobody is, the heirs may spend at the counter
    until today and `leaving_days` more; then the clock closes it and the rest lapses.
    """
    account = hold(account)
    _record(scope, DEATH, account, account.balance, change.words)
    if account.state == OPEN and change.closed:
        let_go(scope, account, change.words)
    tell(account, _l("户里的登记改了"), _l("存折照旧由您家使用，积分没有变"))


def _both_as_seen(account, other, seen):
    """Both passbooks, held in the order of their keys, where the first has the balance that was shown."""
    held = {key: hold(Account(id=key)) for key in sorted((account.id, other.id))}
    if held[account.id].balance != seen:
        raise LostRace
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
