"""A banner that a household carried for a quarter."""

import peewee

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from plugins.points.accounts.models import Account


class Banner(Model):
    """A household that carries the banner for what it did in the quarter from `quarter` (its first
    day) on. By how many points is nowhere said: they hold minuses, which are its own matter.
    """

    locality = peewee.ForeignKeyField(Locality)
    quarter = peewee.DateField()
    account = peewee.ForeignKeyField(Account, backref="banners")
    given_by = peewee.ForeignKeyField(Person)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "points_banner"
        indexes = ((("locality", "quarter", "account"), True),)

    @classmethod
    def visible_to(cls, scope):
        """Everybody's in the village: an honour is seen. Who stays off lists is on none."""
        listed = Account.select(Account.id).where(~Account.off_lists)
        return cls.select().where(cls.account.in_(listed), scope.holds("points.notices", cls.locality))
