"""Programmes, applications, works, cameras, settlements, footage."""
from peewee import *

from linli.database import UtcField, append_only


def up(migrator, db):
    class Household(Model):
        class Meta:
            database = db
            table_name = 'household'

    class Locality(Model):
        code = CharField(primary_key=True, max_length=24)
        class Meta:
            database = db
            table_name = 'locality'

    class Person(Model):
        class Meta:
            database = db
            table_name = 'person'

    class CctvProgramme(Model):
        locality = ForeignKeyField(Locality)
        number = CharField(max_length=20, unique=True)
        title = CharField(max_length=80)
        text = TextField(default='')
        first_day = DateField()
        last_day = DateField()
        applicants = TextField(default='home shop village')
        budget = BigIntegerField(default=0)
        reserved = BigIntegerField(default=0)
        spent = BigIntegerField(default=0)
        cameras = IntegerField(default=0)
        taken = IntegerField(default=0)
        state = CharField(max_length=8, default='draft')
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'cctv_programme'
            constraints = (SQL('CHECK (first_day <= last_day)'),
                           SQL('CHECK (reserved >= 0 AND spent >= 0)'),
                           SQL('CHECK (reserved + spent <= budget)'),
                           SQL('CHECK (taken >= 0)'),
                           SQL('CHECK (cameras = 0 OR taken <= cameras)'),)
    db.create_tables([CctvProgramme])

    class CctvLimit(Model):
        programme = ForeignKeyField(CctvProgramme)
        locality = ForeignKeyField(Locality)
        most = IntegerField(null=True)
        taken = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'cctv_limit'
            indexes = ((('programme', 'locality'), True),)
            constraints = (SQL('CHECK (taken >= 0 AND (most IS NULL OR taken <= most))'),)
    db.create_tables([CctvLimit])

    class CctvPackage(Model):
        programme = ForeignKeyField(CctvProgramme)
        key = CharField(max_length=12)
        edition = IntegerField(default=1)
        title = CharField(max_length=60)
        camera = CharField(max_length=80)
        storage = CharField(max_length=80)
        network = CharField(max_length=80, default='')
        price = BigIntegerField(constraints=[SQL('CHECK (price > 0)')])
        telecom_permille = IntegerField()
        resident_permille = IntegerField()
        resident_least = BigIntegerField(default=0)
        ended_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'cctv_package'
            indexes = ((('programme', 'key', 'edition'), True),)
            constraints = (SQL('CHECK (telecom_permille >= 0 AND resident_permille >= 0 AND '
                               'resident_least >= 0)'),
                           SQL('CHECK (telecom_permille + resident_permille <= 1000)'),)
    db.create_tables([CctvPackage])

    class CctvBudgetLine(Model):
        programme = ForeignKeyField(CctvProgramme)
        kind = CharField(max_length=12)
        amount = BigIntegerField(constraints=[SQL('CHECK (amount <> 0)')])
        record = CharField(max_length=60, default='')
        note = CharField(max_length=200, default='')
        person = ForeignKeyField(Person, null=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_budget_line'
            indexes = ((('programme', 'id'), False), (('record', 'kind'), False),)
    db.create_tables([CctvBudgetLine])

    class CctvApplication(Model):
        number = CharField(max_length=20, unique=True)
        programme = ForeignKeyField(CctvProgramme)
        package = ForeignKeyField(CctvPackage)
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person, backref='+')
        household = ForeignKeyField(Household, null=True)
        kind = CharField(max_length=8)
        title = CharField(max_length=60, default='')
        place = CharField(max_length=120)
        latitude = FloatField(null=True)
        longitude = FloatField(null=True)
        sees = TextField(default='own')
        duty = BooleanField(default=False)
        proof = TextField(default='')
        state = CharField(max_length=10, default='applied')
        turn = CharField(max_length=40, default='')
        applied_at = UtcField()
        approved_at = UtcField(null=True)
        pay_by = DateField(null=True)
        entered_by = ForeignKeyField(Person, null=True, backref='+')
        consent = TextField(default='')
        reason = TextField(default='')
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'cctv_application'
            indexes = ((('locality', 'state'), False), (('person', 'state'), False), (('programme',
                'state'), False),)
    db.create_tables([CctvApplication])

    class CctvQuestion(Model):
        application = ForeignKeyField(CctvApplication)
        topic = CharField(max_length=8)
        text = TextField()
        asked_by = ForeignKeyField(Person, backref='+')
        asked_at = UtcField()
        answer = TextField(default='')
        answered_at = UtcField(null=True)
        answered_by = ForeignKeyField(Person, null=True, backref='+')
        class Meta:
            database = db
            table_name = 'cctv_question'
    CctvQuestion.add_index(CctvQuestion.index(CctvQuestion.application, CctvQuestion.topic, unique=True,
        where=CctvQuestion.answered_at.is_null(), name='cctv_question_open'))
    db.create_tables([CctvQuestion])

    class CctvSurvey(Model):
        application = ForeignKeyField(CctvApplication)
        day = DateField()
        points = IntegerField(default=1, constraints=[SQL('CHECK (points > 0)')])
        cable = IntegerField(default=0, constraints=[SQL('CHECK (cable >= 0)')])
        sees = TextField(default='own')
        lens = CharField(max_length=8, default='kept')
        article = IntegerField(default=0)
        words = TextField(default='')
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_survey'
    db.create_tables([CctvSurvey])

    class CctvQuote(Model):
        application = ForeignKeyField(CctvApplication)
        price = BigIntegerField()
        extra = BigIntegerField(default=0)
        extra_for = CharField(max_length=120, default='')
        telecom = BigIntegerField()
        resident = BigIntegerField()
        town = BigIntegerField()
        approvers = TextField(default='village_staff township_staff')
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_quote'
            constraints = (SQL('CHECK (telecom + resident + town = price)'),
                           SQL('CHECK (telecom >= 0 AND resident >= 0 AND town >= 0 AND extra >= 0)'),)
    db.create_tables([CctvQuote])

    class CctvApproval(Model):
        application = ForeignKeyField(CctvApplication)
        quote = ForeignKeyField(CctvQuote)
        step = IntegerField()
        role = CharField(max_length=40)
        person = ForeignKeyField(Person)
        words = TextField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_approval'
            indexes = ((('quote', 'step'), True), (('quote', 'person'), True),)
    db.create_tables([CctvApproval])

    class CctvPayment(Model):
        application = ForeignKeyField(CctvApplication)
        programme = ForeignKeyField(CctvProgramme)
        amount = BigIntegerField(constraints=[SQL('CHECK (amount <> 0)')])
        way = CharField(max_length=10)
        receipt = CharField(max_length=40)
        entry = IntegerField(default=0)
        paid_on = DateField()
        note = CharField(max_length=200, default='')
        reverses = ForeignKeyField('self', null=True, unique=True, backref='+')
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_payment'
    CctvPayment.add_index(CctvPayment.index(CctvPayment.programme, CctvPayment.receipt, CctvPayment.entry,
        unique=True, where=CctvPayment.reverses.is_null(), name='cctv_payment_receipt'))
    db.create_tables([CctvPayment])

    class CctvInstallation(Model):
        application = ForeignKeyField(CctvApplication)
        day = DateField()
        by = CharField(max_length=60)
        serial = CharField(max_length=60)
        sign = BooleanField(default=False)
        words = TextField(default='')
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_installation'
    db.create_tables([CctvInstallation])

    class CctvCamera(Model):
        number = CharField(max_length=20, unique=True)
        application = ForeignKeyField(CctvApplication, null=True, unique=True)
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person, null=True)
        place = CharField(max_length=120)
        latitude = FloatField(null=True)
        longitude = FloatField(null=True)
        serial = CharField(max_length=60, default='')
        sees = TextField(default='own')
        lens = CharField(max_length=8, default='kept')
        duty = CharField(max_length=200, default='')
        article = IntegerField(default=0)
        sign = BooleanField(default=False)
        retention = IntegerField(default=30)
        since = DateField()
        file_by = DateField(null=True)
        filed_on = DateField(null=True)
        filing_number = CharField(max_length=60, default='')
        removed_on = DateField(null=True)
        state = CharField(max_length=10, default='working')
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'cctv_camera'
            indexes = ((('locality', 'state'), False),)
    db.create_tables([CctvCamera])

    class CctvCameraChange(Model):
        camera = ForeignKeyField(CctvCamera)
        kind = CharField(max_length=10)
        day = DateField()
        before = CharField(max_length=200)
        words = TextField(default='')
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_camera_change'
    db.create_tables([CctvCameraChange])

    class CctvFault(Model):
        number = CharField(max_length=20, unique=True)
        locality = ForeignKeyField(Locality)
        camera = ForeignKeyField(CctvCamera)
        text = TextField()
        reported_by = ForeignKeyField(Person)
        reported_at = UtcField()
        visit_by = DateField()
        done_on = DateField(null=True)
        words = TextField(default='')
        state = CharField(max_length=10, default='reported')
        class Meta:
            database = db
            table_name = 'cctv_fault'
            indexes = ((('locality', 'state'), False),)
    db.create_tables([CctvFault])

    class CctvPoint(Model):
        locality = ForeignKeyField(Locality)
        title = CharField(max_length=80)
        camera = ForeignKeyField(CctvCamera, null=True)
        listed_on = DateField()
        class Meta:
            database = db
            table_name = 'cctv_point'
            indexes = ((('locality', 'title'), True),)
    db.create_tables([CctvPoint])

    class CctvSettlement(Model):
        number = CharField(max_length=20, unique=True)
        locality = ForeignKeyField(Locality)
        programme = ForeignKeyField(CctvProgramme)
        total = BigIntegerField(default=0)
        state = CharField(max_length=8, default='draft')
        paid_on = DateField(null=True)
        voucher = CharField(max_length=60, default='')
        made_by = ForeignKeyField(Person)
        made_at = UtcField()
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'cctv_settlement'
    db.create_tables([CctvSettlement])

    class CctvSettlementLine(Model):
        settlement = ForeignKeyField(CctvSettlement)
        application = ForeignKeyField(CctvApplication, unique=True)
        amount = BigIntegerField(constraints=[SQL('CHECK (amount >= 0)')])
        class Meta:
            database = db
            table_name = 'cctv_settlement_line'
    db.create_tables([CctvSettlementLine])

    class CctvFootageRequest(Model):
        number = CharField(max_length=20, unique=True)
        locality = ForeignKeyField(Locality)
        camera = ForeignKeyField(CctvCamera)
        person = ForeignKeyField(Person, backref='+')
        who = CharField(max_length=10)
        paper = CharField(max_length=60, default='')
        reason = TextField()
        starts_at = UtcField()
        ends_at = UtcField()
        state = CharField(max_length=10, default='asked')
        answer_by = DateField()
        decided_by = ForeignKeyField(Person, null=True, backref='+')
        decision = TextField(default='')
        decided_on = DateField(null=True)
        masked = BooleanField(default=False)
        passed_on = DateField(null=True)
        asked_at = UtcField()
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'cctv_footage_request'
            indexes = ((('locality', 'state'), False),)
            constraints = (SQL('CHECK (starts_at < ends_at)'),)
    db.create_tables([CctvFootageRequest])

    class CctvAccess(Model):
        request = ForeignKeyField(CctvFootageRequest)
        day = DateField()
        name = CharField(max_length=40)
        unit = CharField(max_length=80, default='')
        how = CharField(max_length=10)
        masked = BooleanField()
        content = CharField(max_length=200)
        person = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'cctv_access'
    db.create_tables([CctvAccess])
    append_only(db, 'cctv_budget_line')
    append_only(db, 'cctv_payment')
    append_only(db, 'cctv_access')
