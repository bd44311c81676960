"""Figures: a named number over a place and a period, with its denominator.

Both halves of a figure are sums over rows, so that what the villages count adds up to what the
township counts. Declarations are frozen data; the core mounts a plugin's `linli_figures`
(`toolkit.figures.views`). `asked_together` is the one query behind a page of them.
"""

import operator
from dataclasses import dataclass, field
from datetime import time
from functools import reduce

import peewee

from linli.database import UtcField
from linli.localities.models import Locality
from linli.toolkit.calendar import to_utc


@dataclass(frozen=True, eq=False)  # peewee's == makes SQL: each Sum is equal to itself alone
class Sum:
    """A sum over rows of `model`: of `value` (1 counts them) where `where` holds, placed by
    `locality` (a field that points to a place) and dated by `day` (a date, or a moment in UTC
    counted by its Shanghai day).

    `joins` are (table, condition) in order.
    """

    model: type
    locality: object
    day: object
    value: object = 1
    where: object = None
    joins: tuple = ()


@dataclass(frozen=True)
class Duty:
    """A denominator that rows do not give: the module's setting `setting` for each month of the
    period, in each village where the module is on, times `times` (60: hours in minutes).
    """

    setting: str
    times: int = 1


@dataclass(frozen=True, eq=False)
class Figure:
    """A number with its denominator. `above` are the sums added up; `below` is a Duty, sums too,
    or () for a plain count.

    `kind` says how it is shown: count, minutes (as hours), money (分), share (percent), mean
    (with `unit`). `note` says in one sentence what is counted, `words` both halves in words,
    with %(above)s and %(below)s. `ledger` names the ledger of the same module that shows its
    rows, to whoever may open it: `ledger_days` is that ledger's filter of days, `ledger_with`
    what else narrows it, {argument: value}.

    `private` names the matters it tells of: counts below five are hidden from whoever may not
    open the ledger of that name, from everybody where there is none. Of the same matters a figure
    hides all that those before it hide. `behind` are the counts behind minutes, money
    or points.
    """

    name: str
    title: str
    above: tuple
    below: object = ()
    kind: str = "count"
    unit: str = ""
    note: str = ""
    words: str = ""
    ledger: str = ""
    ledger_days: str = "day"
    ledger_with: dict = field(default_factory=dict)
    private: str = ""
    behind: tuple = ()

    @property
    def sums(self):
        """Every Sum of both halves, and those behind them."""
        return (*self.above, *(() if isinstance(self.below, Duty) else self.below), *self.behind)


@dataclass(frozen=True)
class Report:
    """A plugin's figures on one page; `permission` opens it."""

    title: str
    permission: str
    figures: tuple = field(default_factory=tuple)


def asked_together(sums, place, periods):
    """{(sum, code of a place, number of the period): value}, over `place` and all below it.

    `periods` follow one another. One statement, so that all of it is seen at one moment. The
    values are totals: which of them a reader may see is for the caller to say.
    """
    if not sums:
        return {}
    selects = [_select(number, each, place, periods) for number, each in enumerate(sums)]
    rows = reduce(operator.add, selects).tuples()
    return {(sums[number], code, period): int(value) for number, code, period, value in rows}


def _select(number, each, place, periods):
    """One Sum by place and period. What is grouped is named by its column: PostgreSQL takes the
    same expression with parameters for two.
    """
    start, *ends = _bounds(each.day, periods)
    period = peewee.Case(None, [(each.day < end, peewee.Value(at)) for at, end in enumerate(ends)])
    query = each.model.select(peewee.Value(number), each.locality, period,
                              peewee.fn.COALESCE(peewee.fn.SUM(each.value), 0))
    for table, condition in each.joins:
        query = query.join(table, on=condition)
    if each.where is not None:
        query = query.where(each.where)
    codes = Locality.select(Locality.code).where(Locality.within(place.path))
    return (query.where(each.day >= start, each.day < ends[-1], each.locality.in_(codes))
            .group_by(peewee.SQL("2"), peewee.SQL("3")))


def _bounds(day, periods):
    """Where the first period begins and each of them ends: days, or Shanghai midnights in UTC."""
    days = [period.first for period in periods] + [periods[-1].shifted(1).first]
    moments = isinstance(getattr(day, "field", day), UtcField)
    return [to_utc(each, time.min) for each in days] if moments else days
