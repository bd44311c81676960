"""The private addresses of calendars."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Feed(Model):
        person = ForeignKeyField(Person)
        key = CharField(max_length=40)
        made_at = UtcField()
        ended_at = UtcField(null=True)
        last_fetched_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'calendar_feed'
    Feed.add_index(Feed.index(
        Feed.person, unique=True, where=(Feed.ended_at.is_null()), name='calendar_feed_live'))
    db.create_tables([Feed])
