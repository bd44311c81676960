"""Bookings that were made before there were reminders get theirs."""
from datetime import UTC, datetime, timedelta

from peewee import *

from linli.database import UtcField

SHANGHAI, DAY, HOUR = timedelta(hours=8), timedelta(days=1), timedelta(hours=1)
PARTS = ((6, '凌晨'), (12, '上午'), (13, '中午'), (18, '下午'), (24, '晚上'))


def when(start):
    at = start + SHANGHAI
    part = next(word for end, word in PARTS if at.hour < end)
    hour = at.hour if at.hour <= 12 else at.hour - 12
    return f"{at.month} 月 {at.day} 日 周{'一二三四五六日'[at.weekday()]} {part} {hour}:{at.minute:02}"


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Booking(Model):
        number = CharField(max_length=30)
        locality_id = CharField(max_length=24)
        resident_id = IntegerField()
        starts_at = UtcField()
        place = CharField()
        state = CharField(max_length=20)
        class Meta:
            database = db
            table_name = 'legal_booking'

    class Reminder(Model):
        record = CharField(max_length=60)
        person = ForeignKeyField(Person)
        at = UtcField()
        until = UtcField()
        title = CharField()
        text = TextField()
        url = CharField()
        class Meta:
            database = db
            table_name = 'reminder'

    now, known = datetime.now(UTC), {row.record for row in Reminder.select(Reminder.record)}
    for row in list(Booking.select().where(Booking.state == 'booked', Booking.starts_at > now)):
        start, record = row.starts_at, f'legal_booking:{row.id}'
        shown = start + SHANGHAI
        midnight = start - timedelta(hours=shown.hour, minutes=shown.minute, seconds=shown.second)
        for before, until, title in ((DAY, midnight, '明天有法律咨询'), (HOUR, start, '法律咨询快开始了')):
            if record not in known and start - before > now:
                Reminder.create(record=record, person=row.resident_id, at=start - before, until=until,
                                title=title, text=f'{when(start)} · {row.place}',
                                url=f'/{row.locality_id}/legal/bookings/{row.number}')
