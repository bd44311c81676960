"""A coordinate keeps all its digits: PostgreSQL's REAL has seven, which is a step of ten metres."""
from peewee import PostgresqlDatabase


def up(migrator, db):
    if isinstance(db, PostgresqlDatabase):
        for table in ("cctv_application", "cctv_camera"):
            for column in ("latitude", "longitude"):
                db.execute_sql(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE DOUBLE PRECISION")
