"""Households count their changes and know their head; what happens to one is a line that stays."""
from peewee import *

from linli.database import UtcField

REFUSED = 'household_event is append-only'
# A line goes only with the household or the person it tells of (an import that is undone).
STILL_THERE = ('EXISTS (SELECT 1 FROM household WHERE id = OLD.household_id) AND (OLD.person_id IS NULL '
               'OR EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id))')


def up(migrator, db):
    db.execute_sql('ALTER TABLE household ADD COLUMN version INTEGER NOT NULL DEFAULT 0')
    no = 'false' if isinstance(db, PostgresqlDatabase) else '0'
    kind = 'BOOLEAN' if isinstance(db, PostgresqlDatabase) else 'INTEGER'
    db.execute_sql(f'ALTER TABLE person ADD COLUMN is_head {kind} NOT NULL DEFAULT {no}')
    db.execute_sql('CREATE UNIQUE INDEX person_head ON person (household_id) WHERE is_head')
    db.execute_sql('CREATE INDEX person_name ON person (name)')

    class Household(Model):
        class Meta:
            database = db
            table_name = 'household'

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class HouseholdEvent(Model):
        household = ForeignKeyField(Household, on_delete='CASCADE')
        kind = CharField(max_length=20)
        person = ForeignKeyField(Person, null=True, on_delete='CASCADE')
        other = ForeignKeyField(Household, null=True)
        day = DateField()
        words = TextField(default='')
        made_by = ForeignKeyField(Person, null=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'household_event'
    db.create_tables([HouseholdEvent])
    _append_only(db)


def _append_only(db):
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql(f"CREATE FUNCTION household_event_refuse() RETURNS trigger AS $$ BEGIN "
                       f"IF TG_OP = 'UPDATE' OR ({STILL_THERE}) THEN RAISE EXCEPTION '{REFUSED}'; END IF; "
                       f"RETURN OLD; END $$ LANGUAGE plpgsql")
        db.execute_sql('CREATE TRIGGER household_event_stays BEFORE UPDATE OR DELETE ON household_event '
                       'FOR EACH ROW EXECUTE FUNCTION household_event_refuse()')
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    db.execute_sql(f'CREATE TRIGGER household_event_no_update BEFORE UPDATE ON household_event {refuse}')
    db.execute_sql(f'CREATE TRIGGER household_event_no_delete BEFORE DELETE ON household_event '
                   f'WHEN {STILL_THERE} {refuse}')
