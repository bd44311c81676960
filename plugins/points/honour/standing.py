"""Which households gained most in a quarter."""

from dataclasses import dataclass

from peewee import fn

from linli.modules.services import settings_of
from linli.toolkit.calendar import today
from linli.toolkit.figures.periods import ADDRESS, QUARTER, Period, asked_for
from plugins.points.accounts.models import CLOSED, DEED, REVERSED, Account, Entry
from plugins.points.module import module


@dataclass(frozen=True)
class Standing:
    """A household's passbook (its id) and what it gained."""

    account: int
    points: int


def first_households(locality, quarter):
    """The first `honour_count` households of a village by what deeds brought them in a quarter:
    plus and minus and reversals, by the day of their line. Only gains count; whoever shares the
    last place shares the banner. None that stays off lists, and no passbook that is closed. What
    each gained is for staff alone: beside its public plus points it would tell of its minuses.
    """
    gained = fn.SUM(Entry.points)
    rows = list(Entry.select(Entry.account, gained).join(Account).where(
        Account.locality == locality, ~Account.off_lists, Account.state != CLOSED,
        Entry.kind.in_((DEED, REVERSED)), Entry.on.between(quarter.first, quarter.last))
        .group_by(Entry.account).having(gained > 0).order_by(gained.desc(), Entry.account).tuples())
    count = settings_of(module, locality).honour_count
    last = rows[count - 1][1] if len(rows) > count else 0
    return [Standing(account, int(points)) for account, points in rows if points >= last]


def last_quarter(day=None):
    """The quarter that ended last before `day`, by default today."""
    return Period.around(day or today(), QUARTER).shifted(-1)


def past_quarter(text):
    """The quarter that an address names (2026-Q3), or None where it is none or not yet over."""
    quarter = asked_for(text, today()) if ADDRESS.fullmatch(text) else None
    over = quarter and quarter.months == QUARTER and str(quarter) == text and quarter.last < today()
    return quarter if over else None
