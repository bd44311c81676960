"""The book, passbooks, deeds, votes, objections, the shop, banners, changes."""
from peewee import *

from linli.database import UtcField, append_only


def up(migrator, db):
    class Activity(Model):
        class Meta:
            database = db
            table_name = 'activity'

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

    class Upload(Model):
        class Meta:
            database = db
            table_name = 'upload'

    class Book(Model):
        locality = ForeignKeyField(Locality, unique=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'points_book'
    db.create_tables([Book])

    class Rule(Model):
        locality = ForeignKeyField(Locality)
        number = IntegerField()
        aspect = CharField(max_length=20)
        title = CharField(max_length=80)
        minus = BooleanField(default=False)
        least = IntegerField()
        most = IntegerField()
        per = CharField(max_length=10, default='occasion')
        cap = IntegerField(default=0)
        proof = BooleanField(default=False)
        offence = BooleanField(default=False)
        activity = CharField(max_length=40, default='')
        source = CharField(max_length=120, default='')
        starts_on = DateField()
        ends_on = DateField(null=True)
        made_by = ForeignKeyField(Person, null=True)
        made_at = UtcField()
        class Meta:
            database = db
            table_name = 'points_rule'
            constraints = (Check('least > 0 AND most >= least AND cap >= 0'),)
            indexes = ((('locality', 'number', 'starts_on'), False), (('locality', 'starts_on'), False))
    Rule.add_index(Rule.index(Rule.locality, Rule.number, unique=True,
        where=Rule.ends_on.is_null(), name='points_rule_current'))
    db.create_tables([Rule])

    class Account(Model):
        household = ForeignKeyField(Household, unique=True)
        locality = ForeignKeyField(Locality)
        number = CharField(unique=True, max_length=30)
        balance = IntegerField(default=0, constraints=[Check('balance >= 0')])
        state = CharField(max_length=10, default='open')
        off_lists = BooleanField(default=False)
        joined_on = DateField()
        joined_by = ForeignKeyField(Person, null=True)
        leaving_until = DateField(null=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'points_account'
            indexes = ((('locality', 'state'), False),)
    db.create_tables([Account])

    class Entry(Model):
        account = ForeignKeyField(Account)
        kind = CharField(max_length=10)
        points = IntegerField()
        balance = IntegerField()
        record = CharField(max_length=60)
        title = CharField()
        reason = TextField(default='')
        aspect = CharField(max_length=20, default='')
        on = DateField()
        person = ForeignKeyField(Person, null=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'points_entry'
            constraints = (Check('points <> 0 AND balance >= 0'),)
            indexes = ((('account', 'kind', 'record'), True), (('account', 'id'), False), (('on',), False),
                       (('record',), False))
    db.create_tables([Entry])

    class Deed(Model):
        number = CharField(unique=True, max_length=30)
        locality = ForeignKeyField(Locality)
        account = ForeignKeyField(Account)
        rule = ForeignKeyField(Rule)
        points = IntegerField(constraints=[Check('points <> 0')])
        day = DateField()
        text = TextField(default='')
        source = CharField(max_length=10)
        activity = ForeignKeyField(Activity, unique=True, null=True)
        decision_number = CharField(max_length=60, default='')
        collected_by = ForeignKeyField(Person, null=True)
        state = CharField(max_length=10, default='collected')
        due_on = DateField(null=True)
        letter_on = DateField(null=True)
        household_words = TextField(default='')
        notice_from = DateField(null=True)
        notice_until = DateField(null=True)
        posted_on = DateField(null=True)
        collected_at = UtcField()
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'points_deed'
            indexes = ((('locality', 'state', 'due_on'), False), (('account', 'rule', 'day'), False),
                       (('state', 'notice_until'), False), (('collected_by', 'state'), False))
    db.create_tables([Deed])

    class Vote(Model):
        deed = ForeignKeyField(Deed)
        member = ForeignKeyField(Person)
        choice = CharField(max_length=10)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'points_vote'
            indexes = ((('deed', 'member'), True),)
    db.create_tables([Vote])

    class Objection(Model):
        deed = ForeignKeyField(Deed)
        person = ForeignKeyField(Person)
        text = TextField()
        state = CharField(max_length=10, default='standing')
        answer = TextField(default='')
        answered_by = ForeignKeyField(Person, null=True)
        at = UtcField()
        answered_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'points_objection'
            indexes = ((('deed', 'person'), True),)
    db.create_tables([Objection])

    class Good(Model):
        locality = ForeignKeyField(Locality)
        title = CharField(max_length=60)
        unit = CharField(max_length=10)
        price = IntegerField(constraints=[Check('price > 0')])
        stock = IntegerField(default=0, constraints=[Check('stock >= 0')])
        most = IntegerField(default=0)
        photo = ForeignKeyField(Upload, null=True)
        offered = BooleanField(default=True)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'points_good'
            indexes = ((('locality', 'title'), True),)
    db.create_tables([Good])

    class StockLine(Model):
        good = ForeignKeyField(Good)
        kind = CharField(max_length=20)
        change = IntegerField()
        left = IntegerField()
        cost = BigIntegerField(default=0)
        record = CharField(null=True, max_length=60)
        note = TextField(default='')
        on = DateField()
        person = ForeignKeyField(Person, null=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'points_stock_line'
            constraints = (Check('change <> 0 AND "left" >= 0 AND cost >= 0'),)
            indexes = ((('good', 'id'), False), (('record', 'kind'), True))
    db.create_tables([StockLine])

    class PickupDay(Model):
        locality = ForeignKeyField(Locality)
        day = DateField()
        starts = TimeField()
        ends = TimeField()
        place = CharField(max_length=120)
        cancelled = BooleanField(default=False)
        version = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'points_pickup_day'
            indexes = ((('locality', 'day', 'starts'), True),)
    db.create_tables([PickupDay])

    class Redemption(Model):
        number = CharField(unique=True, max_length=30)
        token = CharField(max_length=40)
        locality = ForeignKeyField(Locality)
        account = ForeignKeyField(Account)
        good = ForeignKeyField(Good)
        count = IntegerField(constraints=[Check('count > 0')])
        points = IntegerField(constraints=[Check('points > 0')])
        state = CharField(max_length=10, default='reserved')
        until = DateField()
        day = ForeignKeyField(PickupDay, null=True)
        reserved_by = ForeignKeyField(Person)
        reserved_at = UtcField()
        handed_by = ForeignKeyField(Person, null=True)
        handed_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'points_redemption'
            indexes = ((('account', 'state'), False), (('state', 'until'), False),
                       (('good', 'account', 'reserved_at'), False))
    db.create_tables([Redemption])

    class Banner(Model):
        locality = ForeignKeyField(Locality)
        quarter = DateField()
        account = ForeignKeyField(Account)
        given_by = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'points_banner'
            indexes = ((('locality', 'quarter', 'account'), True),)
    db.create_tables([Banner])

    class Change(Model):
        locality = ForeignKeyField(Locality)
        kind = CharField(max_length=20)
        account = ForeignKeyField(Account)
        other = ForeignKeyField(Account, null=True)
        points = IntegerField(default=0)
        day = DateField()
        reason = TextField()
        made_by = ForeignKeyField(Person)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'points_change'
    db.create_tables([Change])
    append_only(db, 'points_entry')
    append_only(db, 'points_stock_line')
