"""Reference numbers that people read out on the phone: without gaps, without doubles; and whole numbers
as addresses and hidden fields bring them.
"""

import peewee

from linli.database import Model, db


class Counter(Model):
    """The last number given out under one name."""

    name = peewee.CharField(60, primary_key=True)
    value = peewee.IntegerField()

    class Meta:
        table_name = "counter"


def next_number(prefix, year):
    """The next number of this prefix and year: L-2026-0001, L-2026-0002 …

    Drawn in the transaction that uses it, so that a number is never lost.
    """
    name = f"{prefix}-{year}"
    return f"{name}-{next_value(name):04d}"


def next_value(name):
    """The next value of the counter of this name: 1, 2, 3 … for numbers that are written otherwise.

    Drawn in the transaction that uses it; whoever comes next waits for its end.
    """
    assert db.in_transaction(), "a number is drawn in the transaction that uses it"
    (Counter.insert(name=name, value=1)
     .on_conflict(conflict_target=[Counter.name], update={Counter.value: Counter.value + 1})
     .execute())
    return Counter.get_by_id(name).value


def read(text, otherwise=None):
    """The whole number, nine digits at most, that `text` is; `otherwise` for anything else: a key that
    somebody may have tampered with.
    """
    text = "" if text is None else str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
