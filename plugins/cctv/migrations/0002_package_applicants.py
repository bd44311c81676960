"""A package says for whom it is; those there were are for all."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE cctv_package ADD COLUMN applicants TEXT NOT NULL DEFAULT 'home shop village'")
