"""Audit lines become a chain: each holds the hash of its content and of the line before. Lines of nobody
known, and of whose data it was.

How a line is hashed is frozen here, apart from linli.audit.chain.
"""
import hashlib
import json
from datetime import UTC

from peewee import *

from linli.database import UtcField, append_only

FIRST = '0' * 64
BATCH = 500


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        class Meta:
            database = db
            table_name = 'locality'

    class AuditLine(Model):
        id = IntegerField(primary_key=True)
        at = UtcField()
        person = ForeignKeyField(Person, null=True)
        subject = ForeignKeyField(Person, null=True)
        act = CharField(max_length=40)
        what = CharField(max_length=80)
        locality = ForeignKeyField(Locality, null=True)
        count = IntegerField(default=0)
        reason = CharField()
        details = TextField(default='')
        previous = CharField(max_length=64)
        digest = CharField(max_length=64)
        class Meta:
            database = db
            table_name = 'audit_line'
            indexes = ((('at',), False),)

    class Before(Model):
        id = IntegerField(primary_key=True)
        at = UtcField()
        person_id = IntegerField()
        act = CharField()
        what = CharField()
        locality_id = CharField(null=True)
        count = IntegerField()
        reason = CharField()
        details = TextField()
        class Meta:
            database = db
            table_name = 'audit_before'

    class AuditHead(Model):
        id = IntegerField(primary_key=True)
        version = IntegerField(default=0)
        digest = CharField(max_length=64)
        class Meta:
            database = db
            table_name = 'audit_head'

    db.execute_sql('CREATE TABLE audit_before AS SELECT * FROM audit_line')
    db.execute_sql('DROP TABLE audit_line')
    db.create_tables([AuditLine, AuditHead])
    number, digest, last = 0, FIRST, 0
    while batch := list(Before.select().where(Before.id > last).order_by(Before.id).limit(BATCH)):
        rows, last = [], batch[-1].id
        for line in batch:
            number, previous = number + 1, digest
            digest = digest_of(number, previous, line)
            rows.append({'id': number, 'at': line.at, 'person': line.person_id, 'subject': None,
                         'act': line.act, 'what': line.what, 'locality': line.locality_id,
                         'count': line.count, 'reason': line.reason, 'details': line.details,
                         'previous': previous, 'digest': digest})
        AuditLine.insert_many(rows).execute()
    db.execute_sql('DROP TABLE audit_before')
    AuditHead.insert(id=1, version=number, digest=digest).execute()
    append_only(db, 'audit_line')


def digest_of(number, previous, line):
    moment = line.at.astimezone(UTC).isoformat(timespec='microseconds')
    values = [previous, number, moment, line.person_id, None, line.act, line.what, line.locality_id,
              line.count, line.reason, line.details]
    return hashlib.sha256(json.dumps(values, separators=(',', ':')).encode('ascii')).hexdigest()
