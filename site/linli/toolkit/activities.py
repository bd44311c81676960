"""Activities: what somebody did for their village, told by the plugin where it was done.

A finished task is an activity: its row is written in the transaction that accepts it. A plugin
that makes something of activities (points, honours) reads those it has not taken yet by its
clock (`linli_clock`), each once: the two never import each other.
"""

import peewee

from linli.database import Model, UtcField, db, utc_now
from linli.localities.models import Locality
from linli.people.models import Household, Person


class Activity(Model):
    """One accepted deed. `record` names the row it comes from ("leaders_claim:12"), `kind` what
    it is ("leaders.task"), `worth` what it may earn where the village rewards it, `minutes` how
    long it took. One that `reverses` another takes it back.
    """

    record = peewee.CharField(60)
    kind = peewee.CharField(40)
    title = peewee.CharField()
    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person)
    household = peewee.ForeignKeyField(Household, null=True)
    done_on = peewee.DateField()
    minutes = peewee.IntegerField(default=0)
    worth = peewee.IntegerField(default=0)
    reverses = peewee.ForeignKeyField("self", null=True, unique=True, backref="reversals")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "activity"

    @classmethod
    def visible_to(cls, scope):
        """One's own."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))


Activity.add_index(Activity.index(Activity.record, unique=True, where=Activity.reverses.is_null(),
                                  name="activity_once"))


class Taken(Model):
    """A module took an activity; once."""

    activity = peewee.ForeignKeyField(Activity)
    module = peewee.CharField(40)

    class Meta:
        table_name = "activity_taken"
        indexes = ((("module", "activity"), True),)


def write(record, kind, title, locality, person, done_on, minutes=0, worth=0):
    """Tell that `record` was done and accepted, in the transaction that accepts it.

    `locality` is the village it was done for; the household is the one the person lives in now.
    """
    assert db.in_transaction(), "an activity is written with the fact it tells"
    return Activity.create(record=record, kind=kind, title=title, locality=locality, person=person,
                           household=person.household_id, done_on=done_on, minutes=minutes,
                           worth=worth)


def reverse(record):
    """Take back the activity of `record`, in the transaction that takes back the fact."""
    assert db.in_transaction(), "an activity is taken back with the fact it tells"
    told = Activity.get(Activity.record == record, Activity.reverses.is_null())
    values = {name: value for name, value in told.__data__.items() if name not in ("id", "at")}
    return Activity.create(**{**values, "reverses": told})


def waiting(module, limit=200):
    """The activities that `module` has not taken, the oldest first: a list, so that its caller may
    write while going through it.
    """
    taken = Taken.select(Taken.activity).where(Taken.module == module)
    return list(Activity.select(Activity, Locality, Person).join(Locality).switch(Activity).join(Person)
                .where(Activity.id.not_in(taken)).order_by(Activity.id).limit(limit))


def take(activity, module):
    """Mark it as taken, in the transaction that makes something of it; returns whether it was
    still there to be taken.
    """
    assert db.in_transaction(), "an activity is taken with what is made of it"
    return bool(Taken.insert(activity=activity, module=module).on_conflict_ignore()
                .as_rowcount().execute())


def rewards(registry, scope):
    """What activities earn in the place of this request, as a word (积分); "" where nothing."""
    return next((str(module.rewards) for name, module in registry.modules.items()
                 if module.rewards and name in scope.modules), "")
