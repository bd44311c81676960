"""Tenures, tasks, claims, journal, meetings."""
from peewee import *

from linli.database import UtcField


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

    class Tenure(Model):
        locality = ForeignKeyField(Locality)
        role = CharField(max_length=40)
        person = ForeignKeyField(Person)
        way = CharField(max_length=10)
        words = TextField(default='')
        phone_shown = BooleanField(default=False)
        state = CharField(max_length=20, default='put_forward')
        probation_until = DateField(null=True)
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)
        thanks = TextField(default='')
        thanked_on = DateField(null=True)
        made_at = UtcField()
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'leaders_tenure'
            indexes = ((('locality', 'state'), False),)
    Tenure.add_index(Tenure.index(Tenure.person, Tenure.locality, Tenure.role, unique=True,
        where=Tenure.state.in_(('put_forward', 'probation', 'appointed', 'resting')),
        name='leaders_tenure_open'))
    db.create_tables([Tenure])

    class Assessment(Model):
        tenure = ForeignKeyField(Tenure)
        kind = CharField(max_length=10)
        day = DateField()
        result = CharField(max_length=20)
        notes = TextField()
        made_by = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'leaders_assessment'
    db.create_tables([Assessment])

    class Plan(Model):
        locality = ForeignKeyField(Locality)
        topic = CharField(max_length=20)
        title = CharField(max_length=80)
        text = TextField()
        place = CharField(max_length=120, default='')
        people = IntegerField(default=1, constraints=[Check('people > 0')])
        photos = IntegerField(default=1)
        worth = IntegerField(default=0)
        claim_hours = IntegerField()
        days = IntegerField(default=7)
        rhythm = CharField(max_length=10, default='')
        next_on = DateField(null=True)
        ended_on = DateField(null=True)
        made_by = ForeignKeyField(Person)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'leaders_plan'
            indexes = ((('locality', 'title'), False), (('next_on',), False))
    db.create_tables([Plan])

    class Task(Model):
        number = CharField(unique=True, max_length=30)
        locality = ForeignKeyField(Locality)
        topic = CharField(max_length=20)
        title = CharField(max_length=80)
        text = TextField()
        place = CharField(max_length=120, default='')
        until = UtcField()
        people = IntegerField()
        taken = IntegerField(default=0)
        photos = IntegerField(default=1)
        worth = IntegerField(default=0)
        claim_hours = IntegerField()
        audience = CharField(max_length=10, default='anybody')
        state = CharField(max_length=10, default='open')
        plan = ForeignKeyField(Plan, null=True)
        published_by = ForeignKeyField(Person, null=True)
        published_at = UtcField()
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'leaders_task'
            constraints = (Check('taken >= 0 AND taken <= people'),)
            indexes = ((('locality', 'state', 'until'), False), (('plan', 'published_at'), False))
    db.create_tables([Task])

    class TaskBlock(Model):
        task = ForeignKeyField(Task)
        block = ForeignKeyField(Locality)
        class Meta:
            database = db
            table_name = 'leaders_task_block'
            indexes = ((('task', 'block'), True),)
    db.create_tables([TaskBlock])

    class TaskPerson(Model):
        task = ForeignKeyField(Task)
        person = ForeignKeyField(Person)
        class Meta:
            database = db
            table_name = 'leaders_task_person'
            indexes = ((('task', 'person'), True),)
    db.create_tables([TaskPerson])

    class Claim(Model):
        task = ForeignKeyField(Task)
        person = ForeignKeyField(Person)
        locality = ForeignKeyField(Locality)
        state = CharField(max_length=10, default='claimed')
        claimed_at = UtcField()
        due_at = UtcField()
        words = TextField(default='')
        minutes = IntegerField(null=True)
        submitted_at = UtcField(null=True)
        review_by = DateField(null=True)
        reviewed_by = ForeignKeyField(Person, null=True)
        reviewed_at = UtcField(null=True)
        comment = TextField(default='')
        class Meta:
            database = db
            table_name = 'leaders_claim'
            indexes = ((('person', 'state'), False), (('locality', 'state', 'review_by'), False),
                       (('state', 'due_at'), False))
    Claim.add_index(Claim.index(Claim.task, Claim.person, unique=True,
        where=Claim.state.in_(('claimed', 'submitted', 'returned', 'accepted')),
        name='leaders_claim_placed'))
    db.create_tables([Claim])

    class Certificate(Model):
        number = CharField(unique=True, max_length=30)
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person)
        first_day = DateField()
        last_day = DateField()
        tasks = IntegerField()
        minutes = IntegerField()
        issued_by = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'leaders_certificate'
            indexes = ((('locality', 'at'), False),)
    db.create_tables([Certificate])

    class Round(Model):
        block = ForeignKeyField(Locality)
        locality = ForeignKeyField(Locality)
        person = ForeignKeyField(Person)
        first_day = DateField()
        due = IntegerField()
        class Meta:
            database = db
            table_name = 'leaders_round'
            indexes = ((('block', 'person', 'first_day'), True), (('locality', 'first_day'), False))
    db.create_tables([Round])

    # Not Visit: peewee names indexes by the class, and legal has one.
    class LeadersVisit(Model):
        locality = ForeignKeyField(Locality)
        block = ForeignKeyField(Locality)
        household = ForeignKeyField(Household)
        person = ForeignKeyField(Person)
        day = DateField()
        week = DateField()
        way = CharField(max_length=10, default='door')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'leaders_visit'
            indexes = ((('household', 'day'), False), (('block', 'person', 'week'), False), (('locality',
                                                                                             'day'), False))
    db.create_tables([LeadersVisit])

    class Appeal(Model):
        locality = ForeignKeyField(Locality)
        household = ForeignKeyField(Household, null=True)
        visit = ForeignKeyField(LeadersVisit, null=True)
        asked_by = ForeignKeyField(Person, null=True)
        leader = ForeignKeyField(Person, null=True)
        kind = CharField(max_length=20)
        text = TextField()
        state = CharField(max_length=10, default='open')
        answer = TextField(default='')
        at = UtcField()
        answered_at = UtcField(null=True)
        forgotten_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'leaders_appeal'
            indexes = ((('locality', 'state'), False), (('household', 'at'), False), (('leader', 'state'),
                                                                                      False))
    db.create_tables([Appeal])

    class Meeting(Model):
        locality = ForeignKeyField(Locality)
        kind = CharField(max_length=10)
        first_day = DateField()
        due_on = DateField()
        held_on = DateField(null=True)
        place = CharField(max_length=120, default='')
        attendance = IntegerField(null=True)
        minutes = TextField(default='')
        recorded_by = ForeignKeyField(Person, null=True)
        recorded_at = UtcField(null=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'leaders_meeting'
            indexes = ((('locality', 'kind', 'first_day'), True), (('due_on',), False))
    db.create_tables([Meeting])

    class Decision(Model):
        meeting = ForeignKeyField(Meeting)
        text = TextField()
        who = CharField(max_length=80)
        by_day = DateField()
        done_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'leaders_decision'
            indexes = ((('done_on', 'by_day'), False),)
    db.create_tables([Decision])
