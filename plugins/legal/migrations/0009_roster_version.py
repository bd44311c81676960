"""Rosters count their changes, so that two clerks do not overwrite each other."""


def up(migrator, db):
    db.execute_sql('ALTER TABLE legal_roster ADD COLUMN version INTEGER NOT NULL DEFAULT 0')
