"""Consultations that took place, their advice, opinions and ratings; how long a booking waited."""
from datetime import timedelta

from peewee import *

from linli.database import UtcField

SHANGHAI = timedelta(hours=8)


def up(migrator, db):
    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        class Meta:
            database = db
            table_name = 'locality'

    class Adviser(Model):
        class Meta:
            database = db
            table_name = 'legal_adviser'

    db.execute_sql('ALTER TABLE legal_booking ADD COLUMN waited_days INTEGER NOT NULL DEFAULT 0')

    class Booking(Model):
        starts_at = UtcField()
        made_at = UtcField()
        waited_days = IntegerField()
        class Meta:
            database = db
            table_name = 'legal_booking'
    for row in list(Booking.select()):
        days = ((row.starts_at + SHANGHAI).date() - (row.made_at + SHANGHAI).date()).days
        Booking.update(waited_days=days).where(Booking.id == row.id).execute()

    class Reader(Model):
        booking = ForeignKeyField(Booking)
        adviser = ForeignKeyField(Adviser)
        class Meta:
            database = db
            table_name = 'legal_reader'
            indexes = ((('booking', 'adviser'), True),)
    db.create_tables([Reader])

    class Consultation(Model):
        number = CharField(unique=True, max_length=30)
        booking = ForeignKeyField(Booking, null=True, unique=True)
        locality = ForeignKeyField(Locality)
        adviser = ForeignKeyField(Adviser)
        channel = CharField(max_length=10)
        day = DateField()
        minutes = IntegerField()
        made_at = UtcField()
        class Meta:
            database = db
            table_name = 'legal_consultation'
            indexes = ((('locality', 'day'), False), (('adviser', 'day'), False))
    db.create_tables([Consultation])

    class Advice(Model):
        consultation = ForeignKeyField(Consultation, unique=True)
        client = CharField(max_length=40, default='')
        phone = CharField(max_length=20, default='')
        kind = CharField(max_length=20, default='')
        matter = TextField(default='')
        outcome = CharField(max_length=20)
        text = TextField()
        next_step = CharField(max_length=20, default='none')
        next_note = CharField(default='')
        class Meta:
            database = db
            table_name = 'legal_advice'
    db.create_tables([Advice])

    class Opinion(Model):
        consultation = ForeignKeyField(Consultation)
        adviser = ForeignKeyField(Adviser)
        question = TextField()
        text = TextField(default='')
        asked_at = UtcField()
        answered_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'legal_opinion'
            indexes = ((('consultation', 'adviser'), True),)
    db.create_tables([Opinion])

    class Rating(Model):
        consultation = ForeignKeyField(Consultation, unique=True)
        stars = IntegerField()
        words = TextField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'legal_rating'
    db.create_tables([Rating])
