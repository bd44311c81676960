"""Notices leave by several ways; how a person wants to be told; what could not be sent stays."""
from peewee import *

from linli.database import UtcField, utc_now


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

    class Notice(Model):
        person = ForeignKeyField(Person)
        class Meta:
            database = db
            table_name = 'notice'

    class Delivery(Model):
        person = ForeignKeyField(Person, null=True)
        notice = ForeignKeyField(Notice, null=True, unique=True)
        locality = ForeignKeyField(Locality, null=True)
        way = CharField(max_length=20)
        group = CharField(default='', max_length=40)
        code = TextField(default='')
        until = UtcField(null=True)
        state = CharField(default='waiting', max_length=10)
        reason = CharField(default='', max_length=20)
        made_at = UtcField()
        due_at = UtcField()
        tries = IntegerField(default=0)
        ended_at = UtcField(null=True)
        seen_by = ForeignKeyField(Person, null=True)
        class Meta:
            database = db
            table_name = 'delivery'
            indexes = ((('state', 'due_at'), False), (('person', 'state'), False))

    told_by = CharField(default='', max_length=20)
    migrator.migrate(migrator.add_column('person', 'told_by', told_by))
    db.execute_sql("UPDATE person SET told_by = 'mail' WHERE email IS NOT NULL")
    waiting = db.execute_sql('SELECT d.notice_id, n.person_id, d.tries FROM delivery d '
                             'JOIN notice n ON n.id = d.notice_id WHERE d.sent_at IS NULL').fetchall()
    db.execute_sql('DROP TABLE delivery')
    db.create_tables([Delivery])
    now = utc_now()
    for notice, person, tries in waiting:
        given_up = tries >= 6
        Delivery.create(notice=notice, person=person, way='mail', tries=tries, made_at=now, due_at=now,
                        state='failed' if given_up else 'waiting', reason='tries' if given_up else '',
                        ended_at=now if given_up else None)
