"""A meeting that is due, what was said, and what was decided."""

import operator
from functools import reduce

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import Model, UtcField
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.personal import NAME, declare

GROUP, VILLAGE, TOWNSHIP, YEAR = "group", "village", "township", "year"
KINDS = {GROUP: _l("组月例会"), VILLAGE: _l("村月调度会"), TOWNSHIP: _l("乡镇季度联席会"),
         YEAR: _l("年终评议会")}
DUE, OVERDUE, ON_TIME, LATE = "due", "overdue", "on_time", "late"  # never stored: the days say it
OPEN, DONE = "open", "done"  # of a decision; neither are these stored
DECISION_STATES = {OPEN: (_l("在办"), "soon"), OVERDUE: (_l("过期没办完"), "late"),
                   DONE: (_l("办完了"), "ok")}
STATES = {DUE: (_l("还没开"), "soon"), OVERDUE: (_l("过期没开"), "late"), ON_TIME: (_l("按时开了"), "ok"),
          LATE: (_l("开晚了"), "soon")}


class Meeting(Model):
    """One meeting of one place for one period, which begins on `first_day`; the clock writes the row
    when the period begins. `due_on` and `held_on` are Shanghai days; while `held_on` is None it
    has not been held.
    """

    locality = peewee.ForeignKeyField(Locality)
    kind = peewee.CharField(10)
    first_day = peewee.DateField()
    due_on = peewee.DateField()
    held_on = peewee.DateField(null=True)
    place = peewee.CharField(120, default="")
    attendance = peewee.IntegerField(null=True)
    minutes = peewee.TextField(default="")
    recorded_by = peewee.ForeignKeyField(Person, null=True)
    recorded_at = UtcField(null=True)
    version = peewee.IntegerField(default=0)

    class Meta:
        table_name = "leaders_meeting"
        indexes = ((("locality", "kind", "first_day"), True), (("due_on",), False))

    @classmethod
    def visible_to(cls, scope):
        """Those of the places in which one leads or serves, of the whole village of a leader, and of
        the places above: leaders, village and township staff read what they have to act on.
        """
        codes = {code for held in scope.holding("leaders.meet") for code in held.path.split("/") if code}
        villages = {held.code.partition("-")[0] for held in scope.holding("leaders.meet")}
        groups = [cls.locality.startswith(f"{code}-") for code in sorted(villages)]
        seen = scope.holds("leaders.meet", cls.locality) | cls.locality.in_(sorted(codes))
        return cls.select().where(reduce(operator.or_, groups, seen))

    @classmethod
    def near(cls, place):
        """Condition: of a place, of what lies in its village or below it, or of a place above it."""
        village = place.code.partition("-")[0]
        below = cls.locality.in_(Locality.select(Locality.code).where(Locality.within(place.path)))
        return below | cls.locality.startswith(f"{village}-") | cls.locality.in_(place.lineage)

    @classmethod
    def shown_state(cls):
        """Expression: due, overdue, on time or late, as of the day of the query."""
        return peewee.Case(None, [
            (cls.held_on.is_null() & (cls.due_on < ShanghaiToday()), OVERDUE),
            (cls.held_on.is_null(), DUE), (cls.held_on <= cls.due_on, ON_TIME)], LATE)


class Decision(Model):
    """What a meeting decided: who does it, by when, and when it was done (Shanghai days)."""

    meeting = peewee.ForeignKeyField(Meeting, backref="decisions")
    text = peewee.TextField()
    who = peewee.CharField(80)
    by_day = peewee.DateField()
    done_on = peewee.DateField(null=True)

    class Meta:
        table_name = "leaders_decision"
        personal = declare(who=NAME)
        indexes = ((("done_on", "by_day"), False),)

    @classmethod
    def visible_to(cls, scope):
        """Those of the meetings that one sees."""
        return cls.select().where(cls.meeting.in_(Meeting.visible_to(scope).select(Meeting.id)))

    @classmethod
    def shown_state(cls):
        """Expression: open, overdue or done, as of the day of the query."""
        return peewee.Case(None, [(cls.done_on.is_null(False), DONE), (cls.by_day < ShanghaiToday(),
                                                                       OVERDUE)],
                           OPEN)
