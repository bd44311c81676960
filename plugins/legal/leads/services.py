"""Bringing leads to an end, step by step, safe from any number of processes.

Every step holds the lead's guard: what was paid is read and added to by one at a time. Nobody
takes a step on a lead that they reported as a worker themselves.
"""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.localities.models import Locality
from linli.people.models import Post
from linli.toolkit import once, workflow
from linli.toolkit.calendar import day_text, local, today
from linli.toolkit.money import yuan
from linli.toolkit.notices import notify
from linli.toolkit.refusals import FieldRefused
from plugins.legal.leads.deadlines import due_day
from plugins.legal.leads.models import (
    CLOSED,
    PAYING,
    REFUSED,
    REVERSIBLE,
    SENT,
    STATES,
    TRANSITIONS,
    WORKER,
    Lead,
    Payment,
)
from plugins.legal.module import module

FACTS = {"employer": _l("单位或老板"), "people": _l("人数"), "amount": _l("欠薪（元）")}


def verify(scope, lead, facts, note, nonce):
    """It is true: `facts` (employer, people, amount) as they were found. Raises LostRace,
    NotAllowed, once.AlreadyDone, as every step does.
    """
    with _step(scope, lead, nonce) as lead:
        _go(scope, lead, "verify", _joined(_corrections(lead, facts), note), **facts)


def send(scope, lead, office, office_number, note, nonce):
    """It went to `office`, which keeps it under `office_number`; from today on it is to be paid."""
    with _step(scope, lead, nonce) as lead:
        _go(scope, lead, "send", _joined([office, office_number], note), office=office,
            office_number=office_number, sent_on=today())


def pay(scope, lead, day, amount, note, nonce):
    """Record that `amount` (分) was paid on `day`; with the last 分 the lead is paid.

    Raises FieldRefused where it is more than what is left, or the day is not between the lead and
    today.
    """
    with _step(scope, lead, nonce) as lead:
        _refuse_unless(lead, PAYING)
        rest = lead.amount - recovered_of(lead)
        _refuse_payment(lead, day, amount, rest)
        Payment.create(lead=lead, day=day, amount=amount, note=note, person=scope.person)
        words = _l("%(day)s %(amount)s 元", day=day_text(day), amount=yuan(amount))
        _go(scope, lead, "pay_whole" if amount == rest else "pay_part", _joined([words], note),
            due_on=None if amount == rest else lead.due_on)


def reverse(scope, payment, reason, nonce):
    """Take a payment back by a line of its own, with a reason; a lead that was closed is open
    again. Raises LostRace where it was reversed already, or is itself such a line.
    """
    with _step(scope, payment.lead, nonce) as lead:
        _refuse_unless(lead, REVERSIBLE)
        if payment.reverses_id or Payment.get_or_none(Payment.reverses == payment.id):
            raise LostRace
        Payment.create(lead=lead, day=today(), amount=-payment.amount, note=reason,
                       reverses=payment, person=scope.person)
        words = _l("冲正 %(amount)s 元", amount=yuan(payment.amount))
        _go(scope, lead, "reverse_part" if recovered_of(lead) else "reverse_whole",
            _joined([words], reason), due_on=due_day(lead, SENT, lead.sent_on))


def close(scope, lead, note, nonce):
    """All is paid: the end."""
    with _step(scope, lead, nonce) as lead:
        _go(scope, lead, "close", note)


def close_rest(scope, lead, reason, nonce):
    """Not all is paid, and the rest goes to arbitration or to court."""
    with _step(scope, lead, nonce) as lead:
        words = _l("未付 %(amount)s 元", amount=yuan(lead.amount - recovered_of(lead)))
        _go(scope, lead, "close_rest", _joined([words], reason))


def refuse(scope, lead, reason, nonce):
    """It is not taken up; whoever reported it reads the reason."""
    with _step(scope, lead, nonce) as lead:
        _go(scope, lead, "refuse", reason)


def recovered_of(lead):
    """What was paid on this lead so far, in 分."""
    return Lead.select(Lead.recovered()).where(Lead.id == lead.id).scalar()


def tell(person, lead, title, text):
    """Put a word about this lead into a person's inbox; it leads to the lead."""
    notify(person, title, text, f"/{lead.locality_id}/legal/leads/{lead.id}")


@contextmanager
def _step(scope, lead, nonce):
    """A transaction that holds the lead, read again: a page may have been open for long."""
    with transaction():
        guard(Lead, lead.id)
        once.refuse_repeat(nonce)
        lead = Lead.select(Lead, Locality).join(Locality).where(Lead.id == lead.id).get()
        if lead.own_of(scope.person):
            raise workflow.NotAllowed
        yield lead
        once.keep(nonce, lead.number)


def _go(scope, lead, name, note, **changes):
    """Take the step, set its deadline, and tell whoever reported the lead, if they still read it."""
    changes.setdefault("due_on", due_day(lead, TRANSITIONS[name].target))
    said = lead.state == CLOSED  # that it is open again needs its reason, as its end does
    workflow.apply(name, lead, scope, note=note, **changes)
    if lead.reported_by_id != scope.person.id and _reads(lead.reported_by, lead):
        ended = note if said or lead.state in (REFUSED, CLOSED) else ""
        text = _joined([lead.number, lead.employer], ended)
        tell(lead.reported_by, lead, _l("欠薪线索：%(state)s", state=STATES[lead.state][0]), text)


def _reads(person, lead):
    """Whether who reported a lead may read it today: a worker, or whoever serves there still."""
    roles = module.permissions["legal.manage"] + module.permissions["legal.leads"]
    return lead.source == WORKER or Post.select().where(
        Post.person == person, Post.role.in_(roles), Post.locality.in_(lead.locality.lineage),
        Post.held_on(today())).exists()


def _refuse_unless(lead, states):
    if lead.state not in states:
        raise LostRace


def _refuse_payment(lead, day, amount, rest):
    first = local(lead.reported_at).date()
    if not first <= day <= today():
        raise FieldRefused("day", _l("到账的日子要在 %(first)s 到今天之间", first=day_text(first)))
    if amount > rest:
        raise FieldRefused("amount", _l("只剩 %(rest)s 元没有付，不能记得比这多", rest=yuan(rest)))


def _corrections(lead, facts):
    """What verifying found to be otherwise, each in words."""
    said = {name: yuan if name == "amount" else str for name in facts}
    return [_l("%(what)s：%(before)s → %(after)s", what=FACTS[name],
               before=said[name](getattr(lead, name)), after=said[name](value))
            for name, value in facts.items() if getattr(lead, name) != value]


def _joined(parts, note):
    return " · ".join(str(part) for part in (*parts, note) if part)
