"""Deeds that wait for the committee, and what was said about them."""

from dataclasses import dataclass

from peewee import Case, fn

from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.points.accounts.models import Account
from plugins.points.deciding.models import Vote
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import COLLECTED, Deed


@dataclass(frozen=True)
class Said:
    """What is known of the votes on one deed: how many have voted, and `mine`, "" while I have not."""

    count: int = 0
    mine: str = ""


def waiting(scope):
    """Two queries: the deeds that wait for the committee in the place of the request, the late
    first: those this member may vote on, what waits for their word before what has it, and those
    others have to.
    """
    voted = Deed.id.in_(Vote.select(Vote.deed).where(Vote.member == scope.person.id))
    rows = (whole(Deed.visible_to(scope))
            .where(Deed.state == COLLECTED, Deed.locality == scope.locality,
                   scope.holds("points.decide", Deed.locality))
            .order_by(Deed.due_on, Deed.id))
    own = rows.where(_votes_on(scope.person)).order_by(voted, Deed.due_on, Deed.id)
    return own, rows.where(~_votes_on(scope.person))


def said(person, deeds):
    """{id of a deed: Said}, in one query."""
    found = {deed.id: Said() for deed in deeds}
    for vote in Vote.select().where(Vote.deed.in_(list(found))):
        before = found[vote.deed_id]
        mine = vote.choice if vote.member_id == person.id else before.mine
        found[vote.deed_id] = Said(before.count + 1, mine)
    return found


def to_decide(scope):
    """The deeds of the places of this request that wait for the word of this member."""
    mine = Vote.select(Vote.deed).where(Vote.member == scope.person.id)
    return Deed.visible_to(scope).where(
        Deed.state == COLLECTED, scope.holds("points.decide", Deed.locality),
        scope.here(Deed.locality), Deed.id.not_in(mine), _votes_on(scope.person))


def _votes_on(person):
    """Condition: as `committee.may_vote` says."""
    own = Account.select(Account.id).where(Account.household == person.household_id)
    return Deed.account.not_in(own) & (Deed.collected_by.is_null() | (Deed.collected_by != person.id))


def undecided(scope):
    """What waits for the committee in the village of this request, grouped by whose word is asked:
    rows with the household (`account`), who collected it, the first `due_on`, how many they are
    (`count`) and how many of them past their last day (`late`).
    """
    late = Case(None, ((Deed.due_on < today(), 1),), 0)
    return (Deed.visible_to(scope)
            .select(Deed.account, Deed.collected_by, Account.id, Account.household,
                    fn.MIN(Deed.due_on).alias("due_on"), fn.COUNT(Deed.id).alias("count"),
                    fn.SUM(late).alias("late"))
            .join(Account).where(Deed.state == COLLECTED, Deed.locality == scope.locality)
            .group_by(Deed.account, Deed.collected_by, Account.id, Account.household))


def votes_on(scope, deed):
    """The votes on a deed with their members, for whoever may see them: nobody of the household,
    and while it is open only one's own.
    """
    if scope.person.household_id == deed.account.household_id:
        return []
    votes = (Vote.visible_to(scope).select(Vote, Person).join(Person, on=Vote.member)
             .where(Vote.deed == deed.id).order_by(Vote.at, Vote.id))
    if deed.state == COLLECTED:
        votes = votes.where(Vote.member == scope.person.id)
    return list(votes)
