"""Advisers, rosters, leave, bookings and their matters."""
from peewee import *

from linli.database import KeysField, UtcField


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

    class Upload(Model):
        class Meta:
            database = db
            table_name = 'upload'

    class Adviser(Model):
        person = ForeignKeyField(Person, unique=True)
        kind = CharField(max_length=20)
        matters = KeysField(default='')
        dialects = KeysField(default='')
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'legal_adviser'
    db.create_tables([Adviser])

    class Booking(Model):
        number = CharField(unique=True, max_length=30)
        locality = ForeignKeyField(Locality)
        adviser = ForeignKeyField(Adviser)
        resident = ForeignKeyField(Person)
        starts_at = UtcField()
        ends_at = UtcField()
        seat = IntegerField()
        place_kind = CharField(max_length=10)
        place = CharField()
        state = CharField(max_length=20, default='booked')
        sequence = IntegerField(default=0)
        made_at = UtcField()
        class Meta:
            database = db
            table_name = 'legal_booking'
            indexes = ((('locality', 'starts_at'), False), (('resident', 'state'), False))
    Booking.add_index(Booking.index(
        Booking.adviser, Booking.starts_at, Booking.seat, unique=True,
        where=(Booking.state == 'booked'), name='legal_booking_place'))
    db.create_tables([Booking])

    class Leave(Model):
        adviser = ForeignKeyField(Adviser)
        locality = ForeignKeyField(Locality, null=True)
        first_day = DateField()
        last_day = DateField()
        starts = TimeField(null=True)
        ends = TimeField(null=True)
        class Meta:
            database = db
            table_name = 'legal_leave'
    db.create_tables([Leave])

    class Matter(Model):
        booking = ForeignKeyField(Booking, unique=True)
        kind = CharField(max_length=20)
        text = TextField()
        photo = ForeignKeyField(Upload, null=True)
        class Meta:
            database = db
            table_name = 'legal_matter'
    db.create_tables([Matter])

    class Roster(Model):
        adviser = ForeignKeyField(Adviser)
        locality = ForeignKeyField(Locality)
        kind = CharField(max_length=20)
        weekday = IntegerField(null=True)
        nth = IntegerField(null=True)
        month_day = IntegerField(null=True)
        anchor = DateField(null=True)
        starts = TimeField()
        ends = TimeField()
        first_day = DateField()
        last_day = DateField(null=True)
        on_holiday = CharField(max_length=20, default='skip')
        place_kind = CharField(max_length=10, default='room')
        place = CharField()
        class Meta:
            database = db
            table_name = 'legal_roster'
    db.create_tables([Roster])
