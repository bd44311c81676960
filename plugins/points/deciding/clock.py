"""Deeds whose time to be decided is over, or that became certain without another vote."""

from functools import partial
from itertools import groupby
from operator import attrgetter

from linli.database import guard, transaction
from linli.modules.services import settings_of
from linli.toolkit.calendar import local
from linli.toolkit.rounds import each
from plugins.points.deciding import services
from plugins.points.deciding.committee import members_of, voters
from plugins.points.deciding.counting import outcome, tally
from plugins.points.deciding.models import Vote
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import COLLECTED, Deed
from plugins.points.module import module


def tick(now):
    """Decide what can be decided: a day is over, a member is gone, or the village asks for fewer.
    Without a single vote nothing is, however late: only what has one is looked at.
    """
    day = local(now).date()
    deeds = list(whole(Deed.select()).where(
        Deed.state == COLLECTED, Deed.id.in_(Vote.select(Vote.deed))).order_by(Deed.locality, Deed.id))
    votes = _votes_on(deeds)
    for place, here in groupby(deeds, attrgetter("locality")):
        members, rules = members_of(place, day), settings_of(module, place)
        each(list(here), partial(_look_at, votes=votes, members=members, rules=rules, day=day))


def _look_at(deed, votes, members, rules, day):
    found = tally(votes[deed.id], voters(members, deed))
    if outcome(found, rules.quorum, rules.majority, services.is_overdue(deed, day)):
        _decide(deed, members, rules, day)


def _votes_on(deeds):
    """{id of a deed: its votes}, in one query."""
    found = {deed.id: [] for deed in deeds}
    for vote in Vote.select().where(Vote.deed.in_(list(found))) if deeds else ():
        found[vote.deed_id].append(vote)
    return found


def _decide(deed, members, rules, day):
    with transaction():
        guard(Deed, deed.id)
        deed = whole(Deed.select()).where(Deed.id == deed.id, Deed.state == COLLECTED).first()
        if deed:
            services.decide(deed, members, rules, day)
