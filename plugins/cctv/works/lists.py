"""What pages show of payment and installation."""

from dataclasses import dataclass, field

import peewee
from peewee import fn

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit import album
from linli.toolkit.calendar import local
from plugins.cctv.applications.models import (
    ACCEPTED,
    APPROVED,
    INSTALLED,
    PAID,
    SETTLED,
    Application,
    Quote,
)
from plugins.cctv.works.models import Installation, Payment

FITTED = (PAID, INSTALLED, ACCEPTED, SETTLED)  # PAID: it was sent back once


@dataclass
class Works:
    """What the page of an application shows: `due` is the resident's part and `left` what is not
    paid of it (分), `payments` every line, those that count `standing`; the last `installation`
    with its `photos`.
    """

    due: int = 0
    payments: list = field(default_factory=list)
    installation: object = None
    photos: list = field(default_factory=list)

    @property
    def paid(self):
        """What was paid and not taken back (分)."""
        return sum(line.amount for line in self.payments)

    @property
    def left(self):
        """What is still to be paid (分)."""
        return self.due - self.paid

    @property
    def standing(self):
        """The keys of the payments that nobody reversed."""
        back = {line.reverses_id for line in self.payments}
        return {line.id for line in self.payments if not line.reverses_id and line.id not in back}


def of_application(scope, application):
    """The Works of an application that the reader may see; at most three queries."""
    works = money_of(application)
    if application.state in FITTED:
        works.installation = last_installation(application)
    if works.installation:
        works.photos = album.photos_of(works.installation)
    return works


def money_of(application):
    """The Works of an application with its money alone: its last quote and every line of payment."""
    last = Quote.select(fn.MAX(Quote.id)).where(Quote.application == application.id)
    rows = list(Quote.select(Quote.resident, Payment).join(
        Payment, peewee.JOIN.LEFT_OUTER, on=(Payment.application == Quote.application), attr="line")
        .where(Quote.id == last).order_by(Payment.id))
    lines = [row.line for row in rows if getattr(row, "line", None) is not None and row.line.id]
    return Works(rows[0].resident if rows else 0, lines)


def last_installation(application):
    """The last Installation of an application with who wrote it down, or None."""
    return (Installation.select(Installation, Person).join(Person)
            .where(Installation.application == application.id).order_by(Installation.id.desc()).first())


def approved_on(application):
    """The Shanghai day on which it was approved: nothing is paid or installed before."""
    return local(application.approved_at or application.applied_at).date()


def own_waiting(scope):
    """Query: the reader's own applications that wait for their money or for their word."""
    return (Application.visible_to(scope).select(Application, Locality).join(Locality).where(
        Application.person == (scope.person.id if scope.person else None),
        Application.state.in_((APPROVED, INSTALLED)), scope.here(Application.locality))
        .order_by(Application.id))
