"""Talks and joint meetings."""
from peewee import *


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

    class Gathering(Model):
        locality = ForeignKeyField(Locality)
        kind = CharField(max_length=10)
        day = DateField()
        starts = TimeField(null=True)
        place = CharField()
        theme = CharField()
        speaker = CharField()
        adviser = ForeignKeyField(Adviser, null=True)
        minutes = IntegerField(null=True)
        attendance = IntegerField(null=True)
        notes = TextField(default='')
        state = CharField(max_length=10, default='planned')
        made_by = ForeignKeyField(Person)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'legal_gathering'
            indexes = ((('locality', 'day'), False), (('adviser', 'day'), False))
    db.create_tables([Gathering])
