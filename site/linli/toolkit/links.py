"""Links: one matter, one record. What was written down in one place goes on in another, and nobody
types it again.

The page of a record offers where it may go on (`targets`, the hook `linli_referral_targets`);
`begin` notes which one it is and carries its words; the form of the target opens with
`?referral=<id>`, asks `referred` for the link and prefills; whoever saves it calls `finish` in the
same transaction. Both pages then show `chain`: titles and addresses, never what stands there.
"""

from dataclasses import dataclass

import peewee
from flask import request
from werkzeug.exceptions import NotFound

from linli.database import LostRace, Model, UtcField, db, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.numbers import read
from linli.toolkit.workflow import key_of


@dataclass(frozen=True)
class Target:
    """Where a matter may go on: the endpoint of the form that takes it in, and the words of the button."""

    endpoint: str
    title: str


@dataclass(frozen=True)
class Stop:
    """One record of a chain; `here` is the one whose page asks, `at` (UTC) when it was made from the
    one before it, None for the first.
    """

    title: str
    url: str
    here: bool
    at: object


class Link(Model):
    """A record that became another one, or is about to. `source` and `target` are a table's name and a
    key ("leaders_appeal:5"), `root` the source of the first link of the chain. While `target` is
    empty `text` holds the words that are carried over; afterwards they stand in the target alone.
    """

    root = peewee.CharField(60, index=True)
    source = peewee.CharField(60, index=True)
    source_title = peewee.CharField()
    source_url = peewee.CharField()
    target = peewee.CharField(60, default="", index=True)
    target_title = peewee.CharField(default="")
    target_url = peewee.CharField(default="")
    text = peewee.TextField(default="")
    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person)
    at = UtcField(default=utc_now)
    finished_at = UtcField(null=True)

    class Meta:
        table_name = "link"

    @classmethod
    def visible_to(cls, scope):
        """Those one began oneself."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))

    @classmethod
    def made_from(cls, source):
        """Condition: a finished link of `source`, a key or an expression that gives one."""
        return (cls.source == source) & (cls.target != "")


def targets(registry, scope):
    """Where a matter may go on from the place of this scope: the Targets of every module on there."""
    answers = registry.ask("linli_referral_targets", scope.modules, scope=scope)
    return [target for found in answers.values() for target in found]


def begin(scope, record, title, url, text, locality):
    """Begin to refer `record`, shown elsewhere as `title` at `url` (a path); returns the Link, which
    carries `text` to a form in `locality`. Raises LostRace where the record went on already.
    """
    assert db.in_transaction(), "begin() belongs in the service's transaction"
    if gone_on(key_of(record)):
        raise LostRace
    before = Link.get_or_none(Link.target == key_of(record))
    return Link.create(root=before.root if before else key_of(record), source=key_of(record),
                       source_title=title, source_url=url, text=text, locality=locality,
                       person=scope.person)


def referred(scope):
    """The link whose form the present request opens or sends; None where the form came by itself.

    Answers 404 for one of somebody else, of another place, or whose matter went on already (but a
    form that is sent is let through: `finish` tells it, and nothing typed is lost).
    """
    asked = request.values.get("referral", "")
    if not asked:
        return None
    link = Link.visible_to(scope).where(
        Link.id == read(asked), Link.locality == scope.locality).first()
    if not link or (request.method == "GET" and gone_on(link.source)):
        raise NotFound
    return link


def gone_on(source):
    """Whether the record of this key became another one."""
    return Link.select().where(Link.made_from(source)).exists()


def finish(link, record, title, url):
    """`record`, shown elsewhere as `title` at `url`, is what the link led to; in the transaction that
    makes it. None for `link`: it came by itself, and nothing is done.

    Raises LostRace where the matter went on elsewhere meanwhile, or was taken back.
    """
    assert db.in_transaction(), "finish() belongs in the transaction that makes the target"
    if link is None:
        return
    Link.update(text="").where(Link.source == link.source).execute()  # holds every link of this matter
    if gone_on(link.source):
        raise LostRace
    done = Link.update(target=key_of(record), target_title=title, target_url=url, finished_at=utc_now())
    if not done.where(Link.id == link.id).execute():
        raise LostRace


def drop(source):
    """Take back what was begun with the record of this key and is not finished."""
    assert db.in_transaction(), "drop() belongs in the service's transaction"
    Link.delete().where(Link.source == source, Link.target == "").execute()


def chain(record):
    """The Stops of the chain that `record` is part of, the first one first; [] where it is in none.
    One query.
    """
    key, around = key_of(record), Link.alias()
    roots = around.select(around.root).where(
        (around.source == key) | (around.target == key), around.target != "")
    rows = list(Link.select().where(Link.root.in_(roots), Link.target != "").order_by(Link.id))
    first = [Stop(row.source_title, row.source_url, row.source == key, None) for row in rows[:1]]
    return first + [Stop(row.target_title, row.target_url, row.target == key, row.finished_at)
                    for row in rows]
