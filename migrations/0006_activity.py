"""Activities, those who took them, and the block of a household."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Household(Model):
        class Meta:
            database = db
            table_name = 'household'

    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        class Meta:
            database = db
            table_name = 'locality'

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Activity(Model):
        record = CharField(max_length=60)
        kind = CharField(max_length=40)
        title = CharField()
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person)
        household = ForeignKeyField(Household, null=True)
        done_on = DateField()
        minutes = IntegerField(default=0)
        worth = IntegerField(default=0)
        reverses = ForeignKeyField('self', unique=True, null=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'activity'
    Activity.add_index(Activity.index(Activity.record, unique=True,
        where=Activity.reverses.is_null(), name='activity_once'))
    db.create_tables([Activity])

    class Taken(Model):
        activity = ForeignKeyField(Activity)
        module = CharField(max_length=40)
        class Meta:
            database = db
            table_name = 'activity_taken'
            indexes = ((('module', 'activity'), True),)
    db.create_tables([Taken])

    migrator.migrate(migrator.add_column(
        'household', 'block_id', ForeignKeyField(Locality, field=Locality.code, null=True)))
