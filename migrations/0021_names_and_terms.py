"""The names that places had before, and how long the township keeps things."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Locality(Model):
        code = CharField(max_length=24, primary_key=True)
        class Meta:
            database = db
            table_name = 'locality'

    class FormerName(Model):
        locality = ForeignKeyField(Locality, backref='+')
        name = CharField()
        short_name = CharField()
        initials = TextField(default='')
        until = DateField()
        merged = BooleanField(default=False)
        class Meta:
            database = db
            table_name = 'former_name'

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class RetentionTerm(Model):
        key = CharField(max_length=60, primary_key=True)
        term = IntegerField()
        changed_by = ForeignKeyField(Person, null=True, backref='+')
        changed_at = UtcField()
        class Meta:
            database = db
            table_name = 'retention_term'
    db.create_tables([FormerName, RetentionTerm])
