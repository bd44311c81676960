"""Audit lines, which nobody in the site can change: the database itself refuses."""
from peewee import *

from linli.database import UtcField, append_only


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

    class AuditLine(Model):
        at = UtcField()
        person = ForeignKeyField(Person)
        act = CharField(max_length=40)
        what = CharField(max_length=80)
        locality = ForeignKeyField(Locality, null=True)
        count = IntegerField(default=0)
        reason = CharField()
        details = TextField(default='')
        class Meta:
            database = db
            table_name = 'audit_line'
            indexes = ((('at',), False),)
    db.create_tables([AuditLine])
    append_only(db, 'audit_line')
