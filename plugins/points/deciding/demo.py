"""The demo of deciding: the committee of 宅群村, and what its members have said so far."""

from datetime import date, datetime, time

from linli.people.services import give_post
from linli.toolkit.calendar import SHANGHAI
from plugins.points.deciding.committee import ROLE, may_vote
from plugins.points.deciding.models import YES, Vote
from plugins.points.deeds.models import COLLECTED, Deed

SINCE = date(2026, 1, 1)
MEMBERS = ("胡月娥", "许志华", "林婉仪")
BEGUN = 2  # deeds on which there is a vote


def fill(town):
    """Three members, as many as the quorum asks; the first of them has begun to vote."""
    for name in MEMBERS:
        give_post(town.cast[name], ROLE, town.villages["宅群村"], SINCE)
    first, at = town.cast[MEMBERS[0]], datetime.combine(town.today, time(8), SHANGHAI)
    for deed in Deed.select().where(Deed.state == COLLECTED).order_by(Deed.id).limit(BEGUN):
        if may_vote(first, deed):
            Vote.create(deed=deed, member=first, choice=YES, at=at)
