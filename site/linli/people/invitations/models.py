"""A slip of paper that lets one person set a password."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import NOW, Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.workflow import Transition

ASKED, AGREED, OPEN, USED, ENDED, LAPSED = "asked", "agreed", "open", "used", "ended", "lapsed"
RESIDENTS, POSTS = "people.invite_residents", "people.invite_posts"
STATES = {ASKED: (_l("等另一位确认"), "soon"), AGREED: (_l("可以打印"), "soon"),
          OPEN: (_l("等本人来用"), "ok"), USED: (_l("用过了"), "quiet"),
          ENDED: (_l("作废了"), "quiet"), LAPSED: (_l("过期了"), "quiet")}
TRANSITIONS = {
    "confirm": Transition((ASKED,), AGREED, (RESIDENTS, POSTS), _l("确认")),
    "make": Transition((AGREED,), OPEN, (RESIDENTS, POSTS), _l("打印")),
    "use": Transition((OPEN,), USED, (), _l("本人设密码")),
    "withdraw": Transition((ASKED, AGREED, OPEN), ENDED, (RESIDENTS, POSTS), _l("作废")),
    "replace": Transition((ASKED, AGREED, OPEN), ENDED, (), _l("换新的")),
}


class Invitation(Model):
    """A slip for one person. `resets`: the account had a password, so that a second member of staff
    confirms; `ends_second_factor`: the phone with the codes is lost, too. `for_posts`: the person held a
    post, so that only the township's staff see to it. Of the token in the link only the hash is kept;
    from `until` on it is dead.
    """

    person = peewee.ForeignKeyField(Person, backref="invitations")
    locality = peewee.ForeignKeyField(Locality)
    state = peewee.CharField(10, default=ASKED)
    resets = peewee.BooleanField()
    ends_second_factor = peewee.BooleanField(default=False)
    for_posts = peewee.BooleanField()
    reason = peewee.CharField(default="")
    token_hash = peewee.CharField(64, null=True, unique=True)
    asked_by = peewee.ForeignKeyField(Person, backref="+")
    asked_at = UtcField(default=utc_now)
    until = UtcField()

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "invitation"
        indexes = ((("locality", "state"), False),)

    @classmethod
    def visible_to(cls, scope):
        """Those of the places whose residents, or whose posts, this scope sees to."""
        residents = scope.holds(RESIDENTS, cls.locality) & ~cls.for_posts
        return cls.select().where(residents | (scope.holds(POSTS, cls.locality) & cls.for_posts))

    @classmethod
    def alive(cls):
        """Condition: it waits for somebody, and its days are not over."""
        return cls.state.in_((ASKED, AGREED, OPEN)) & (cls.until > NOW)

    @property
    def standing(self):
        """Its state as it stands today: what waited too long has lapsed."""
        return LAPSED if self.state in (ASKED, AGREED, OPEN) and self.until <= utc_now() else self.state
