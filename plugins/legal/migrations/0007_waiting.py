"""The line for a full day."""
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

    class Adviser(Model):
        class Meta:
            database = db
            table_name = 'legal_adviser'

    class Wait(Model):
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person)
        day = DateField()
        wish = ForeignKeyField(Adviser, null=True, backref='+')
        state = CharField(max_length=20, default='waiting')
        made_at = UtcField()
        adviser = ForeignKeyField(Adviser, null=True, backref='+')
        starts_at = UtcField(null=True)
        ends_at = UtcField(null=True)
        seat = IntegerField(null=True)
        until = UtcField(null=True)
        seen_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'legal_wait'
            indexes = ((('state', 'locality', 'day'), False),)
    Wait.add_index(Wait.index(
        Wait.person, Wait.locality, Wait.day, unique=True,
        where=Wait.state.in_(('waiting', 'offered')), name='legal_wait_once'))
    Wait.add_index(Wait.index(
        Wait.adviser, Wait.starts_at, Wait.seat, unique=True,
        where=(Wait.state == 'offered'), name='legal_wait_place'))
    db.create_tables([Wait])
