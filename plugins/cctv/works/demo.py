"""The demo of payment and installation: what was approved is paid, installed and accepted in turn."""

from datetime import time, timedelta

from linli.toolkit.calendar import local, to_utc
from linli.toolkit.workflow import History, key_of
from plugins.cctv.applications.lists import last_quote
from plugins.cctv.applications.models import (
    ACCEPTED,
    APPROVED,
    INSTALLED,
    PAID,
    STATES,
    Application,
)
from plugins.cctv.works.models import CASH, TRANSFER, Installation, Payment

CLERK = "方敏仪"
# How far each of them comes, the first approved first; the rest wait for their money.
REACHED = (ACCEPTED, ACCEPTED, ACCEPTED, INSTALLED, PAID, ACCEPTED)
# The step to each state, from which state, and how many days after the approval.
STEPS = {PAID: ("pay", APPROVED, 2), INSTALLED: ("install", PAID, 6), ACCEPTED: ("accept", INSTALLED, 7)}


def fill(town):
    """What the demo of applications approved goes on, as REACHED says."""
    rows = list(Application.select().where(Application.state == APPROVED).order_by(Application.id))
    for number, (row, state) in enumerate(zip(rows, REACHED, strict=False)):
        _carry(town, row, state, number)


def _carry(town, row, reached, number):
    order = list(STATES)
    for state, (name, source, days) in STEPS.items():
        if order.index(state) > order.index(reached):
            return
        day = local(row.approved_at).date() + timedelta(days=days)
        office = town.cast["梁书宁" if row.person == town.cast[CLERK] else CLERK]
        by = row.person if state == ACCEPTED else office
        _do(row, state, day, by, number)
        Application.update(state=state).where(Application.id == row.id).execute()
        History.create(record=key_of(row), name=name, source=source, target=state, person=by,
                       at=to_utc(day, time(10, number)))


def _do(row, state, day, by, number):
    if state == PAID:
        _pay(row, day, by, number)
    elif state == INSTALLED:
        Installation.create(application=row, day=day, by="电信开平分公司 黎师傅", serial=f"DH26{number:04}",
                            sign=row.kind == "village", person=by, at=to_utc(day, time(16)))


def _pay(row, day, by, number):
    """The second one was entered with a wrong number first: reversed, and entered again."""
    receipt, due = f"No.{2600 + number}", last_quote(row).resident
    line = {"application": row, "programme": row.programme_id, "way": TRANSFER if number % 3 else CASH,
            "paid_on": day, "person": by, "at": to_utc(day, time(9))}
    if number == 1:
        wrong = Payment.create(amount=due, receipt="No.2061", **line)
        Payment.create(amount=-due, receipt="No.2061", reverses=wrong, note="收据号抄错了，应该是 2601",
                       **line)
    Payment.create(amount=due, receipt=receipt, **line)
