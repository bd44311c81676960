"""The inbox, and the outbox of what has to leave the site."""

import peewee

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person, Post
from linli.toolkit.calendar import today

WAITING, SENT, FAILED, DROPPED, TOLD = "waiting", "sent", "failed", "dropped", "told"
OVER = (SENT, DROPPED, TOLD)  # nobody has to see to it any more


class Notice(Model):
    """One line in a person's inbox. `url` is a path on this site."""

    person = peewee.ForeignKeyField(Person, backref="notices")
    title = peewee.CharField()
    text = peewee.TextField()
    url = peewee.CharField()
    at = UtcField(default=utc_now)
    read_at = UtcField(null=True)

    class Meta:
        table_name = "notice"
        indexes = ((("person", "read_at"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))


class Delivery(Model):
    """The outbox: one word that has to leave the site, by one way (`ways.Way`), to one person or to a
    group of a place (`locality`; `group` is a key that the way knows).

    The address is the person's own at the moment of sending, so that a corrected one is used. `due_at`
    is when it may be tried next; taking it moves that on by a lease, so that no two workers send it and
    one that died is followed by another. `code` is sealed, good `until` then, and wiped once it is out.
    Who asked for a code waits here too, by a way that is none (`people.forgotten`), and leaves no row.
    """

    person = peewee.ForeignKeyField(Person, null=True, backref="+")
    notice = peewee.ForeignKeyField(Notice, null=True, unique=True)
    locality = peewee.ForeignKeyField(Locality, null=True, backref="+")
    way = peewee.CharField(20)
    group = peewee.CharField(40, default="")
    code = peewee.TextField(default="")
    until = UtcField(null=True)
    state = peewee.CharField(10, default=WAITING)
    reason = peewee.CharField(20, default="")
    made_at = UtcField(default=utc_now)
    due_at = UtcField(default=utc_now)
    tries = peewee.IntegerField(default=0)
    ended_at = UtcField(null=True)
    seen_by = peewee.ForeignKeyField(Person, null=True, backref="+")

    class Meta:
        table_name = "delivery"
        indexes = ((("state", "due_at"), False), (("person", "state"), False))

    @classmethod
    def visible_to(cls, scope):
        """What could not be sent to the people and the groups of the places whose undelivered notices this
        scope sees to: those who live there, and those who hold a post there; nobody whose account is closed.
        """
        in_post = Post.select(Post.person).where(
            Post.held_on(today()), scope.holds("undelivered", Post.locality), scope.here(Post.locality))
        there = Person.select(Person.id).where(Person.disabled_at.is_null(), Person.id.in_(in_post) | (
            scope.holds("undelivered", Person.locality) & scope.here(Person.locality)))
        own = scope.holds("undelivered", cls.locality) & scope.here(cls.locality)
        return cls.select().where(cls.reason != "", cls.person.in_(there) | own)
