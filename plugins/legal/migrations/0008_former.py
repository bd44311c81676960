"""Advisers who had a booking and lost it, so that their calendars strike it out."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Adviser(Model):
        class Meta:
            database = db
            table_name = 'legal_adviser'

    class Booking(Model):
        class Meta:
            database = db
            table_name = 'legal_booking'

    class Former(Model):
        booking = ForeignKeyField(Booking)
        adviser = ForeignKeyField(Adviser)
        starts_at = UtcField()
        ends_at = UtcField()
        sequence = IntegerField()
        class Meta:
            database = db
            table_name = 'legal_former'
            indexes = ((('booking', 'adviser'), True),)
    db.create_tables([Former])
