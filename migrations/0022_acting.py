"""What a signed-in device acts under."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    migrator.migrate(migrator.add_column('session', 'proxy_id', IntegerField(null=True)),
                     migrator.add_column('session', 'proxy_at', UtcField(null=True)))
