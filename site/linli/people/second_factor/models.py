"""What a person's second step is checked against."""

import peewee

from linli.database import Model, UtcField
from linli.people.models import Person


class SecondFactor(Model):
    """The secret that a person's phone shares with this site, sealed. `last_step` is the half minute of the
    last code that was taken: none is taken twice. Until `confirmed_at` it asks for nothing.
    """

    person = peewee.ForeignKeyField(Person, unique=True)
    sealed = peewee.CharField()
    last_step = peewee.IntegerField(default=0)
    confirmed_at = UtcField(null=True)

    class Meta:
        table_name = "second_factor"


class RecoveryCode(Model):
    """One of ten codes on paper, for when the phone is lost; each works once."""

    person = peewee.ForeignKeyField(Person)
    code_hash = peewee.CharField(64)
    used_at = UtcField(null=True)

    class Meta:
        table_name = "recovery_code"
