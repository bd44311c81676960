"""A talk or a joint meeting, planned or held. Its photos lie in toolkit.album."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.calendar import today
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.personal import NAME, declare
from linli.toolkit.workflow import Transition
from plugins.legal.advisers.models import Adviser

TALK, MEETING = "talk", "meeting"
KINDS = {TALK: _l("法治讲座"), MEETING: _l("联席会议")}
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
TO_RECORD = "to_record"  # stored as planned: its day is past, and nobody has said how it went
STATES = {PLANNED: (_l("准备办"), "ok"), TO_RECORD: (_l("要补登记"), "soon"), HELD: (_l("办过了"), "quiet"),
          CANCELLED: (_l("取消了"), "late")}
TRANSITIONS = {
    "hold": Transition((PLANNED,), HELD, ("legal.activities",), _l("登记办过了")),
    "cancel": Transition((PLANNED,), CANCELLED, ("legal.activities",), _l("取消")),
}
STEPS = {"begin": _l("登记"), **{name: step.label for name, step in TRANSITIONS.items()}}


class Gathering(Model):
    """A talk or a joint meeting of one village, on a Shanghai day.

    `minutes` and `attendance` are filled together, and only then is it held. `speaker` is who
    spoke, or who took part in a meeting; `adviser` the adviser of the village whose time it
    was, so that the minutes count as theirs. `notes` say what was said or decided.
    """

    states, transitions = STATES, TRANSITIONS

    locality = peewee.ForeignKeyField(Locality)
    kind = peewee.CharField(10)
    day = peewee.DateField()
    starts = peewee.TimeField(null=True)
    place = peewee.CharField()
    theme = peewee.CharField()
    speaker = peewee.CharField()
    adviser = peewee.ForeignKeyField(Adviser, null=True)
    minutes = peewee.IntegerField(null=True)
    attendance = peewee.IntegerField(null=True)
    notes = peewee.TextField(default="")
    state = peewee.CharField(10, default=PLANNED)
    made_by = peewee.ForeignKeyField(Person)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "legal_gathering"
        personal = declare(speaker=NAME)
        indexes = ((("locality", "day"), False), (("adviser", "day"), False))

    @classmethod
    def visible_to(cls, scope):
        """All of the places whose activities one keeps; the talks here are open to everybody."""
        seen = scope.holds("legal.activities", cls.locality)
        if scope.locality:
            seen |= (cls.kind == TALK) & scope.here(cls.locality)
        return cls.select().where(seen)

    @classmethod
    def unrecorded(cls):
        """Condition: the day is over and nobody has said how it went."""
        return (cls.state == PLANNED) & (cls.day < ShanghaiToday())

    @classmethod
    def shown_state(cls):
        """Expression: the state as it reads on the day of the query."""
        return peewee.Case(None, [(cls.unrecorded(), TO_RECORD)], cls.state)

    @property
    def to_record(self):
        """Whether it is over and nobody has said how it went."""
        return self.state == PLANNED and self.day < today()

    @property
    def kind_name(self):
        """法治讲座 or 联席会议."""
        return KINDS[self.kind]

    @property
    def state_name(self):
        """The state as a word."""
        return STATES[self._shown_state()][0]

    @property
    def tone(self):
        """The colour that stands beside the word."""
        return STATES[self._shown_state()][1]

    def _shown_state(self):
        return TO_RECORD if self.to_record else self.state
