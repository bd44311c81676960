"""Audit: who took personal data out of the site, when, what for. Append-only, also for us."""

import peewee

from linli.database import Model, UtcField, db, utc_now
from linli.localities.models import Locality
from linli.people.models import Person


class AuditLine(Model):
    """One act. `what` names it ("legal.consultations"), `count` is how many rows left."""

    at = UtcField(default=utc_now)
    person = peewee.ForeignKeyField(Person)
    act = peewee.CharField(40)
    what = peewee.CharField(80)
    locality = peewee.ForeignKeyField(Locality, null=True)
    count = peewee.IntegerField(default=0)
    reason = peewee.CharField()
    details = peewee.TextField(default="")

    class Meta:
        table_name = "audit_line"
        indexes = ((("at",), False),)


def write(scope, act, what, reason, count=0, details=""):
    """Write one line in the transaction of the act itself; returns it."""
    assert db.in_transaction(), "an audit line is written with the act it tells"
    return AuditLine.create(person=scope.person, act=act, what=what, reason=reason, count=count,
                            locality=scope.locality, details=details)
