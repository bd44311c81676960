"""Slips that open an account, and codes for a forgotten password."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Locality(Model):
        code = CharField(max_length=24, primary_key=True)
        class Meta:
            database = db
            table_name = 'locality'

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Invitation(Model):
        person = ForeignKeyField(Person, backref='invitations')
        locality = ForeignKeyField(Locality)
        state = CharField(max_length=10)
        resets = BooleanField()
        ends_second_factor = BooleanField()
        for_posts = BooleanField()
        reason = CharField()
        token_hash = CharField(max_length=64, null=True, unique=True)
        asked_by = ForeignKeyField(Person, backref='+')
        asked_at = UtcField()
        until = UtcField()
        class Meta:
            database = db
            table_name = 'invitation'
            indexes = ((('locality', 'state'), False),)

    class ResetCode(Model):
        person = ForeignKeyField(Person, unique=True)
        code_hash = CharField(max_length=64)
        until = UtcField()
        tries = IntegerField()
        class Meta:
            database = db
            table_name = 'reset_code'
    db.create_tables([Invitation, ResetCode])
