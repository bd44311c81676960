"""Counting a report: a cell for every figure, place and period, and totals that are their sums."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

from linli.localities.services import villages_of
from linli.modules.services import on_in, places_with, settings_of_each
from linli.toolkit.figures import Duty, asked_together


class Cell(NamedTuple):
    """Both halves of a figure; `below` is None for a plain count, `behind` counts what is behind
    minutes or money.
    """

    above: int
    below: int | None = None
    behind: int = 0

    def __add__(self, other):
        """Add half to half: what is shown of several places comes from the sums of both."""
        below = None if self.below is None else self.below + other.below
        return Cell(self.above + other.above, below, self.behind + other.behind)


@dataclass(frozen=True)
class Row:
    """One place of the table; `on` says whether its module is on, so that its page opens."""

    code: str
    name: str
    path: str
    on: bool


@dataclass(frozen=True)
class Counted:
    """What was counted: `cells[figure's name][code]` is a list with one Cell a period, and
    `totals[figure's name]` their sums over all places.
    """

    rows: list
    cells: dict
    totals: dict

    def of(self, figure, code):
        """The cells of one place, a period each; of a place that has none, nothing counted."""
        return self.cells[figure.name].get(code) or [_zero(figure)] * len(self.totals[figure.name])

    def together(self, length):
        """The same with each `length` periods that follow one another as one."""
        def joined(cells):
            return [reduce(add, cells[at:at + length]) for at in range(0, len(cells), length)]
        cells = {name: {code: joined(row) for code, row in rows.items()}
                 for name, rows in self.cells.items()}
        return Counted(self.rows, cells, {name: joined(row) for name, row in self.totals.items()})


def count(report, module, place, periods):
    """Count the report of a module in `place` and below, for `periods` that follow one another.

    The rows are the villages where the module is on or anything was counted, by code, and
    `place` itself where rows lie there and in no village. Four queries, whatever is counted.
    """
    villages, said = villages_of(place), places_with(module.name)
    on = [village for village in villages if on_in(village, said)]
    sums = list(dict.fromkeys(each for figure in report.figures for each in figure.sums))
    values = _by_village(asked_together(sums, place, periods), villages, place)
    counted = {code for _sum, code, _period in values}
    rows = [Row(each.code, each.short_name, each.path, each in on)
            for each in sorted({*villages, place}, key=lambda each: each.code)
            if each in on or each.code in counted]
    settings = settings_of_each(module, on)
    cells = {figure.name: {row.code: [_cell(figure, values, settings, row.code, at, period)
                                      for at, period in enumerate(periods)] for row in rows}
             for figure in report.figures}
    totals = {figure.name: [_sum(figure, [cells[figure.name][row.code][at] for row in rows])
                            for at in range(len(periods))] for figure in report.figures}
    return Counted(rows, cells, totals)


def _by_village(values, villages, place):
    """What lies below a village is the village's (its code begins with it); the rest, the place's."""
    codes, found = {village.code for village in villages}, Counter()
    for (each, code, period), value in values.items():
        village = code.partition("-")[0]
        found[each, village if village in codes else place.code, period] += value
    return found


def _cell(figure, values, settings, code, at, period):
    above, behind = (sum(values[each, code, at] for each in sums)
                     for sums in (figure.above, figure.behind))
    if not figure.below:
        return Cell(above, None, behind)
    if isinstance(figure.below, Duty):
        own = settings.get(code)
        due = getattr(own, figure.below.setting) * figure.below.times if own else 0
        return Cell(above, due * period.months, behind)
    return Cell(above, sum(values[each, code, at] for each in figure.below), behind)


def _sum(figure, cells):
    return sum(cells, _zero(figure))


def _zero(figure):
    return Cell(0, 0 if figure.below else None)
