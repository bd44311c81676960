"""Claims that run out, and those of people who are no longer here."""

from linli.toolkit.rounds import each
from plugins.leaders.claims.models import IN_HAND, Claim
from plugins.leaders.claims.services import ends_by, lapse


def tick(now):
    """Let every claim run out that is due at `now` (UTC), or whose doer is gone, each in its own
    transaction: safe to be killed between two, and to run twice at once.
    """
    due = Claim.select(Claim.id).where(Claim.state.in_(IN_HAND), ends_by(now)).tuples()
    each(due, lambda row: lapse(row[0], now))
