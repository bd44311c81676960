"""What was agreed, term by term; who signed; what the court said; the visit afterwards."""

import peewee
from flask_babel import lazy_gettext as _l
from peewee import Check

from linli.database import Model, UtcField, utc_now
from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.personal import CONFIDED, declare
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import Transition
from plugins.mediation.cases.models import Case, Party

WRITTEN, ORAL = "written", "oral"
FORMS = {WRITTEN: _l("书面协议"), ORAL: _l("口头协议")}
PAPER, SCREEN = "paper", "screen"
SIGNED_ON = {PAPER: _l("在纸上签了"), SCREEN: _l("在屏幕上签了")}
# What a court does not confirm, nor mediation decide (kinds.NOT_CONFIRMED), in words.
EXCLUDED = {"identity": _l("确认身份关系"), "adoption": _l("确认收养关系"),
            "marriage": _l("确认婚姻有没有效")}
ON_ITS_WAY, CONFIRMED, NOT_CONFIRMED, TAKEN_BACK = "on_its_way", "confirmed", "not_confirmed", "taken_back"
STATES = {ON_ITS_WAY: (_l("等法院"), "soon"), CONFIRMED: (_l("法院确认有效"), "ok"),
          NOT_CONFIRMED: (_l("法院没有确认"), "quiet"), TAKEN_BACK: (_l("撤回了"), "quiet")}
_MEDIATE = ("mediation.mediate",)
TRANSITIONS = {
    "confirm": Transition((ON_ITS_WAY,), CONFIRMED, _MEDIATE, _l("法院确认有效")),
    "not_confirm": Transition((ON_ITS_WAY,), NOT_CONFIRMED, _MEDIATE, _l("法院没有确认")),
    "take_back": Transition((ON_ITS_WAY,), TAKEN_BACK, _MEDIATE, _l("撤回申请")),
}


class Agreement(Model):
    """The agreement of a case: facts and liability, then its terms. In force from `signed_on`, when
    everybody has signed (art. 29), or when it was reached orally (30); `confirm_by` is the last
    day to ask the court (33).
    """

    case = peewee.ForeignKeyField(Case, unique=True, backref="agreements")
    form = peewee.CharField(8, default=WRITTEN)
    facts = peewee.TextField()
    liability = peewee.TextField(default="")
    signed_on = peewee.DateField(null=True)
    confirm_by = peewee.DateField(null=True)
    follow_up_by = peewee.DateField(null=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "mediation_agreement"
        personal = declare(facts=CONFIDED, liability=CONFIDED)

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of its case."""
        return _of_opened(cls, scope)

    @property
    def days_to_confirm(self):
        """How many days are left after today to ask the court; None once they are over, or before it is
        in force.
        """
        left = (self.confirm_by - today()).days if self.confirm_by else -1
        return left if left >= 0 else None


class Term(Model):
    """One thing that `party` does until a day, for `receiver` where it is for somebody; `amount` (分)
    where money is paid. `done_on` when it was done, `note` and `proof` (the receipt) how.
    """

    agreement = peewee.ForeignKeyField(Agreement, backref="terms")
    party = peewee.ForeignKeyField(Party, backref="+")
    receiver = peewee.ForeignKeyField(Party, null=True, backref="+")
    text = peewee.TextField()
    amount = peewee.BigIntegerField(null=True, constraints=[Check("amount > 0")])
    due_on = peewee.DateField()
    done_on = peewee.DateField(null=True)
    note = peewee.TextField(default="")
    proof = peewee.ForeignKeyField(Upload, null=True, backref="+")

    class Meta:
        table_name = "mediation_term"
        personal = declare(text=CONFIDED)
        indexes = ((("agreement",), False),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of the case of its agreement."""
        return cls.select().where(cls.agreement.in_(Agreement.visible_to(scope).select(Agreement.id)))

    @classmethod
    def receipts_for(cls, scope):
        """Query: of these the ones whose note and receipt this reader sees: the mediator, and the parties of
        the side that gave it and of the side that received it.
        """
        mine, side = Party.alias(), Party.alias()
        of_my_side = (side.select(side.id).join(mine, on=(mine.case == side.case) & (mine.side == side.side))
                      .where(mine.person == scope.person.id, mine.told_at.is_null(False)))
        mediated = Agreement.select(Agreement.id).join(Case).where(Case.in_hand_of(scope))
        return cls.visible_to(scope).where(
            cls.agreement.in_(mediated) | cls.party.in_(of_my_side) | cls.receiver.in_(of_my_side))


class Signature(Model):
    """A party signed: on paper (a scan) or on the screen. Nobody signs twice."""

    agreement = peewee.ForeignKeyField(Agreement, backref="signatures")
    party = peewee.ForeignKeyField(Party, backref="+")
    way = peewee.CharField(8)
    upload = peewee.ForeignKeyField(Upload, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "mediation_signature"
        indexes = ((("agreement", "party"), True),)

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of the case of its agreement."""
        return cls.select().where(cls.agreement.in_(Agreement.visible_to(scope).select(Agreement.id)))


class Confirmation(Model):
    """Both sides asked the court to confirm (司法确认). The court takes three days to accept and fifteen
    to decide, ten more where it must.
    """

    case = peewee.ForeignKeyField(Case, unique=True, backref="confirmations")
    court = peewee.CharField(60)
    applied_on = peewee.DateField()
    decided_on = peewee.DateField(null=True)
    number = peewee.CharField(60, default="")
    state = peewee.CharField(14, default=ON_ITS_WAY)

    states, transitions = STATES, TRANSITIONS

    class Meta:
        table_name = "mediation_confirmation"

    @classmethod
    def visible_to(cls, scope):
        """Whoever reads all of its case."""
        return _of_opened(cls, scope)

    @property
    def locality(self):
        """Where the permission of a step is held: at the desk of its case."""
        return self.case.desk


class FollowUp(Model):
    """A visit or call to a party after the agreement (回访): is it kept, are they at peace. It is between
    the mediator and who was visited.
    """

    case = peewee.ForeignKeyField(Case, backref="follow_ups")
    party = peewee.ForeignKeyField(Party, backref="+")
    day = peewee.DateField()
    by_phone = peewee.BooleanField(default=False)
    kept = peewee.BooleanField()
    words = peewee.TextField(default="")
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "mediation_follow_up"
        personal = declare(words=CONFIDED)

    @classmethod
    def visible_to(cls, scope):
        """The mediator, and who was visited, or stands for them."""
        if scope.person is None:
            return cls.select().where(cls.case.is_null())
        own = Party.select(peewee.fn.COALESCE(Party.stands_for, Party.id)).where(
            Party.person == scope.person.id, Party.told_at.is_null(False))
        return cls.select().where(
            cls.party.in_(own) | cls.case.in_(Case.select(Case.id).where(Case.in_hand_of(scope))))


def _of_opened(model, scope):
    if scope.person is None:
        return model.select().where(model.case.is_null())
    return model.select().where(model.case.in_(Case.select(Case.id).where(Case.read_whole_by(scope))))
