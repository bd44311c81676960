"""Batches with the telecom as lists: what may be settled, what a batch holds, what waits."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.localities.models import Locality
from linli.people.models import Person
from plugins.cctv.applications.lists import asked, last_quotes
from plugins.cctv.applications.models import ACCEPTED, Application, Quote
from plugins.cctv.programmes.models import Programme
from plugins.cctv.settlements.models import DRAFT, SENT, Settlement, SettlementLine

OPEN = (DRAFT, SENT)


@dataclass(frozen=True)
class Line:
    """One application of a batch: `name` is its applicant's, masked; the parts of the price are 分."""

    application: Application
    name: str
    price: int
    telecom: int
    resident: int
    town: int


@dataclass(frozen=True)
class Statement:
    """A batch as its statement shows it: the lines and their sums (分)."""

    lines: list
    price: int
    telecom: int
    resident: int
    town: int


def masked(name):
    """方**: the surname alone, for a paper that leaves the township."""
    return name[:1] + "*" * max(1, len(name) - 1)


def free(applications):
    """Of a query of applications those that may go into a batch: accepted, in none yet, and nothing
    is asked about them; each with its `quote`, place and applicant, by number.
    """
    return (applications.select(Application, Locality, Person, Quote)
            .join(Locality).switch(Application).join(Person, on=(Application.person == Person.id))
            .switch(Application).join(Quote, on=(Quote.application == Application.id), attr="quote")
            .where(Application.state == ACCEPTED, Quote.id.in_(last_quotes()), ~asked(),
                   Application.id.not_in(SettlementLine.select(SettlementLine.application)))
            .order_by(Application.number))


def free_in(scope, programme):
    """Those of one programme, as far as this scope sees them."""
    return list(free(Application.visible_to(scope)).where(Application.programme == programme.id))


def to_settle(scope):
    """Query: the programmes here of which something may be settled, each with `many`."""
    ready = free(Application.visible_to(scope)).order_by()
    many = ready.select(fn.COUNT(Application.id)).where(Application.programme == Programme.id)
    return (Programme.visible_to(scope).select(Programme, Locality, many.alias("many")).join(Locality)
            .where(scope.holds("cctv.manage", Programme.locality), scope.here(Programme.locality),
                   Programme.id.in_(ready.select(Application.programme)))
            .order_by(Programme.id.desc()))


def whole(query):
    """The same batches, each with its place, programme and maker, and `many`, how many lines it has."""
    many = SettlementLine.select(fn.COUNT(SettlementLine.id)).where(
        SettlementLine.settlement == Settlement.id)
    return (query.select(Settlement, Locality, Programme, Person, many.alias("many"))
            .join(Locality).switch(Settlement).join(Programme)
            .switch(Settlement).join(Person, on=(Settlement.made_by == Person.id)))


def open_here(scope):
    """The batches here that are neither paid nor dropped, the oldest first."""
    return whole(Settlement.visible_to(scope)).where(
        scope.here(Settlement.locality), Settlement.state.in_(OPEN)).order_by(Settlement.id)


def lines_of(batch):
    """The lines of a batch, each with its application, place and applicant, by number."""
    return list(SettlementLine.select(SettlementLine, Application, Locality, Person)
                .join(Application).join(Locality).switch(Application)
                .join(Person, on=(Application.person == Person.id))
                .where(SettlementLine.settlement == batch.id).order_by(Application.number))


def statement_of(batch):
    """What its statement says."""
    rows = lines_of(batch)
    quotes = {quote.application_id: quote for quote in Quote.select().where(
        Quote.application.in_([row.application_id for row in rows]), Quote.id.in_(last_quotes()))}
    lines = [_line(row, quotes[row.application_id]) for row in rows]
    return Statement(lines, **{part: sum(getattr(line, part) for line in lines)
                               for part in ("price", "telecom", "resident", "town")})


def _line(row, quote):
    return Line(row.application, masked(row.application.person.name), quote.price, quote.telecom,
                quote.resident, row.amount)


def open_matters(locality):
    """For whoever switches the module off: how many batches are open; one query."""
    count = Settlement.select().join(Locality).where(
        Locality.within(locality.path), Settlement.state.in_(OPEN)).count()
    return [_l("还有 %(count)d 份结算单没有付完。关闭以后网上看不到、也登记不了付款",
               count=count)] if count else []
