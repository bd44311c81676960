"""An objection against a deed in notice."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField, utc_now
from linli.people.models import Person
from plugins.points.accounts.models import Account
from plugins.points.deeds.models import Deed

STANDING, UPHELD, DISMISSED, MOOT = "standing", "upheld", "dismissed", "moot"
STATES = {STANDING: (_l("等答复"), "late"), UPHELD: (_l("成立"), "ok"), DISMISSED: (_l("不成立"), "quiet"),
          MOOT: (_l("不用答复了"), "quiet")}  # the deed was taken back before anybody answered


class Objection(Model):
    """Somebody challenges one deed while it is in notice; everything else goes on."""

    deed = peewee.ForeignKeyField(Deed, backref="objections")
    person = peewee.ForeignKeyField(Person)
    text = peewee.TextField()
    state = peewee.CharField(10, default=STANDING)
    answer = peewee.TextField(default="")
    answered_by = peewee.ForeignKeyField(Person, null=True, backref="+")
    at = UtcField(default=utc_now)
    answered_at = UtcField(null=True)

    class Meta:
        table_name = "points_objection"
        indexes = ((("deed", "person"), True),)  # one person objects to a deed once

    @classmethod
    def visible_to(cls, scope):
        """One's own, and those of the villages whose points one keeps, decides or oversees; none
        of others against one's own household, which never learns who objected.
        """
        if scope.person is None:
            return cls.select().where(cls.id.is_null())
        own = Account.select(Account.id).where(Account.household == scope.person.household_id)
        seen = Deed.select(Deed.id).where(scope.holds("points.read", Deed.locality),
                                          Deed.account.not_in(own))
        return cls.select().where((cls.person == scope.person.id) | cls.deed.in_(seen))

    @classmethod
    def words_about(cls, deed):
        """What was objected to a deed that one sees, and the answers: no word of who said it."""
        return (cls.select(cls.id, cls.deed, cls.text, cls.state, cls.answer, cls.at, cls.answered_at)
                .where(cls.deed == deed.id).order_by(cls.id))
