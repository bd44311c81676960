"""Files that were sent to be imported, row by row, until they are."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        class Meta:
            database = db
            table_name = 'locality'

    class ImportRun(Model):
        sheet = CharField(max_length=80)
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person)
        file = CharField()
        strange = TextField(default='')
        rows = TextField()
        made_at = UtcField()
        done_at = UtcField(null=True)
        imported = IntegerField(default=0)
        left_out = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'import_run'
            indexes = ((('done_at', 'made_at'), False),)
    db.create_tables([ImportRun])
