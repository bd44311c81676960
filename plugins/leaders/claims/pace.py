"""How long a task takes from the tap to handing it in: the middle of all, by village and by topic.

Half took less and half took more: one who forgot to hand in does not move it, as they would move
a mean. Counted by the database over ranks; what is read is one row a group.
"""

from dataclasses import dataclass
from datetime import time

import peewee

from linli.localities.models import Locality
from linli.toolkit.calendar import to_utc
from linli.toolkit.expressions import SecondsBetween
from plugins.leaders.claims.models import ACCEPTED, Claim
from plugins.leaders.tasks.models import Task

HOUR = 3600
SECONDS = SecondsBetween(Claim.claimed_at, Claim.submitted_at)


@dataclass(frozen=True)
class Pace:
    """The median of one group: its key, how many tasks it is of, and hours."""

    key: str
    count: int
    hours: float


def paces(claims, period, key=None):
    """The paces of a query of claims that were accepted, by the day of handing in, in groups of
    `key` (an expression over Claim, Task and Locality), or one of all; the largest group first.
    """
    group = peewee.Value("") if key is None else key
    same = {} if key is None else {"partition_by": [key]}
    ranked = (claims.select(
        group.alias("key"), SECONDS.alias("seconds"),
        peewee.fn.ROW_NUMBER().over(**same, order_by=[SECONDS, Claim.id]).alias("rank"),
        peewee.fn.COUNT(Claim.id).over(**same).alias("count"))
        .join(Task).switch(Claim).join(Locality).where(
            Claim.state == ACCEPTED, Claim.submitted_at >= to_utc(period.first, time.min),
            Claim.submitted_at < to_utc(period.shifted(1).first, time.min)))
    middle = (ranked.c.rank * 2).in_((ranked.c.count, ranked.c.count + 1, ranked.c.count + 2))
    rows = (ranked.select_from(ranked.c.key, ranked.c.count, peewee.fn.AVG(ranked.c.seconds))
            .where(middle).group_by(ranked.c.key, ranked.c.count).tuples())
    found = [Pace(key, count, round(float(seconds) / HOUR, 1)) for key, count, seconds in rows]
    return sorted(found, key=lambda pace: (-pace.count, pace.key))
