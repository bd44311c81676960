"""Links between records of plugins."""
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

    class Link(Model):
        root = CharField(index=True, max_length=60)
        source = CharField(index=True, max_length=60)
        source_title = CharField()
        source_url = CharField()
        target = CharField(default='', index=True, max_length=60)
        target_title = CharField(default='')
        target_url = CharField(default='')
        text = TextField(default='')
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person)
        at = UtcField()
        finished_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'link'
    db.create_tables([Link])
