"""A member's vote on a deed."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.people.models import Person
from plugins.points.deeds.models import Deed

YES, NO, ABSTAIN = "yes", "no", "abstain"
CHOICES = {YES: _l("同意"), NO: _l("不同意"), ABSTAIN: _l("弃权")}


class Vote(Model):
    """One member's word on one deed."""

    deed = peewee.ForeignKeyField(Deed, backref="votes")
    member = peewee.ForeignKeyField(Person)
    choice = peewee.CharField(10)
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "points_vote"
        indexes = ((("deed", "member"), True),)

    @classmethod
    def visible_to(cls, scope):
        """Those of the villages whose deeds one decides or oversees."""
        seen = Deed.select(Deed.id).where(scope.holds("points.read", Deed.locality))
        return cls.select().where(cls.deed.in_(seen))
