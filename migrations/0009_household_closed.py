"""The day on which a household left the register."""
from peewee import DateField


def up(migrator, db):
    migrator.migrate(migrator.add_column('household', 'closed_on', DateField(null=True)))
