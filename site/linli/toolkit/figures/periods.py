"""Months, quarters and years: what figures are counted over, as they stand in an address."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

MONTH, QUARTER, YEAR = 1, 3, 12
EARLIEST = date(2000, 1, 1)
ADDRESS = re.compile(r"(20\d\d|2100)(?:-Q([1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """The `months` (1, 3 or 12) that begin with the Shanghai day `first`."""

    first: date
    months: int

    @classmethod
    def around(cls, day, months=MONTH):
        """The month, quarter or year that `day` lies in."""
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), months)

    def shifted(self, count):
        """The period of the same length, `count` of them later; earlier where negative."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + count * self.months, 12)
        return Period(date(year, month + 1, 1), self.months)

    @property
    def split(self):
        """Its months."""
        return [Period(self.first, MONTH).shifted(at) for at in range(self.months)]

    @property
    def last(self):
        """Its last Shanghai day."""
        return self.shifted(1).first - timedelta(days=1)

    @property
    def label(self):
        """2026 年 11 月, 2026 年第 4 季度 or 2026 年."""
        year, month = self.first.year, self.first.month
        if self.months == MONTH:
            return _("%(year)d 年 %(month)d 月", year=year, month=month)
        if self.months == QUARTER:
            return _("%(year)d 年第 %(quarter)d 季度", year=year, quarter=month // QUARTER + 1)
        return _("%(year)d 年", year=year)

    def __str__(self):
        """As it stands in an address: 2026-11, 2026-Q4 or 2026."""
        if self.months == QUARTER:
            return f"{self.first.year}-Q{self.first.month // QUARTER + 1}"
        return f"{self.first:%Y-%m}" if self.months == MONTH else str(self.first.year)


def asked_for(text, today):
    """The period that an address asks for; this month for anything odd or still to come."""
    match = ADDRESS.fullmatch(text or "")
    if not match:
        return Period.around(today)
    year, quarter, month = match.groups()
    first = date(int(year), int(month or int(quarter or 1) * QUARTER - 2), 1)
    period = Period(first, QUARTER if quarter else MONTH if month else YEAR)
    return period if first <= today else Period.around(today)
