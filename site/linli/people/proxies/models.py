"""A consent: one person may do some matters for another, until a day, or until either of them ends it."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import SQL, fn

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person, Post
from linli.toolkit.calendar import today

SELF, OFFICE, DOOR = "self", "office", "door"
WAYS = {SELF: _l("本人在网上托付"), OFFICE: _l("本人到村委托付"), DOOR: _l("上门时当面同意")}
AGREED, GUARDIAN = "agreed", "guardian"
GROUNDS = {AGREED: _l("本人同意"), GUARDIAN: _l("监护人代办")}
OPEN, ENDED = "open", "ended"
STATES = {OPEN: (_l("有效"), "ok"), ENDED: (_l("已结束"), "quiet")}


class Proxy(Model):
    """`agent` (受托人) acts for `principal` (委托人). `words` are the consent as it was said or written,
    `agreed_on` its Shanghai day, `until` the last day on which it holds; `way` (WAYS) how it was given,
    `ground` (GROUNDS) why it may be: by the principal's own word, or by a guardian's.

    `matters` are keys of modules with an `errand`, parted by spaces; of those in `confided` the agent reads
    also what was confided there. `locality` is the village of the principal.
    """

    principal = peewee.ForeignKeyField(Person, backref="+")
    agent = peewee.ForeignKeyField(Person, backref="+")
    locality = peewee.ForeignKeyField(Locality, backref="+")
    way = peewee.CharField(10)
    ground = peewee.CharField(10, default=AGREED)
    words = peewee.TextField()
    matters = peewee.CharField()
    confided = peewee.CharField(default="")
    agreed_on = peewee.DateField()
    until = peewee.DateField()
    recorded_by = peewee.ForeignKeyField(Person, backref="+")
    recorded_at = UtcField(default=utc_now)
    ended_at = UtcField(null=True)
    ended_by = peewee.ForeignKeyField(Person, null=True, backref="+")

    class Meta:
        table_name = "proxy"

    @classmethod
    def visible_to(cls, scope):
        """Those in which one is either of the two, and those of the villages where one keeps them."""
        me = scope.person.id if scope.person else None
        return cls.select().where((cls.principal == me) | (cls.agent == me)
                                  | cls.id.in_(cls.kept_by(scope).select(cls.id)))

    @classmethod
    def kept_by(cls, scope):
        """Those of the villages where one keeps them, but for those of one's own household: their words are
        not for it.
        """
        me = scope.person
        return cls.select().where(scope.holds("proxies.keep", cls.locality),
                                  cls.principal.not_in(Person.near(me)) if me else SQL("(1 = 0)"))

    @classmethod
    def standing(cls):
        """Condition: nobody has ended it, and its last day is not over."""
        return cls.ended_at.is_null() & (cls.until >= today())

    @classmethod
    def holds(cls):
        """Condition, with the principal joined: it stands, the principal's account is open, they live where
        they gave it, and neither serve here nor ever did: whoever has a post reads what others confided.
        """
        served = Post.select(Post.id).where(Post.person == cls.principal)
        return (cls.standing() & Person.disabled_at.is_null() & (Person.locality == cls.locality)
                & ~fn.EXISTS(served))

    @classmethod
    def shown_state(cls):
        """Expression: a key of STATES, as it is today."""
        return peewee.Case(None, [(cls.standing(), OPEN)], ENDED)

    @property
    def matter_keys(self):
        """The modules in which the agent may act."""
        return self.matters.split()

    @property
    def confided_keys(self):
        """The modules in which the agent reads also what was confided."""
        return self.confided.split()


Proxy.add_index(Proxy.index(Proxy.principal, Proxy.agent, unique=True, where=Proxy.ended_at.is_null(),
                            name="proxy_open"))
