"""What the pages of applications read. Each narrows a query that it is given."""

import operator
from functools import reduce

import peewee

from linli.localities.models import Locality
from linli.people.models import Person
from plugins.cctv.applications.models import (
    APPLIED,
    OPEN,
    QUOTED,
    SURVEYED,
    Application,
    Approval,
    Question,
    Quote,
    Survey,
)
from plugins.cctv.programmes.models import Package, Programme

Asker = Person.alias()
SURVEY, QUOTE, APPROVE = "survey", "quote", "approve"


def whole(query):
    """The same applications with all that a page tells of them, in one query."""
    return (query.select(Application, Programme, Package, Locality, Person)
            .join(Programme).switch(Application).join(Package).switch(Application).join(Locality)
            .switch(Application).join(Person, on=(Application.person == Person.id)))


def own(scope):
    """The reader's own applications, in the place of the request or anywhere, the newest first."""
    return whole(Application.visible_to(scope)).where(
        Application.person == (scope.person.id if scope.person else None),
        scope.here(Application.locality)).order_by(Application.id.desc())


def asked():
    """Condition: more was asked about it, and is not answered."""
    return Application.id.in_(Question.select(Question.application).where(Question.answered_at.is_null()))


def own_asked(scope):
    """The open questions to this reader, each with its application and place, oldest first."""
    return (Question.visible_to(scope).select(Question, Application, Locality)
            .join(Application).join(Locality).where(
                Application.person == (scope.person.id if scope.person else None),
                Application.state.in_(OPEN), Question.answered_at.is_null(),
                scope.here(Application.locality)).order_by(Question.id))


def waiting(scope, *steps):
    """Query: the applications here and below on which this reader takes one of these next steps (SURVEY,
    QUOTE, APPROVE); nobody's own, none that waits for an answer.
    """
    conditions = {SURVEY: lambda: _for_post(scope, "cctv.survey", APPLIED),
                  QUOTE: lambda: _for_post(scope, "cctv.record", SURVEYED),
                  APPROVE: lambda: _in_turn(scope)}
    return (Application.visible_to(scope).join(Person, on=(Application.person == Person.id)).where(
        reduce(operator.or_, [conditions[step]() for step in steps]), ~asked(),
        scope.here(Application.locality), _not_near(scope.person)))


def waiting_whole(scope, *steps):
    """The same with all that a list shows, the oldest first."""
    ids = waiting(scope, *steps).select(Application.id)
    return whole(Application.select()).where(Application.id.in_(ids)).order_by(Application.id)


def _for_post(scope, permission, state):
    return (Application.state == state) & scope.holds(permission, Application.locality)


def _in_turn(scope):
    """It is the turn of a role that this reader holds there, and they have not spoken about this
    quote yet.
    """
    roles = {held.role for held in scope.holding("cctv.approve")}
    turns = [(Application.turn == role) & Application.locality.in_(_places(scope, role))
             for role in sorted(roles)]
    said = Approval.select(Approval.application).where(
        Approval.person == scope.person.id, Approval.quote.in_(last_quotes()))
    return ((Application.state == QUOTED) & reduce(operator.or_, turns or [Application.id.is_null()])
            & Application.id.not_in(said))


def _places(scope, role):
    paths = [Locality.within(held.path) for held in scope.held if held.role == role]
    return Locality.select(Locality.code).where(reduce(operator.or_, paths))


def _not_near(person):
    """Condition: not their own nor their household's."""
    other = Application.person != person.id
    if person.household_id is None:
        return other
    return other & (Person.household.is_null() | (Person.household != person.household_id))


def last_quotes():
    """Query: the id of the last quote of each application."""
    return Quote.select(peewee.fn.MAX(Quote.id)).group_by(Quote.application)


def last_quote(application):
    """The quote that counts, or None."""
    return (Quote.select(Quote, Person).join(Person).where(Quote.application == application.id)
            .order_by(Quote.id.desc()).first())


def last_survey(application):
    """What was found last at the site, or None."""
    return (Survey.select(Survey, Person).join(Person).where(Survey.application == application.id)
            .order_by(Survey.id.desc()).first())


def approvals_of(quote):
    """What was said about one quote, in turn."""
    return list(Approval.select(Approval, Person).join(Person).where(Approval.quote == quote.id)
                .order_by(Approval.step)) if quote else []


def questions_of(application):
    """What was asked about it, oldest first."""
    return list(Question.select(Question, Asker).join(Asker, on=(Question.asked_by == Asker.id))
                .where(Question.application == application.id).order_by(Question.id))


def open_in(locality):
    """Query: what is not settled, refused or withdrawn in a place and below it."""
    return Application.select().join(Locality).where(
        Locality.within(locality.path), Application.state.in_(OPEN))
