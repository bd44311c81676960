"""Expressions for queries that are declared once and asked on many days."""

from datetime import timedelta

import peewee

from linli.database import is_sqlite
from linli.toolkit.calendar import today


class ShanghaiToday(peewee.ColumnBase):
    """The day in Shanghai when the query runs, or so many days after it."""

    def __init__(self, after=0):
        self.after = timedelta(days=after)
        super().__init__()

    def __sql__(self, context):
        """Put the day of this moment into the query."""
        return context.value(today() + self.after)


class DaysBetween(peewee.ColumnBase):
    """How many days lie between two dates (`first`, `last`) of a row."""

    def __init__(self, first, last):
        self.first, self.last = first, last
        super().__init__()

    def __sql__(self, context):
        """As each database counts days: SQLite keeps a date as text."""
        if is_sqlite():
            days = peewee.fn.julianday(self.last) - peewee.fn.julianday(self.first)
            return context.sql(days.cast("INTEGER"))
        return context.sql(peewee.Expression(self.last, "-", self.first))


class SecondsBetween(peewee.ColumnBase):
    """The whole seconds between two moments of a row (UtcFields); NULL where either is."""

    def __init__(self, first, last):
        self.first, self.last = first, last
        super().__init__()

    def __sql__(self, context):
        """As each database says it."""
        if is_sqlite():
            first, last = (peewee.fn.STRFTIME("%s", each).cast("INTEGER")
                           for each in (self.first, self.last))
            return context.sql(last - first)
        span = peewee.NodeList((peewee.SQL("EPOCH FROM"), self.last - self.first))
        return context.sql(peewee.fn.EXTRACT(span).cast("BIGINT"))


class ShanghaiDay(peewee.ColumnBase):
    """The day in Shanghai of a moment of a row (a UtcField); NULL where there is none."""

    def __init__(self, moment):
        self.moment = moment
        super().__init__()

    def __sql__(self, context):
        """Eight hours ahead of UTC, as each database says it."""
        if is_sqlite():
            return context.sql(peewee.fn.DATE(self.moment, "+8 hours"))
        return context.sql((self.moment + peewee.SQL("INTERVAL '8 hours'")).cast("DATE"))
