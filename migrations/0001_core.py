"""Places, people, modules, and what the toolkit keeps. Frozen: later changes are later files."""
from peewee import *

from linli.database import UtcField
from linli.localities.models import PathField


def up(migrator, db):
    class Counter(Model):
        name = CharField(primary_key=True, max_length=60)
        value = IntegerField()
        class Meta:
            database = db
            table_name = 'counter'
    db.create_tables([Counter])

    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        name = CharField()
        short_name = CharField()
        kind = CharField(max_length=20)
        parent = ForeignKeyField('self', null=True)
        path = PathField(unique=True)
        successor = ForeignKeyField('self', null=True)
        class Meta:
            database = db
            table_name = 'locality'
            indexes = ((('kind', 'code'), False),)
    db.create_tables([Locality])

    class Household(Model):
        locality = ForeignKeyField(Locality)
        number = CharField(max_length=20)
        address = CharField()
        class Meta:
            database = db
            table_name = 'household'
            indexes = ((('locality', 'number'), True),)
    db.create_tables([Household])

    class Person(Model):
        name = CharField(max_length=40)
        phone = CharField(unique=True, null=True, max_length=20)
        email = CharField(null=True)
        password_hash = CharField(null=True)
        household = ForeignKeyField(Household, null=True)
        locality = ForeignKeyField(Locality, null=True)
        disabled_at = UtcField(null=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'person'
    db.create_tables([Person])

    class Notice(Model):
        person = ForeignKeyField(Person)
        title = CharField()
        text = TextField()
        url = CharField()
        at = UtcField()
        read_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'notice'
            indexes = ((('person', 'read_at'), False),)
    db.create_tables([Notice])

    class Delivery(Model):
        notice = ForeignKeyField(Notice, unique=True)
        address = CharField()
        due_at = UtcField()
        tries = IntegerField(default=0)
        sent_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'delivery'
            indexes = ((('sent_at', 'due_at'), False),)
    db.create_tables([Delivery])

    class Guess(Model):
        key = CharField(max_length=64)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'guess'
            indexes = ((('key', 'at'), False),)
    db.create_tables([Guess])

    class History(Model):
        record = CharField(max_length=60)
        name = CharField(max_length=40)
        source = CharField(max_length=40)
        target = CharField(max_length=40)
        person = ForeignKeyField(Person, null=True)
        note = TextField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'history'
            indexes = ((('record', 'at'), False),)
    db.create_tables([History])

    class Installation(Model):
        name = CharField(primary_key=True, max_length=40)
        value = CharField()
        class Meta:
            database = db
            table_name = 'installation'
    db.create_tables([Installation])

    class ModuleSetting(Model):
        locality = ForeignKeyField(Locality)
        module = CharField(max_length=40)
        name = CharField(max_length=40)
        value = CharField()
        changed_by = ForeignKeyField(Person, null=True)
        changed_at = UtcField()
        class Meta:
            database = db
            table_name = 'module_setting'
            indexes = ((('locality', 'module', 'name'), True),)
    db.create_tables([ModuleSetting])

    class ModuleSwitch(Model):
        locality = ForeignKeyField(Locality)
        module = CharField(max_length=40)
        on = BooleanField()
        changed_by = ForeignKeyField(Person, null=True)
        changed_at = UtcField()
        class Meta:
            database = db
            table_name = 'module_switch'
            indexes = ((('locality', 'module'), True),)
    db.create_tables([ModuleSwitch])

    class Post(Model):
        person = ForeignKeyField(Person)
        role = CharField(max_length=40)
        locality = ForeignKeyField(Locality)
        starts_on = DateField()
        ends_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'post'
            indexes = ((('person', 'role', 'locality', 'starts_on'), True),)
    db.create_tables([Post])

    class Session(Model):
        token_hash = CharField(unique=True, max_length=64)
        person = ForeignKeyField(Person)
        device = CharField(max_length=80)
        started_at = UtcField()
        seen_at = UtcField()
        ended_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'session'
    db.create_tables([Session])

    class Submission(Model):
        nonce = CharField(primary_key=True, max_length=64)
        result = CharField()
        at = UtcField()
        class Meta:
            database = db
            table_name = 'submission'
    db.create_tables([Submission])

    class Upload(Model):
        digest = CharField(max_length=64)
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'upload'
            indexes = ((('digest', 'person'), True),)
    db.create_tables([Upload])
