"""The demo of settlements: one batch was paid, one is with the telecom, the rest waits."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History, key_of
from plugins.cctv.applications.models import ACCEPTED, SETTLED, Application
from plugins.cctv.programmes.models import SPENT, BudgetLine, Programme
from plugins.cctv.settlements.lists import free
from plugins.cctv.settlements.models import DRAFT, PAID, SENT, Settlement, SettlementLine

CLERK = "梁书宁"
# From which to which of the accepted applications, how far the batch came, and days ago.
BATCHES = ((0, 2, PAID, 12), (2, 3, SENT, 3))


def fill(town):
    """As `linli_demo` wants it, of what the demo of works accepted in 塘口镇."""
    rows = list(free(Application.select()).where(Application.programme.in_(
        Programme.select(Programme.id).where(Programme.locality == town.place))))
    for first, last, state, ago in BATCHES:
        if rows[first:last]:
            _batch(town, rows[first:last], state, town.today - timedelta(days=ago))


def _batch(town, rows, state, day):
    clerk, total = town.cast[CLERK], sum(row.quote.town for row in rows)
    batch = Settlement.create(
        number=next_number("JS", day.year), locality=town.place, programme=rows[0].programme_id, total=total,
        state=state, made_by=clerk, made_at=_at(day, 9))
    for row in rows:
        SettlementLine.create(settlement=batch, application=row, amount=row.quote.town)
    _line(batch, "begin", "", DRAFT, clerk, _at(day, 9))
    _line(batch, "send", DRAFT, SENT, clerk, _at(day, 10))
    if state == PAID:
        _pay(batch, rows, clerk, day + timedelta(days=4))


def _pay(batch, rows, clerk, day):
    voucher, at = f"记-{day:%m}-{batch.id:03}", _at(day, 15)
    Settlement.update(paid_on=day, voucher=voucher).where(Settlement.id == batch.id).execute()
    _line(batch, "pay", SENT, PAID, clerk, at)
    for row in rows:
        Application.update(state=SETTLED).where(Application.id == row.id).execute()
        _line(row, "settle", ACCEPTED, SETTLED, clerk, at)
    Programme.update(reserved=Programme.reserved - batch.total, spent=Programme.spent + batch.total).where(
        Programme.id == batch.programme_id).execute()
    BudgetLine.create(programme=batch.programme_id, kind=SPENT, amount=batch.total, record=key_of(batch),
                      note=f"{batch.number} {voucher}", person=clerk, at=at)


def _line(row, name, source, target, person, at):
    History.create(record=key_of(row), name=name, source=source, target=target, person=person, at=at)


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)
