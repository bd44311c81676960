"""Reference numbers that people read out on the phone: without gaps, without doubles."""

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
    assert db.in_transaction(), "a number is drawn in the transaction that uses it"
    name = f"{prefix}-{year}"
    (Counter.insert(name=name, value=1)
     .on_conflict(conflict_target=[Counter.name], update={Counter.value: Counter.value + 1})
     .execute())
    return f"{name}-{Counter.get_by_id(name).value:04d}"
