"""Legal pathfinders."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        class Meta:
            database = db
            table_name = 'locality'

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Household(Model):
        class Meta:
            database = db
            table_name = 'household'

    class Pathfinder(Model):
        locality = ForeignKeyField(Locality)
        name = CharField(max_length=40)
        phone = CharField(null=True, max_length=20)
        household = ForeignKeyField(Household, null=True)
        training = CharField(max_length=200)
        trained_on = DateField()
        certificate = CharField(null=True, max_length=60)
        valid_until = DateField(null=True)
        left_on = DateField(null=True)
        version = IntegerField(default=0)
        made_by = ForeignKeyField(Person)
        made_at = UtcField()
        class Meta:
            database = db
            table_name = 'legal_pathfinder'
    serving = Pathfinder.left_on.is_null()
    nothing = Pathfinder.phone.is_null() & Pathfinder.household.is_null()
    for name, fields, where in (
            ('phone', (Pathfinder.locality, Pathfinder.phone), serving),
            ('household', (Pathfinder.locality, Pathfinder.name, Pathfinder.household), serving),
            ('name', (Pathfinder.locality, Pathfinder.name), serving & nothing),
            ('certificate', (Pathfinder.certificate,), serving)):
        Pathfinder.add_index(Pathfinder.index(
            *fields, unique=True, where=where, name=f'legal_pathfinder_{name}'))
    db.create_tables([Pathfinder])
