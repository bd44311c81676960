"""Somebody's wish to leave; how long things are kept, and when what was too old went."""

import peewee

from linli.database import Model, UtcField, utc_now
from linli.people.models import Person


class Leaving(Model):
    """A wish to be erased, which may be taken back until `due_at` (UTC). `entered_by` wrote it down for
    somebody without a phone, whose paper is of `wished_on`, with a `reason`. It ends by `taken_back_at`
    or `done_at`: one of a person is open at most.
    """

    person = peewee.ForeignKeyField(Person, backref="+")
    asked_at = UtcField(default=utc_now)
    due_at = UtcField(index=True)
    entered_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    wished_on = peewee.DateField(null=True)
    reason = peewee.TextField(default="")
    taken_back_at = UtcField(null=True)
    done_at = UtcField(null=True)

    class Meta:
        table_name = "leaving"

    @classmethod
    def open(cls):
        """Condition: neither taken back nor done."""
        return cls.taken_back_at.is_null() & cls.done_at.is_null()

    @classmethod
    def visible_to(cls, scope):
        """One's own."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))


Leaving.add_index(Leaving.index(Leaving.person, unique=True, where=Leaving.open(), name="leaving_open"))


class RetentionTerm(Model):
    """How long the township keeps what a rule (`key`) is about, in the rule's own unit, where it says
    something else than the rule.
    """

    key = peewee.CharField(60, primary_key=True)
    term = peewee.IntegerField()
    changed_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    changed_at = UtcField(default=utc_now)

    class Meta:
        table_name = "retention_term"


class RetentionRun(Model):
    """When a rule of how long things are kept was last carried out, and how many rows went."""

    key = peewee.CharField(60, primary_key=True)
    ran_at = UtcField()
    removed = peewee.IntegerField()

    class Meta:
        table_name = "retention_run"
