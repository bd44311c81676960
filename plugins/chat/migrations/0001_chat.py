"""Chat groups of staff."""
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

    class Group(Model):
        locality = ForeignKeyField(Locality)
        name = CharField(max_length=40)
        kind = CharField(max_length=20)
        sealed = TextField()
        ending = CharField(max_length=8)
        entered_by = ForeignKeyField(Person)
        entered_at = UtcField()
        called_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'chat_group'
    db.create_tables([Group])
