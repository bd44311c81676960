"""States and transitions as data, applied once, with their history.

A model names its `states` ({key: (word, tone)}) and its `transitions` ({name: Transition}). Its
service opens the transaction, calls `apply`, and does beside it whatever else follows (stock,
notice). docs/workflows.md draws them all.
"""

from dataclasses import dataclass

import peewee
from flask_babel import lazy_gettext as _l

from linli.database import LostRace, Model, UtcField, db, utc_now
from linli.people.models import Person
from linli.people.proxies.models import Proxy


class NotAllowed(Exception):
    """The person's posts don't carry the permission of this transition. Pages answer 403."""


@dataclass(frozen=True)
class Transition:
    """One step: from any of `sources` to `target`, for whoever holds one of `permissions`; () where
    the days or the count of votes take it, and nobody has to be asked.
    """

    sources: tuple
    target: str
    permissions: tuple
    label: str


class History(Model):
    """One line for each step that a record took: `person` took it, by `proxy` where somebody else did it for
    them. Append-only.
    """

    record = peewee.CharField(60)  # table name and key, "legal_booking:12"
    name = peewee.CharField(40)
    source = peewee.CharField(40)
    target = peewee.CharField(40)
    person = peewee.ForeignKeyField(Person, null=True)
    proxy = peewee.ForeignKeyField(Proxy, null=True, backref="+")
    note = peewee.TextField(default="")
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "history"
        indexes = ((("record", "at"), False),)

    @property
    def who(self):
        """Who took it, in words, and for whom; "" where the days did."""
        if self.proxy_id:
            return _l("%(agent)s 代 %(principal)s", agent=self.proxy.agent.name, principal=self.person.name)
        return self.person.name if self.person_id else ""


def begin(record, scope, note=""):
    """Write the first line of a new record's history: it came into its present state."""
    _write(record, "begin", "", record.state, scope, note)


def apply(name, record, scope, note="", **changes):
    """Let a record take one step of its model's `transitions` and write its line of history.

    `changes` are fields set in the same statement. A permission has to be held in the record's
    own `locality`. Raises NotAllowed, or LostRace where the
    record is no longer in a state that this step starts from.
    """
    assert db.in_transaction(), "apply() belongs in the service's transaction"
    step = record.transitions[name]
    if step.permissions and not any(
            scope.can(permission, record.locality) for permission in step.permissions):
        raise NotAllowed(name)
    model = type(record)
    taken = model.update(state=step.target, **changes).where(
        model._meta.primary_key == record.get_id(), model.state.in_(step.sources)).execute()
    if not taken:
        raise LostRace
    _write(record, name, record.state, step.target, scope, note)
    record.state = step.target
    for field, value in changes.items():
        setattr(record, field, value)


def models(base=Model):
    """Every model that declares transitions, in the order of their table names."""
    found = {model for each in base.__subclasses__() for model in (each, *models(each))
             if hasattr(model, "transitions")}
    return sorted(found, key=lambda model: model._meta.table_name)


def states_of(model):
    """The states that a row of `model` can be stored in: where it begins, and what a step leads from
    or to. (`model.states` may hold more words: for what the days say of a state.)
    """
    found = [model.state.default]
    for step in model.transitions.values():
        found += [*step.sources, step.target]
    return list(dict.fromkeys(found))


def history_of(record):
    """The lines of one record, oldest first, each with its person and with who acted for them."""
    agent = Person.alias()
    return list(History.select(History, Person, Proxy, agent).join(Person, peewee.JOIN.LEFT_OUTER)
                .switch(History).join(Proxy, peewee.JOIN.LEFT_OUTER)
                .join(agent, peewee.JOIN.LEFT_OUTER, on=(Proxy.agent == agent.id), attr="agent")
                .where(History.record == key_of(record)).order_by(History.at, History.id))


def key_of(record):
    """How a record of any model is named where lines of all of them lie: "leaders_claim:12"."""
    return f"{record._meta.table_name}:{record.get_id()}"


def _write(record, name, source, target, scope, note):
    History.create(record=key_of(record), name=name, source=source, target=target,
                   person=scope.person, proxy=scope.proxy, note=note)
