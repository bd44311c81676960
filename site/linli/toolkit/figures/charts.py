"""The geometry of the charts that templates/macros/charts.html draws."""

from dataclasses import dataclass

from flask_babel import gettext as _

from linli.toolkit.figures import Duty
from linli.toolkit.figures.words import HIDDEN, fraction, number, unit

HEIGHT = 40


@dataclass(frozen=True)
class Bar:
    """One period of a chart: its name, its value in words, and its height of HEIGHT.

    `mark` is the height of what is due, None where nothing is; a `veiled` bar shows no height.
    """

    label: str
    words: str
    height: float = 0
    mark: float | None = None
    veiled: bool = False


def trend(figure, cells, veiled, periods):
    """The bars of one figure: `veiled` says of each period whether it is hidden."""
    shown = [None if hide else cell for cell, hide in zip(cells, veiled, strict=True)]
    top = max([scale for cell in shown if cell for scale in (value(figure, cell), _due(figure, cell))],
              default=0) or 1
    return [_bar(figure, cell, period, top) for cell, period in zip(shown, periods, strict=True)]


def value(figure, cell):
    """How high a cell stands, by the numbers that are shown of it; never below zero."""
    if figure.kind in ("share", "mean"):
        return cell.above / cell.below if cell.below else 0
    return max(cell.above, 0)


def _bar(figure, cell, period, top):
    if cell is None:
        return Bar(period.label, str(HIDDEN), veiled=True)
    due = _due(figure, cell)
    words, small = f"{number(figure, cell)} {unit(figure)}".rstrip(), fraction(figure, cell)
    return Bar(period.label, _("%(name)s（%(kind)s）", name=words, kind=small) if small else words,
               round(value(figure, cell) / top * HEIGHT, 1),
               round(due / top * HEIGHT, 1) if due else None)


def _due(figure, cell):
    return cell.below if isinstance(figure.below, Duty) else 0
