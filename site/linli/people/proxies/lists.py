"""Queries about consents."""

from datetime import timedelta

from peewee import JOIN, Case

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.people.proxies.models import DOOR, Proxy
from linli.toolkit.calendar import today
from linli.toolkit.workflow import History

LATELY = 20
LATER = timedelta(days=31)


def with_people(query):
    """The same consents, each with its two people (Person, the principal's village) and who recorded and who
    ended it, and whether it `is_open`: holds today. `Person` in a condition is the principal.
    """
    agent, recorder, ender = Person.alias(), Person.alias(), Person.alias()
    return (query.select(Proxy, Person, Locality, agent, recorder, ender,
                         Case(None, [(Proxy.holds(), 1)], 0).alias("is_open"))
            .join(Person, on=(Proxy.principal == Person.id), attr="principal")
            .join(Locality, JOIN.LEFT_OUTER, on=(Person.locality == Locality.code), attr="locality")
            .switch(Proxy).join(agent, on=(Proxy.agent == agent.id), attr="agent")
            .switch(Proxy).join(recorder, on=(Proxy.recorded_by == recorder.id), attr="recorded_by")
            .switch(Proxy).join(ender, JOIN.LEFT_OUTER, on=(Proxy.ended_by == ender.id), attr="ended_by"))


def in_force(proxy_id, agent):
    """The consent by which this person may act today, with its principal, or None."""
    return (Proxy.select(Proxy, Person, Locality).join(Person, on=(Proxy.principal == Person.id),
                                                       attr="principal")
            .join(Locality, JOIN.LEFT_OUTER, on=(Person.locality == Locality.code), attr="locality")
            .where(Proxy.id == proxy_id, Proxy.agent == agent, Proxy.holds()).first())


def entrusting(person):
    """Those who entrust somebody with their matters today: [Proxy], each with its principal."""
    return list(Proxy.select(Proxy, Person).join(Person, on=(Proxy.principal == Person.id), attr="principal")
                .where(Proxy.agent == person, Proxy.holds()).order_by(Person.name))


def newest(query):
    """A query with its people, what stands before what has ended, the newest first."""
    return with_people(query).order_by(Proxy.ended_at.is_null().desc(), Proxy.id.desc())


def agents_of(person, module):
    """Whoever hears what happens to this person's matters in a module, because the person cannot sign in to
    read it: [Proxy, with its agent]. What was begun at the door is heard of for a month.
    """
    lately = (Proxy.way == DOOR) & (Proxy.agreed_on >= today() - LATER)
    rows = (Proxy.select(Proxy, Person).join(Person, on=(Proxy.agent == Person.id), attr="agent")
            .where(Proxy.principal == person, Proxy.standing() | lately, Person.disabled_at.is_null()))
    return [row for row in rows if module in row.matter_keys]


def steps_under(proxy):
    """What was done by a consent, the newest first: lines of records' histories."""
    return list(History.select().where(History.proxy == proxy).order_by(History.id.desc()).limit(LATELY))


def lift(principal, agent):
    """Conditional update: what was said at the door today is over, since it is said anew."""
    return Proxy.update(ended_at=utc_now()).where(
        Proxy.principal == principal, Proxy.agent == agent, Proxy.way == DOOR, Proxy.ended_at.is_null())


def expire(principal):
    """Conditional update: this person's consents whose last day is over, or that were given in another
    village, have ended, by nobody.
    """
    over = ~Proxy.standing() | (Proxy.locality != principal.locality_id)
    return Proxy.update(ended_at=utc_now()).where(
        Proxy.principal == principal, Proxy.ended_at.is_null(), over)
