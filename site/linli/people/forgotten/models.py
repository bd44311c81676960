"""The code that was sent to somebody who forgot their password."""

import peewee

from linli.database import Model, UtcField
from linli.people.models import Person


class ResetCode(Model):
    """The latest code of a person: a new one takes its place. Good until `until`, for a few `tries`."""

    person = peewee.ForeignKeyField(Person, unique=True)
    code_hash = peewee.CharField(64)
    until = UtcField()
    tries = peewee.IntegerField(default=0)

    class Meta:
        table_name = "reset_code"
