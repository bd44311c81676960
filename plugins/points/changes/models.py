"""The record of what changed about a household's passbook."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from plugins.points.accounts.models import Account

SPLIT, MERGE, MOVED_AWAY, DEATH = "split", "merge", "moved_away", "death"
KINDS = {SPLIT: _l("分户"), MERGE: _l("并户"), MOVED_AWAY: _l("迁出"), DEATH: _l("有人过世")}


class Change(Model):
    """One change: what happened to the passbook `account`, and the `other` that points went to.
    Its lines in the passbooks bear the record "points_change:<id>".
    """

    locality = peewee.ForeignKeyField(Locality)
    kind = peewee.CharField(20)
    account = peewee.ForeignKeyField(Account, backref="changes")
    other = peewee.ForeignKeyField(Account, null=True, backref="+")
    points = peewee.IntegerField(default=0)
    day = peewee.DateField()
    reason = peewee.TextField()
    made_by = peewee.ForeignKeyField(Person)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "points_change"

    @classmethod
    def visible_to(cls, scope):
        """Those of one's own household, and of the villages whose points one keeps or oversees."""
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        seen = Account.visible_to(scope).select(Account.id)
        return cls.select().where(cls.account.in_(seen) | cls.other.in_(seen))
