"""Claims that run out, and those of people who are no longer here."""

from contextlib import suppress

from linli.database import LostRace
from plugins.leaders.claims.models import IN_HAND, Claim
from plugins.leaders.claims.services import ends_by, lapse


def tick(now):
    """Let every claim run out that is due at `now` (UTC), or whose doer is gone, each in its own
    transaction: safe to be killed between two, and to run twice at once.
    """
    due = Claim.select(Claim.id).where(Claim.state.in_(IN_HAND), ends_by(now)).tuples()
    for claim_id, in list(due):
        with suppress(LostRace):
            lapse(claim_id, now)
