"""What the pages of applications read. Each narrows a query that it is given."""

import operator
from functools import reduce

import peewee

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.cctv.applications.models import (
    APPLIED,
    APPROVED,
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
    return (Application.visible_to(scope).where(
        reduce(operator.or_, [conditions[step]() for step in steps]), ~asked(),
        scope.here(Application.locality), Application.person.not_in(Person.near(scope.person))))


def waiting_whole(scope, *steps):
    """The same with all that a list shows, the oldest first."""
    ids = waiting(scope, *steps).select(Application.id)
    return whole(Application.select()).where(Application.id.in_(ids)).order_by(Application.id)


def _for_post(scope, permission, state):
    return (Application.state == state) & scope.holds(permission, Application.locality)


def _in_turn(scope):
    """It is the turn of a role that this reader holds there, they have not spoken about this quote yet,
    and it did not go through their hands: nobody approves what they surveyed, quoted or entered.
    """
    roles = {held.role for held in scope.holding("cctv.approve")}
    turns = [(Application.turn == role) & Application.locality.in_(_places(scope, role))
             for role in sorted(roles)]
    said = Approval.select(Approval.application).where(
        Approval.person == scope.person.id, Approval.quote.in_(last_quotes()))
    return ((Application.state == QUOTED) & reduce(operator.or_, turns or [Application.id.is_null()])
            & Application.id.not_in(said) & ~_through_hands(scope.person))


def _through_hands(person):
    """Condition: this person entered it, looked at the site last, or made the last quote."""
    last = Survey.select(peewee.fn.MAX(Survey.id)).group_by(Survey.application)
    looked = Survey.select(Survey.application).where(Survey.person == person.id, Survey.id.in_(last))
    quoted = Quote.select(Quote.application).where(Quote.person == person.id, Quote.id.in_(last_quotes()))
    entered = Application.entered_by.is_null(False) & (Application.entered_by == person.id)
    return entered | Application.id.in_(looked) | Application.id.in_(quoted)


def _places(scope, role):
    paths = [Locality.within(held.path) for held in scope.held if held.role == role]
    return Locality.select(Locality.code).where(reduce(operator.or_, paths))


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


def overdue(scope):
    """The applications here and below that were approved and not paid in time, for whoever may let them
    lapse, the oldest first; nobody's own.
    """
    return whole(Application.visible_to(scope)).where(
        Application.state == APPROVED, Application.pay_by < today(), ~asked(),
        scope.holds("cctv.record", Application.locality), scope.here(Application.locality),
        Application.person.not_in(Person.near(scope.person))).order_by(Application.pay_by, Application.id)


def questions_of(application):
    """What was asked about it, oldest first, each with who asked and who answered."""
    return list(Question.select(Question, Asker, Person).join(Asker, on=(Question.asked_by == Asker.id))
                .switch(Question).join(Person, peewee.JOIN.LEFT_OUTER, on=(Question.answered_by == Person.id))
                .where(Question.application == application.id).order_by(Question.id))


def open_in(locality):
    """Query: what is not settled, refused or withdrawn in a place and below it."""
    return Application.select().join(Locality).where(
        Locality.within(locality.path), Application.state.in_(OPEN))
