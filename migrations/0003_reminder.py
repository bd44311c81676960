"""Reminders: notices at a set moment."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Reminder(Model):
        record = CharField(max_length=60, index=True)
        person = ForeignKeyField(Person)
        at = UtcField(index=True)
        until = UtcField()
        title = CharField()
        text = TextField()
        url = CharField()
        class Meta:
            database = db
            table_name = 'reminder'
    db.create_tables([Reminder])
