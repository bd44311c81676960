"""The names that places had before."""
from peewee import *


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
    db.create_tables([FormerName])
