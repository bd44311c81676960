"""The second step of signing in, and when a session last proved who it is."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column('person', 'second_factor_at', UtcField(null=True)),
        migrator.add_column('session', 'waiting', BooleanField(default=False)),
        migrator.add_column('session', 'proved_at', UtcField(null=True)))

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class SecondFactor(Model):
        person = ForeignKeyField(Person, unique=True)
        sealed = CharField()
        last_step = IntegerField()
        confirmed_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'second_factor'

    class RecoveryCode(Model):
        person = ForeignKeyField(Person)
        code_hash = CharField(max_length=64)
        used_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'recovery_code'
    db.create_tables([SecondFactor, RecoveryCode])
