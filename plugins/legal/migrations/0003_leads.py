"""Wage-arrears leads and what was paid on them."""
from peewee import *

from linli.database import UtcField, append_only


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

    class Lead(Model):
        number = CharField(unique=True, max_length=30)
        locality = ForeignKeyField(Locality)
        source = CharField(max_length=20)
        platform_number = CharField(max_length=60, default='')
        platform_due_on = DateField(null=True)
        employer = CharField(max_length=80)
        site = CharField(max_length=120)
        people = IntegerField(constraints=[Check('people > 0')])
        amount = BigIntegerField(constraints=[Check('amount > 0')])
        contact_name = CharField(max_length=40, default='')
        contact_phone = CharField(max_length=20, default='')
        text = TextField(default='')
        state = CharField(max_length=20, default='new')
        due_on = DateField(null=True)
        office = CharField(max_length=80, default='')
        office_number = CharField(max_length=60, default='')
        sent_on = DateField(null=True)
        reported_by = ForeignKeyField(Person)
        reported_at = UtcField()
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'legal_lead'
            indexes = ((('locality', 'reported_at'), False), (('reported_by', 'state'), False),
                       (('state', 'due_on'), False))
    Lead.add_index(Lead.index(Lead.source, Lead.platform_number, unique=True,
                              where=(Lead.platform_number != ''), name='legal_lead_platform'))
    db.create_tables([Lead])

    class Payment(Model):
        lead = ForeignKeyField(Lead)
        day = DateField()
        amount = BigIntegerField()
        note = TextField(default='')
        reverses = ForeignKeyField('self', null=True, unique=True)
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'legal_payment'
            constraints = (Check('(amount > 0) = (reverses_id IS NULL) AND amount <> 0'),)
    db.create_tables([Payment])
    append_only(db, 'legal_payment')
