"""Batches with the telecom: made of accepted applications, sent, paid, dropped.

An application is in one batch at most, and settled once. The order of locks is the person, the
programme, then the batch and its applications.
"""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.editing import save
from linli.toolkit.money import yuan
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications.models import Application
from plugins.cctv.applications.steps import refuse_while_asked
from plugins.cctv.programmes import budget
from plugins.cctv.settlements import lists
from plugins.cctv.settlements.models import DRAFT, Settlement, SettlementLine


class Own(workflow.NotAllowed):
    """Nobody pays for their own camera, or one of their household's."""


def make(scope, programme, chosen, nonce):
    """A draft of the accepted applications `chosen` (ids) of one programme; returns the Settlement.

    Raises NotNow, NotAllowed, once.AlreadyDone with the number of the one that the form made.
    """
    if not scope.can("cctv.manage", programme.locality):
        raise workflow.NotAllowed
    with _held(scope, programme.id, nonce):
        batch = Settlement.create(
            number=next_number("JS", today().year), locality=programme.locality_id, programme=programme,
            made_by=scope.person)
        total = _write_lines(batch, chosen)
        Settlement.update(total=total).where(Settlement.id == batch.id).execute()
        workflow.begin(batch, scope)
        once.keep(nonce, batch.number)
    return batch


def change(scope, batch, version, chosen):
    """Let a draft hold just these applications. Raises NotNow, NotAllowed, LostRace where it was
    changed or is no draft any more.
    """
    if not scope.can("cctv.manage", batch.locality):
        raise workflow.NotAllowed
    with _held(scope, batch.programme_id):
        held = Settlement.update(state=DRAFT).where(Settlement.id == batch.id, Settlement.state == DRAFT)
        if not held.execute():
            raise LostRace
        SettlementLine.delete().where(SettlementLine.settlement == batch.id).execute()
        save(batch, version, total=_write_lines(batch, chosen))


def send(scope, batch, version):
    """Hand it to the telecom to check, as it was read. Raises LostRace, NotAllowed."""
    with _held(scope, batch.programme_id):
        save(batch, version)
        workflow.apply("send", batch, scope)


def take_back(scope, batch):
    """Take it back to change it. Raises LostRace, NotAllowed."""
    with _held(scope, batch.programme_id):
        workflow.apply("take_back", batch, scope)


def drop(scope, batch):
    """Give it up: its applications are free for another one. Raises LostRace, NotAllowed."""
    with _held(scope, batch.programme_id):
        gone = SettlementLine.delete().where(SettlementLine.settlement == batch.id).execute()
        said = _l("原有 %(count)d 份，%(total)s 元", count=gone, total=yuan(batch.total))
        workflow.apply("drop", batch, scope, note=str(said), total=0)


def pay(scope, batch, version, paid_on, voucher):
    """It was paid, as it was read: the money moves from reserved to spent, and each application is
    settled. Two at once: one. Raises LostRace, NotNow while something is asked, Own, NotAllowed.
    """
    with _held(scope, batch.programme_id):
        save(batch, version)
        workflow.apply("pay", batch, scope, paid_on=paid_on, voucher=voucher)
        lines = lists.lines_of(batch)
        for line in lines:
            _settle(scope, line.application)
        total = sum(line.amount for line in lines)
        budget.spend(batch.programme_id, total, workflow.key_of(batch), scope.person,
                     f"{batch.number} {voucher}")


def _settle(scope, application):
    if scope.person.is_near(application.person):
        raise Own
    guard(Application, application.id)
    try:
        refuse_while_asked(application)
        workflow.apply("settle", application, scope)
    except LostRace as error:
        raise NotNow(_l("申请 %(number)s 现在不能结算，请先拿回来改，把它去掉",
                         number=application.number)) from error


@contextmanager
def _held(scope, programme_id, nonce=""):
    with transaction():
        guard(Person, scope.person.id)
        budget.hold(programme_id)
        if nonce:
            once.refuse_repeat(nonce)
        yield


def _write_lines(batch, chosen):
    """The lines of these applications; returns their sum (分)."""
    rows = [row for row in lists.free(Application.select()).where(
        Application.programme == batch.programme_id) if row.id in chosen]
    if not rows or len(rows) != len(chosen):
        raise NotNow(_l("有几份刚刚进了别的结算单，或者又在等补材料。下面是现在还能结算的"))
    SettlementLine.insert_many([
        {"settlement": batch.id, "application": row.id, "amount": row.quote.town} for row in rows]).execute()
    return sum(row.quote.town for row in rows)
