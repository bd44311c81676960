"""An import knows how far it is, what it made, and whether it was taken back."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    no = 'false' if isinstance(db, PostgresqlDatabase) else '0'
    yes_no = 'BOOLEAN' if isinstance(db, PostgresqlDatabase) else 'INTEGER'
    for column in ("state VARCHAR(10) NOT NULL DEFAULT 'checked'", "total INTEGER NOT NULL DEFAULT 0",
                   "position INTEGER NOT NULL DEFAULT 0", f"leave_out {yes_no} NOT NULL DEFAULT {no}",
                   f"stopped {yes_no} NOT NULL DEFAULT {no}"):
        db.execute_sql(f'ALTER TABLE import_run ADD COLUMN {column}')
    migrator.migrate(migrator.add_column('import_run', 'undone_at', UtcField(null=True)))
    db.execute_sql('ALTER TABLE import_run ADD COLUMN undone_by_id INTEGER REFERENCES person (id)')
    db.execute_sql('CREATE INDEX importrun_undone_by_id ON import_run (undone_by_id)')
    db.execute_sql("UPDATE import_run SET state = 'done' WHERE done_at IS NOT NULL")
    db.execute_sql('CREATE INDEX import_run_state ON import_run (state)')

    class ImportRun(Model):
        class Meta:
            database = db
            table_name = 'import_run'

    class ImportMade(Model):
        run = ForeignKeyField(ImportRun, on_delete='CASCADE')
        table = CharField(max_length=60, column_name='of_table')
        key = IntegerField(column_name='of_key')
        version = IntegerField(default=0)
        stays = TextField(default='')
        class Meta:
            database = db
            table_name = 'import_made'
            indexes = ((('run', 'table', 'key'), True),)
    db.create_tables([ImportMade])
