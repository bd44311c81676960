"""What a page of figures shows to one reader: cards with their trend, and the table of villages."""

from dataclasses import dataclass

from linli.toolkit.figures import words
from linli.toolkit.figures.charts import trend, value
from linli.toolkit.figures.hiding import TOTAL, counts, hidden, withheld


@dataclass(frozen=True)
class Card:
    """A figure of the place of the page. `href` leads to its rows, for whoever may open them. What is
    `hidden` has no words of its own: the page says once why.
    """

    figure: object
    number: str
    unit: str
    words: str
    bars: list
    href: str = ""
    hidden: bool = False

    @property
    def drawn(self):
        """Whether there is anything to draw."""
        return any(bar.height or bar.mark or bar.veiled for bar in self.bars)


@dataclass(frozen=True)
class Field:
    """A field of the table; `percent` is the length of its bar, None where there is none."""

    text: str
    small: str = ""
    percent: int | None = None
    href: str = ""


class Shown:
    """One report as counted, before one reader.

    `counted` is the report by months, all those of the `periods`; `known` are, by ledger, the
    codes of the places whose rows the reader may open; `link` makes the address of a figure's
    rows in a place.
    """

    def __init__(self, report, counted, periods, known, link):
        length = periods[0].months
        self.report, self.periods, self.link = report, periods, link
        self.counted = counted.together(length)
        self.veils = {figure.name: each for figure, each in zip(
            report.figures, _veils(report, counted, known, length), strict=True)}

    def columns(self):
        """The heads of the table: (title, unit), one a figure."""
        return [(figure.title, words.unit(figure)) for figure in self.report.figures]

    def cards(self, code=TOTAL):
        """The cards of a village, or of all places together, as of the last period."""
        return [self._card(figure, code) for figure in self.report.figures]

    def fields(self, code):
        """The fields of a place in the table, one a figure."""
        return [self._field(figure, code) for figure in self.report.figures]

    def _cells(self, figure, code):
        return self.counted.of(figure, code) if code else self.counted.totals[figure.name]

    def _card(self, figure, code):
        cells = self._cells(figure, code)
        veiled = [code in veil for veil in self.veils[figure.name]]
        bars, href = trend(figure, cells, veiled, self.periods), self.link(figure, code)
        if veiled[-1]:
            return Card(figure, str(words.HIDDEN), "", "", bars, href, hidden=True)
        shown = words.number(figure, cells[-1])
        return Card(figure, shown, words.unit(figure) if shown != words.NOTHING else "",
                    words.denominator(figure, cells[-1]), bars, href)

    def _field(self, figure, code):
        cell, veil = self._cells(figure, code)[-1], self.veils[figure.name][-1]
        if code in veil:
            return Field(str(words.HIDDEN))
        return Field(words.number(figure, cell), words.fraction(figure, cell),
                     self._percent(figure, cell) if code else None, self.link(figure, code))

    def _percent(self, figure, cell):
        """Beside the largest that is shown; of a share, the share; a mean has no bar."""
        veil = self.veils[figure.name][-1]
        top = 1 if figure.kind == "share" else max(
            value(figure, row[-1]) for code, row in self.counted.cells[figure.name].items()
            if code not in veil)
        return (round(value(figure, cell) / top * 100) or None) if top and figure.kind != "mean" else None


def _veils(report, counted, known, length):
    """For each figure what is hidden of each period of `length` months: a set of codes and TOTAL."""
    nothing, before = [set()] * len(next(iter(counted.totals.values()), ())), {}
    for figure in report.figures:
        if not figure.private:
            yield nothing[::length]
            continue
        monthly, longer = before.get(figure.private, (nothing, nothing[::length]))
        places = [{code: counts(figure, row[at]) for code, row in counted.cells[figure.name].items()}
                  for at in range(len(nothing))]
        monthly = [hidden(each, known.get(figure.private, set()), also)
                   for each, also in zip(places, monthly, strict=True)]
        longer = [also | _together(places[at:at + length], monthly[at:at + length])
                  for at, also in zip(range(0, len(nothing), length), longer, strict=True)]
        before[figure.private] = monthly, longer
        yield longer


def _together(places, veils):
    """What is hidden of months together: each place with a hidden month, so that a longer period
    tells nothing new of a place; the total only where it would give a month of it away.
    """
    found = set().union(*veils) - {TOTAL}
    sums = [tuple(map(sum, zip(*(month[code] for code in veil - {TOTAL}), strict=True)))
            for month, veil in zip(places, veils, strict=True)]
    months = [(each, TOTAL in veil) for each, veil in zip(sums, veils, strict=True)]
    return found | {TOTAL} if withheld(months) else found
