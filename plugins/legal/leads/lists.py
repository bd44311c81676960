"""Leads as lists: mine, those that wait for me, and what was paid on one."""

from dataclasses import dataclass

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.links import Target
from plugins.legal.leads.deadlines import SOON
from plugins.legal.leads.models import (
    NEW,
    OPEN,
    PAID,
    VERIFIED,
    WINDOW,
    WORKER,
    Lead,
    Payment,
)


@dataclass(frozen=True)
class Line:
    """A payment with what was left after it, in 分, and whether it was reversed later."""

    payment: Payment
    rest: int
    reversed: bool


def with_people(query):
    """The same leads, each with its place and who reported it in one query."""
    return query.select(Lead, Locality, Person).join(Locality).switch(Lead).join(Person)


def payments(query, lead):
    """The lines of a lead in the order they were written; `query` are payments one may see."""
    rows = list(query.select(Payment, Person).join(Person).where(Payment.lead == lead.id)
                .order_by(Payment.id))
    taken_back, rest, lines = {row.reverses_id for row in rows}, lead.amount, []
    for row in rows:
        rest -= row.amount
        lines.append(Line(row, rest, row.id in taken_back))
    return lines


def reported(scope):
    """The leads that this person reported in the place of the request, the latest first; `paid`
    is what was paid on each, in 分.
    """
    return (Lead.visible_to(scope).select(Lead, Lead.recovered().alias("paid")).where(
        Lead.reported_by == scope.person.id, Lead.source.in_((WORKER, WINDOW)),
        Lead.locality == scope.locality).order_by(Lead.reported_at.desc(), Lead.id.desc()))


def awaiting(scope):
    """What concerns this person in `scope.locality` and below, or everywhere: as a worker their own
    open leads; as an officer those to verify, to send and to close, and of those on which money
    is awaited the ones that are late or soon will be. The most pressing first.
    """
    soon = add_working_days(today(), SOON)
    mine = (Lead.reported_by == scope.person.id) & (Lead.source == WORKER) & Lead.state.in_(OPEN)
    handled = (Lead.handled_by(scope) & Lead.state.in_(OPEN)
               & (Lead.state.in_((NEW, VERIFIED, PAID)) | (Lead.due_on <= soon)))
    return (with_people(Lead.visible_to(scope)).where(mine | handled, scope.here(Lead.locality))
            .order_by(peewee.fn.COALESCE(Lead.due_on, today()), Lead.id))


def open_matters(locality):
    """For whoever switches the module off: how many leads are not at their end; one query."""
    count = Lead.select().join(Locality).where(
        Locality.within(locality.path), Lead.state.in_(OPEN)).count()
    return [_l("还有 %(count)d 条欠薪线索没有办完。关闭以后期限照样走，但网上看不到、也办不了",
               count=count)] if count else []


def referral_targets(scope):
    """A matter of another page becomes a lead, for whoever enters leads of others here."""
    enters = scope.can("legal.leads") or scope.can("legal.manage")
    return [Target("legal.new_lead", str(_l("登记成欠薪线索")))] if enters else []
