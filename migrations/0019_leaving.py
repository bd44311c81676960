"""Who wishes to be erased, and when what is too old was let go."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Leaving(Model):
        person = ForeignKeyField(Person, backref='+')
        asked_at = UtcField()
        due_at = UtcField(index=True)
        entered_by = ForeignKeyField(Person, null=True, backref='+')
        wished_on = DateField(null=True)
        reason = TextField(default='')
        taken_back_at = UtcField(null=True)
        done_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'leaving'
    Leaving.add_index(Leaving.index(
        Leaving.person, unique=True, where=(Leaving.taken_back_at.is_null() & Leaving.done_at.is_null()),
        name='leaving_open'))

    class RetentionRun(Model):
        key = CharField(max_length=60, primary_key=True)
        ran_at = UtcField()
        removed = IntegerField()
        class Meta:
            database = db
            table_name = 'retention_run'
    db.create_tables([Leaving, RetentionRun])
