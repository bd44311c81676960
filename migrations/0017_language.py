"""The language that a person is told in; none: the house's."""
from peewee import CharField


def up(migrator, db):
    migrator.migrate(migrator.add_column('person', 'language', CharField(max_length=20, null=True)))
