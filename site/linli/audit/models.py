"""The lines of the audit and their head. Append-only, also for us: nothing ever removes a line, so they
are kept far longer than the six months that the law asks for (网络安全法, article 21).
"""

import operator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

import peewee

from linli.audit.acts import LOOKING
from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person


@dataclass(frozen=True)
class Unnamed:
    """Lines that name nobody: about `what`, their details beginning with the key of the `record`. Nothing
    of before `since` (UTC; None: all of them).
    """

    what: str
    record: str
    since: datetime | None = None


class AuditLine(Model):
    """One act. `id` is its place in the chain: 1, 2, 3 …

    `person` did it; None where nobody of the site is known: the command line, the clock, a refused
    sign-in. `subject` is whose data it was, where it was one person's. `act` is a key of acts.ACTS,
    `what` names what it was done to ("legal.consultations"), `count` how many rows it was. `digest`
    is the hash of all this and of `previous`, the digest of the line before (see audit.chain).
    """

    id = peewee.IntegerField(primary_key=True)
    at = UtcField(default=utc_now)
    person = peewee.ForeignKeyField(Person, null=True, backref="+")
    subject = peewee.ForeignKeyField(Person, null=True, backref="+")
    act = peewee.CharField(40)
    what = peewee.CharField(80)
    locality = peewee.ForeignKeyField(Locality, null=True, backref="+")
    count = peewee.IntegerField(default=0)
    reason = peewee.CharField()
    details = peewee.TextField(default="")
    previous = peewee.CharField(64)
    digest = peewee.CharField(64)

    class Meta:
        table_name = "audit_line"
        indexes = ((("at",), False),)

    @classmethod
    def visible_to(cls, scope):
        """Who reads the audit: the lines of their places, and those of no place."""
        theirs = scope.holds("audit.read", cls.locality)
        return cls.select().where(theirs | cls.locality.is_null() if scope.holding("audit.read") else theirs)

    @classmethod
    def about(cls, person, unnamed=()):
        """What others did to this person's data: where a line names them, or is one of these (Unnamed)."""
        theirs = reduce(operator.or_, (cls._one_of(each) for each in unnamed), cls.subject == person)
        return cls.select().where(theirs, cls.act.in_(LOOKING), cls.person != person)

    @classmethod
    def _one_of(cls, unnamed):
        told = (cls.details == unnamed.record) | cls.details.startswith(f"{unnamed.record} ")
        lines = (cls.what == unnamed.what) & told
        return lines & (cls.at >= unnamed.since) if unnamed.since else lines


class AuditHead(Model):
    """The one row that knows where the chain ends: `version` counts its lines, `digest` is the last's.

    Whoever writes lines takes it, as the last of their rows.
    """

    id = peewee.IntegerField(primary_key=True)
    version = peewee.IntegerField(default=0)
    digest = peewee.CharField(64)

    class Meta:
        table_name = "audit_head"
