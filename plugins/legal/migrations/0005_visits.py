"""Days of duty of advisers and other visitors."""
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
        adviser = ForeignKeyField(Adviser, null=True)
        visitor = CharField(max_length=40, default='')
        visitor_kind = CharField(max_length=20, default='')
        day = DateField()
        minutes = IntegerField()
        done = TextField()
        made_by = ForeignKeyField(Person)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'legal_visit'
            indexes = ((('locality', 'adviser', 'day'), True), (('adviser', 'day'), False))
            constraints = (Check("(adviser_id IS NULL) = (visitor <> '')"),
                           Check("(visitor = '') = (visitor_kind = '')"))
    Visit.add_index(Visit.index(Visit.locality, Visit.visitor, Visit.day, unique=True,
                                where=(Visit.visitor != ''), name='legal_visit_visitor'))
    db.create_tables([Visit])
