"""Meetings as lists, and what they still ask for."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from peewee import JOIN, Case

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from plugins.leaders.meetings.models import TOWNSHIP, Decision, Meeting

SOON = timedelta(days=7)  # so long before its last day a meeting is on the desk


def with_place(query):
    """The same meetings, each with its place, who recorded it, and how it stands (`shown`), in one query."""
    return (query.select(Meeting, Locality, Person, Meeting.shown_state().alias("shown")).join(Locality)
            .switch(Meeting).join(Person, JOIN.LEFT_OUTER))


def register(scope, kind="", state=""):
    """Query: the meetings around the place of the scope, those not held yet first, the
    first due first, then the held ones, the latest first; `state` is one of STATES.
    """
    query = with_place(Meeting.visible_to(scope)).where(Meeting.near(scope.locality))
    if kind:
        query = query.where(Meeting.kind == kind)
    if state:
        query = query.where(Meeting.shown_state() == state)
    to_come = Case(None, [(Meeting.held_on.is_null(), Meeting.due_on)])
    return query.order_by(Meeting.held_on.is_null(False), to_come, Meeting.held_on.desc(), Meeting.id.desc())


def decisions_of(scope, meeting):
    """What a meeting decided, in the order of its days, each with how it stands (`shown`)."""
    return list(Decision.visible_to(scope).select(Decision, Decision.shown_state().alias("shown"))
                .where(Decision.meeting == meeting).order_by(Decision.by_day, Decision.id))


def to_hold(scope):
    """The meetings that this scope has to see held: late ones, and those due within a week."""
    return (with_place(Meeting.visible_to(scope))
            .where(_kept_by(scope), scope.here(Meeting.locality), Meeting.held_on.is_null(),
                   Meeting.due_on <= today() + SOON).order_by(Meeting.due_on, Meeting.id))


def to_settle(scope):
    """Decisions of those meetings that should have been done by now, each with its meeting and place."""
    return (Decision.visible_to(scope).select(Decision, Meeting, Locality).join(Meeting).join(Locality)
            .where(_kept_by(scope), scope.here(Meeting.locality), Decision.done_on.is_null(),
                   Decision.by_day < today()).order_by(Decision.by_day, Decision.id))


def open_matters(locality):
    """For whoever switches the module off: what was decided and is not done."""
    count = Decision.select().join(Meeting).join(Locality).where(
        Locality.within(locality.path), Decision.done_on.is_null()).count()
    return [_l("还有 %(count)d 件会议定的事没有办完。关闭以后看不到、也不再提醒，会议也不再自动列出来",
               count=count)] if count else []


def _kept_by(scope):
    """Condition: the staff of the village keep it, or of the township, which keeps only its own."""
    return scope.holds("leaders.manage", Meeting.locality) | (
        (Meeting.kind == TOWNSHIP) & scope.holds("leaders.record", Meeting.locality))
