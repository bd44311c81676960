"""The private addresses of calendars."""

import peewee

from linli.database import Model, UtcField, utc_now
from linli.people.models import Person


class Feed(Model):
    """A private calendar address of a person; each has one at most that has not ended.

    The address does not stand here: it is `key` under the installation's secret
    (`services.token_of`), so that whoever gets hold of the table has no address.
    `last_fetched_at` is right to the hour.
    """

    person = peewee.ForeignKeyField(Person, backref="+")
    key = peewee.CharField(40)
    made_at = UtcField(default=utc_now)
    ended_at = UtcField(null=True)
    last_fetched_at = UtcField(null=True)

    class Meta:
        table_name = "calendar_feed"

    @classmethod
    def visible_to(cls, scope):
        """One's own, where it has not ended."""
        return cls.select().where(
            cls.person == (scope.person.id if scope.person else None), cls.ended_at.is_null())


Feed.add_index(Feed.index(Feed.person, unique=True, where=(Feed.ended_at.is_null()),
                          name="calendar_feed_live"))
