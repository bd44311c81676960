"""What a resident paid, recorded with its receipt; and the installation."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.people.models import Person
from linli.toolkit.personal import NAME, declare
from plugins.cctv.applications.models import Application
from plugins.cctv.programmes.models import Programme

CASH, TRANSFER = "cash", "transfer"
WAYS = {CASH: _l("现金"), TRANSFER: _l("转账")}


class Payment(Model):
    """Money (分) that a resident paid at the office; append-only. A mistake, or money given back, is a
    line with the amount below nothing that `reverses` the first. Nothing is paid through the site.
    A receipt counts once; `entry` is how often it was entered and reversed before.
    """

    application = peewee.ForeignKeyField(Application, backref="payments")
    programme = peewee.ForeignKeyField(Programme, backref="+")
    amount = peewee.BigIntegerField(constraints=[Check("amount <> 0")])
    way = peewee.CharField(10)
    receipt = peewee.CharField(40)
    entry = peewee.IntegerField(default=0)
    paid_on = peewee.DateField()
    note = peewee.CharField(200, default="")
    reverses = peewee.ForeignKeyField("self", null=True, unique=True, backref="reversals")
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_payment"

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its application."""
        return cls.select().where(
            cls.application.in_(Application.visible_to(scope).select(Application.id)))


Payment.add_index(Payment.index(Payment.programme, Payment.receipt, Payment.entry, unique=True,
                                where=Payment.reverses.is_null(), name="cctv_payment_receipt"))


class Installation(Model):
    """The camera was put up: by whom, on which day, with which serial number, and whether the sign hangs.
    Photos are its album.
    """

    application = peewee.ForeignKeyField(Application, backref="installations")
    day = peewee.DateField()
    by = peewee.CharField(60)
    serial = peewee.CharField(60)
    sign = peewee.BooleanField(default=False)
    words = peewee.TextField(default="")
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "cctv_installation"
        personal = declare(by=NAME)

    @classmethod
    def visible_to(cls, scope):
        """Whoever sees its application."""
        return cls.select().where(
            cls.application.in_(Application.visible_to(scope).select(Application.id)))
