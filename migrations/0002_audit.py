"""Audit lines, which nobody in the site can change: the database itself refuses."""
from peewee import *

from linli.database import UtcField

SQLITE = """
CREATE TRIGGER audit_line_no_{word} BEFORE {word} ON audit_line
BEGIN SELECT RAISE(ABORT, 'audit lines stay as they are'); END
"""
# INSERT OR REPLACE takes a line away without a DELETE.
SQLITE_REPLACE = """
CREATE TRIGGER audit_line_no_replace BEFORE INSERT ON audit_line
WHEN EXISTS (SELECT 1 FROM audit_line WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit lines stay as they are'); END
"""
POSTGRES_REFUSE = """
CREATE OR REPLACE FUNCTION audit_line_refuse() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION 'audit lines stay as they are'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER audit_line_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_line
FOR EACH STATEMENT EXECUTE FUNCTION audit_line_refuse()
"""


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
        at = UtcField()
        person = ForeignKeyField(Person)
        act = CharField(max_length=40)
        what = CharField(max_length=80)
        locality = ForeignKeyField(Locality, null=True)
        count = IntegerField(default=0)
        reason = CharField()
        details = TextField(default='')
        class Meta:
            database = db
            table_name = 'audit_line'
            indexes = ((('at',), False),)
    db.create_tables([AuditLine])

    if isinstance(db, PostgresqlDatabase):
        db.execute_sql(POSTGRES_REFUSE)
        db.execute_sql(POSTGRES)
    else:
        for word in ('UPDATE', 'DELETE'):
            db.execute_sql(SQLITE.format(word=word))
        db.execute_sql(SQLITE_REPLACE)
