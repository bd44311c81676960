"""Switches and settings: a row where a place says something of its own."""

import peewee

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person


class ModuleSwitch(Model):
    """A place says that a module is on or off, for itself and all below until one says otherwise."""

    locality = peewee.ForeignKeyField(Locality)
    module = peewee.CharField(40)
    on = peewee.BooleanField()
    changed_by = peewee.ForeignKeyField(Person, null=True)
    changed_at = UtcField(default=utc_now)

    class Meta:
        table_name = "module_switch"
        indexes = ((("locality", "module"), True),)


class ModuleSetting(Model):
    """A place's own value of one setting, as text; inherited like a switch."""

    locality = peewee.ForeignKeyField(Locality)
    module = peewee.CharField(40)
    name = peewee.CharField(40)
    value = peewee.CharField()
    changed_by = peewee.ForeignKeyField(Person, null=True)
    changed_at = UtcField(default=utc_now)

    class Meta:
        table_name = "module_setting"
        indexes = ((("locality", "module", "name"), True),)
