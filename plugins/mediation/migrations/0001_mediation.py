"""Rooms, cases, sessions, agreements, papers."""
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

    class Upload(Model):
        class Meta:
            database = db
            table_name = 'upload'

    class MediationRoom(Model):
        locality = ForeignKeyField(Locality)
        title = CharField(max_length=60)
        place = CharField(max_length=120)
        weekdays = TextField(default='1 2 3 4 5')
        opens = TimeField()
        closes = TimeField()
        seats = IntegerField(default=0)
        note = CharField(max_length=200, default='')
        closed_on = DateField(null=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'mediation_room'
            indexes = ((('locality', 'title'), True),)
            constraints = (SQL('CHECK (opens < closes)'),)
    db.create_tables([MediationRoom])

    class MediationRoomVillage(Model):
        room = ForeignKeyField(MediationRoom, on_delete='CASCADE')
        locality = ForeignKeyField(Locality)
        class Meta:
            database = db
            table_name = 'mediation_room_village'
            indexes = ((('room', 'locality'), True),)
    db.create_tables([MediationRoomVillage])

    class MediationListed(Model):
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person)
        kind = CharField(max_length=12)
        woman = BooleanField(default=False)
        good_at = CharField(max_length=120, default='')
        since = DateField()
        until = DateField(null=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'mediation_listed'
            indexes = ((('locality', 'kind'), False),)
    MediationListed.add_index(MediationListed.index(MediationListed.locality, MediationListed.person,
                MediationListed.kind, unique=True,
        where=MediationListed.until.is_null(), name='mediation_listed_once'))
    db.create_tables([MediationListed])

    class MediationCase(Model):
        code = CharField(max_length=20, unique=True)
        number = CharField(max_length=60, null=True)
        locality = ForeignKeyField(Locality, backref='+')
        desk = ForeignKeyField(Locality, backref='+')
        way = CharField(max_length=12, default='application')
        way_number = CharField(max_length=60, default='')
        dispute_class = CharField(max_length=4)
        ministry_kind = CharField(max_length=12)
        scale = CharField(max_length=2, default='01')
        people = IntegerField(default=2, constraints=[SQL('CHECK (people >= 2)')])
        is_open = BooleanField(null=True)
        state = CharField(max_length=12, default='applied')
        violence = BooleanField(default=False)
        mediator = ForeignKeyField(Person, null=True)
        applied_at = UtcField()
        accepted_on = DateField(null=True)
        due_on = DateField(null=True)
        extended_on = DateField(null=True)
        agreed_on = DateField(null=True)
        ended_on = DateField(null=True)
        escalated_on = DateField(null=True)
        next_step = CharField(max_length=12, default='')
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'mediation_case'
            indexes = ((('locality', 'number'), True), (('desk', 'state'), False),
                       (('locality', 'accepted_on'), False),)
    db.create_tables([MediationCase])

    class MediationMatter(Model):
        case = ForeignKeyField(MediationCase, primary_key=True)
        summary = TextField()
        wish = TextField(default='')
        findings = TextField(default='')
        ended = TextField(default='')
        extension = TextField(default='')
        class Meta:
            database = db
            table_name = 'mediation_matter'
    db.create_tables([MediationMatter])

    class MediationParty(Model):
        case = ForeignKeyField(MediationCase)
        side = CharField(max_length=12)
        role = CharField(max_length=14, default='party')
        stands_for = ForeignKeyField('self', null=True, backref='+')
        person = ForeignKeyField(Person, null=True)
        name = CharField(max_length=40)
        phone = CharField(max_length=20, default='')
        address = CharField(max_length=120, default='')
        minor = BooleanField(default=False)
        told_at = UtcField(null=True)
        answer = CharField(max_length=3, default='')
        answered_at = UtcField(null=True)
        wants_open = BooleanField(null=True)
        class Meta:
            database = db
            table_name = 'mediation_party'
            indexes = ((('case', 'person'), True), (('person', 'told_at'), False),)
    db.create_tables([MediationParty])

    class MediationSitter(Model):
        case = ForeignKeyField(MediationCase)
        person = ForeignKeyField(Person)
        kind = CharField(max_length=12)
        since = UtcField()
        until = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'mediation_sitter'
    MediationSitter.add_index(MediationSitter.index(MediationSitter.case, MediationSitter.person,
                unique=True,
        where=MediationSitter.until.is_null(), name='mediation_sitter_once'))
    db.create_tables([MediationSitter])

    class MediationKeptOut(Model):
        case = ForeignKeyField(MediationCase)
        person = ForeignKeyField(Person)
        by = ForeignKeyField(MediationParty, null=True)
        class Meta:
            database = db
            table_name = 'mediation_kept_out'
            indexes = ((('case', 'person'), True),)
    db.create_tables([MediationKeptOut])

    class MediationSession(Model):
        locality = ForeignKeyField(Locality)
        case = ForeignKeyField(MediationCase)
        kind = CharField(max_length=10, default='sitting')
        room = ForeignKeyField(MediationRoom, null=True)
        place = CharField(max_length=120, default='')
        mediator = ForeignKeyField(Person)
        starts_at = UtcField()
        ends_at = UtcField()
        state = CharField(max_length=10, default='planned')
        bodies = CharField(max_length=200, default='')
        sequence = IntegerField(default=0)
        made_at = UtcField()
        class Meta:
            database = db
            table_name = 'mediation_session'
            indexes = ((('room', 'starts_at'), False), (('mediator', 'starts_at'), False),)
            constraints = (SQL('CHECK (starts_at < ends_at)'),)
    MediationSession.add_index(MediationSession.index(MediationSession.room,
                MediationSession.starts_at, unique=True,
        where=(MediationSession.state == 'planned') & MediationSession.room.is_null(False),
                name='mediation_session_once'))
    db.create_tables([MediationSession])

    class MediationRecord(Model):
        session = ForeignKeyField(MediationSession, primary_key=True)
        text = TextField()
        minutes = IntegerField(constraints=[SQL('CHECK (minutes > 0 AND minutes <= 1440)')])
        class Meta:
            database = db
            table_name = 'mediation_record'
    db.create_tables([MediationRecord])

    class MediationSeat(Model):
        session = ForeignKeyField(MediationSession)
        party = ForeignKeyField(MediationParty)
        came = BooleanField(null=True)
        class Meta:
            database = db
            table_name = 'mediation_seat'
            indexes = ((('session', 'party'), True),)
    db.create_tables([MediationSeat])

    class MediationAgreement(Model):
        case = ForeignKeyField(MediationCase, unique=True)
        form = CharField(max_length=8, default='written')
        facts = TextField()
        liability = TextField(default='')
        signed_on = DateField(null=True)
        confirm_by = DateField(null=True)
        follow_up_by = DateField(null=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'mediation_agreement'
    db.create_tables([MediationAgreement])

    class MediationTerm(Model):
        agreement = ForeignKeyField(MediationAgreement)
        party = ForeignKeyField(MediationParty)
        receiver = ForeignKeyField(MediationParty, null=True, backref='+')
        text = TextField()
        amount = BigIntegerField(null=True, constraints=[SQL('CHECK (amount > 0)')])
        due_on = DateField()
        done_on = DateField(null=True)
        note = TextField(default='')
        proof = ForeignKeyField(Upload, null=True)
        class Meta:
            database = db
            table_name = 'mediation_term'
            indexes = ((('agreement',), False),)
    db.create_tables([MediationTerm])

    class MediationSignature(Model):
        agreement = ForeignKeyField(MediationAgreement)
        party = ForeignKeyField(MediationParty)
        way = CharField(max_length=8)
        upload = ForeignKeyField(Upload)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'mediation_signature'
            indexes = ((('agreement', 'party'), True),)
    db.create_tables([MediationSignature])

    class MediationConfirmation(Model):
        case = ForeignKeyField(MediationCase, unique=True)
        court = CharField(max_length=60)
        applied_on = DateField()
        decided_on = DateField(null=True)
        number = CharField(max_length=60, default='')
        state = CharField(max_length=14, default='on_its_way')
        class Meta:
            database = db
            table_name = 'mediation_confirmation'
    db.create_tables([MediationConfirmation])

    class MediationFollowUp(Model):
        case = ForeignKeyField(MediationCase)
        party = ForeignKeyField(MediationParty)
        day = DateField()
        by_phone = BooleanField(default=False)
        kept = BooleanField()
        words = TextField(default='')
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'mediation_follow_up'
    db.create_tables([MediationFollowUp])

    class MediationScan(Model):
        case = ForeignKeyField(MediationCase)
        kind = CharField(max_length=14)
        upload = ForeignKeyField(Upload)
        caption = CharField(max_length=80, default='')
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'mediation_scan'
            indexes = ((('case', 'kind', 'upload'), True),)
    db.create_tables([MediationScan])
