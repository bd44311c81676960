"""The journal as lists: a leader's households, what a household reads, what waits."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from peewee import JOIN, fn

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Household, Person
from linli.toolkit.calendar import today
from plugins.leaders.journal.models import OPEN, Appeal, Round, Visit

UNANSWERED = timedelta(days=7)  # after so long an appeal of a leader concerns the village's staff too


@dataclass(frozen=True)
class Home:
    """A household as its leader's list shows it. `last` is the day of the last visit, None where there
    was none; `this_week` whether that was in this week; `open` counts appeals told to the reader.
    """

    household: Household
    last: date | None
    this_week: bool
    open: int


def monday(day):
    """The Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


def homes_of(scope, text=""):
    """Query: the households that this scope visits in its place, without its own; `text` narrows by
    number or address.
    """
    mine = scope.holds("leaders.visit", Household.locality) | scope.holds("leaders.visit", Household.block)
    here = scope.here(Household.locality) | scope.here(Household.block)
    own = scope.person.household_id
    query = (Household.select(Household, Locality)
             .join(Locality, JOIN.LEFT_OUTER, on=Household.block == Locality.code, attr="block")
             .where(mine, here, Household.registered(), *([Household.id != own] if own else [])))
    for word in text.split():
        query = query.where(Household.number.contains(word) | Household.address.contains(word))
    return query


def longest_ago(scope, query, number, size):
    """One page of these households as Homes, those not visited for longest first."""
    last = fn.MAX(Visit.day)
    seen = Visit.select(Visit.household, last.alias("last")).group_by(Visit.household)
    waiting = (Appeal.select(Appeal.household, fn.COUNT(Appeal.id).alias("many"))
               .where(Appeal.handled_by(scope), Appeal.state == OPEN, Appeal.forgotten_at.is_null())
               .group_by(Appeal.household))
    rows = (query.join_from(Household, seen, JOIN.LEFT_OUTER, on=seen.c.household_id == Household.id)
            .join_from(Household, waiting, JOIN.LEFT_OUTER, on=waiting.c.household_id == Household.id)
            .select_extend(seen.c.last.alias("last"), waiting.c.many.alias("many"))
            .order_by(seen.c.last.asc(nulls="FIRST"), Household.number).paginate(number, size).objects())
    return [_home(row) for row in rows]


def _home(row):
    last = date.fromisoformat(row.last) if isinstance(row.last, str) else row.last
    return Home(row, last, last is not None and last >= monday(today()), row.many or 0)


def this_week(scope):
    """(due, made) of the rounds of this person in the place of the scope and below; (None, made)
    where none is due.
    """
    week = monday(today())
    due = Round.select(fn.SUM(Round.due)).where(
        Round.person == scope.person.id, Round.first_day == week, scope.here(Round.block)).scalar()
    made = Visit.select(fn.COUNT(Visit.household.distinct())).where(
        Visit.person == scope.person.id, Visit.week == week, scope.here(Visit.block)).scalar()
    return due, made


def with_people(scope, query):
    """The same appeals, each with its place, household, visit and people, in one query; `shown` is how
    its state reads, `own` and `handled` whether this scope asked for it and may answer it.
    """
    leader, asker = Person.alias(), Person.alias()
    return (query.select(Appeal, Locality, Household, Visit, leader, asker,
                         Appeal.shown_state().alias("shown"), Appeal.own_of(scope.person).alias("own"),
                         Appeal.handled_by(scope).alias("handled"))
            .join(Locality).switch(Appeal).join(Household, JOIN.LEFT_OUTER)
            .switch(Appeal).join(Visit, JOIN.LEFT_OUTER)
            .join_from(Appeal, leader, JOIN.LEFT_OUTER, on=Appeal.leader == leader.id, attr="leader")
            .join_from(Appeal, asker, JOIN.LEFT_OUTER, on=Appeal.asked_by == asker.id, attr="asked_by"))


def visits_to(scope):
    """Query: the visits to the household of this person, the latest first."""
    return (Visit.visible_to(scope).select(Visit, Person).join(Person)
            .where(Visit.household == scope.person.household_id).order_by(Visit.day.desc(), Visit.id.desc()))


def of_visits(scope, visits):
    """{id of a visit: its appeals} of these visits, as far as this scope sees them; one query."""
    found = {}
    for row in with_people(scope, Appeal.visible_to(scope)).where(
            Appeal.visit.in_([visit.id for visit in visits])).order_by(Appeal.id):
        found.setdefault(row.visit_id, []).append(row)
    return found


def written_by(scope):
    """The appeals that this person wrote, the latest first."""
    return with_people(scope, Appeal.visible_to(scope)).where(
        Appeal.asked_by == scope.person.id).order_by(Appeal.id.desc())


def awaiting(scope):
    """Open appeals that await this person, here or everywhere: their own for an answer, those told
    to them, and as staff those that nobody who is still here was told, or that lie for a week; the
    oldest first.
    """
    me, old = scope.person, utc_now() - UNANSWERED
    left = scope.holds("leaders.manage", Appeal.locality) & (
        Appeal.leader.is_null() | (Appeal.at < old) | Appeal.leader.in_(Person.gone()))
    told = (Appeal.leader == me.id) & scope.holds("leaders.visit", Appeal.locality)
    return (with_people(scope, Appeal.visible_to(scope))
            .where(Appeal.own_of(me) | told | left, scope.here(Appeal.locality),
                   Appeal.state == OPEN, Appeal.forgotten_at.is_null())
            .order_by(Appeal.at, Appeal.id))


def rounds_left(scope):
    """This week's rounds of this person in which a visit is still due, with `was`, how many were made."""
    return (Round.select(Round, Locality, Round.made().alias("was")).join(Locality, on=Round.block,
                                                                          attr="block")
            .where(Round.person == scope.person.id, Round.first_day == monday(today()),
                   Round.due > Round.made(),
                   scope.holds("leaders.visit", Round.block), scope.here(Round.block)).order_by(Round.id))


def open_in(locality):
    """The appeals that are open in a place and below it."""
    return Appeal.select().join(Locality).where(
        Locality.within(locality.path), Appeal.state == OPEN, ~Appeal.passed_on(),
        Appeal.forgotten_at.is_null())


def open_matters(locality):
    """For whoever switches the module off: how many appeals nobody has answered."""
    count = open_in(locality).count()
    return [_l("还有 %(count)d 件居民诉求没有答复。关闭以后网上看不到、也答复不了，到期照样清除内容",
               count=count)] if count else []


def appeals_of(scope, household):
    """The appeals of a household that this scope may read, the latest first; a handful."""
    return with_people(scope, Appeal.visible_to(scope)).where(
        Appeal.household == household).order_by(Appeal.id.desc()).limit(10)

