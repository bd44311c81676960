"""How names are typed, for the search; and the time zone that a person chose."""
from linli.database import is_sqlite
from linli.toolkit.pinyin import spellings

TABLES = (('person', 'id'), ('locality', 'code'))


def up(migrator, db):
    db.execute_sql("ALTER TABLE person ADD COLUMN zone VARCHAR(40) NOT NULL DEFAULT ''")
    mark = '?' if is_sqlite() else '%s'
    for table, key in TABLES:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN initials TEXT NOT NULL DEFAULT ''")
        for row, name in db.execute_sql(f'SELECT {key}, name FROM {table}').fetchall():
            db.execute_sql(f'UPDATE {table} SET initials = {mark} WHERE {key} = {mark}',
                           (spellings(name), row))
