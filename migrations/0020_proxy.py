"""Who may act for whom, and in each line of history who did."""
from peewee import *

from linli.database import UtcField


def up(migrator, db):
    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        class Meta:
            database = db
            table_name = 'locality'

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class Proxy(Model):
        principal = ForeignKeyField(Person, backref='+')
        agent = ForeignKeyField(Person, backref='+')
        locality = ForeignKeyField(Locality, backref='+')
        way = CharField(max_length=10)
        ground = CharField(max_length=10, default='agreed')
        words = TextField()
        matters = CharField()
        confided = CharField(default='')
        agreed_on = DateField()
        until = DateField()
        recorded_by = ForeignKeyField(Person, backref='+')
        recorded_at = UtcField()
        ended_at = UtcField(null=True)
        ended_by = ForeignKeyField(Person, null=True, backref='+')
        class Meta:
            database = db
            table_name = 'proxy'
    Proxy.add_index(Proxy.index(Proxy.principal, Proxy.agent, unique=True, where=Proxy.ended_at.is_null(),
                                name='proxy_open'))
    db.create_tables([Proxy])
    migrator.migrate(migrator.add_column(
        'history', 'proxy_id', ForeignKeyField(Proxy, Proxy.id, null=True, backref='+')))
