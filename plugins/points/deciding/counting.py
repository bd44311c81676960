"""When a deed is decided: the rule of the committee, as arithmetic."""

from collections import Counter
from dataclasses import dataclass

from plugins.points.deciding.models import ABSTAIN, NO, YES


@dataclass(frozen=True)
class Tally:
    """The votes of those who may vote: `eligible` of them there are, whether they voted or not."""

    eligible: int
    yes: int
    no: int
    abstain: int

    @property
    def cast(self):
        """How many have voted; who abstains has."""
        return self.yes + self.no + self.abstain


def tally(votes, voters):
    """The Tally of these votes; one of somebody who may not vote any more does not count."""
    ids = {voter.id for voter in voters}
    said = Counter(vote.choice for vote in votes if vote.member_id in ids)
    return Tally(len(ids), said[YES], said[NO], said[ABSTAIN])


def outcome(found, quorum, majority, overdue):
    """"approve", "refuse", or None while it is open.

    Approved: `quorum` members have voted, and more than `majority` percent of all who may vote
    say yes. Refused: that can no longer happen. Once it is `overdue` and the quorum is there,
    more than `majority` percent of the votes cast decide, abstentions among them. Without a
    quorum nothing is decided; where fewer may vote than the quorum asks, nothing can be.
    """
    if found.eligible < quorum:
        return None
    of = found.cast if overdue else found.eligible
    if found.cast >= quorum and found.yes * 100 > majority * of:
        return "approve"
    best = found.yes + found.eligible - found.cast
    lost = best * 100 <= majority * found.eligible
    return "refuse" if lost or (overdue and found.cast >= quorum) else None
