"""Days of duty of advisers."""
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

    class Visit(Model):
        locality = ForeignKeyField(Locality)
        adviser = ForeignKeyField(Adviser)
        day = DateField()
        minutes = IntegerField()
        done = TextField()
        made_by = ForeignKeyField(Person)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'legal_visit'
            indexes = ((('locality', 'adviser', 'day'), True), (('adviser', 'day'), False))
    db.create_tables([Visit])
