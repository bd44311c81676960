"""What a table holds about somebody, declared once.

The export, the page that says what is kept, and the erasure all read the same declaration, so that
they cannot say different things. Every column with text, and every key to a Person or an Upload, is
decided about (`undecided`): a new one turns the test of its plugin red.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import reduce

import peewee
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.languages import listed
from linli.people.models import Person
from linli.toolkit.album import AlbumPhoto
from linli.toolkit.calendar import local
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import History

ALBUM = "album"
NOBODY = _l("已注销的村民")


@dataclass(frozen=True)
class Holding:
    """What the rows of `model` hold about a person, and what becomes of it when they leave.

    `mine` gives for a Person the condition of the rows that are theirs, and only such as they may
    read; None where no row is anybody's. `shown` are the columns that they take along: {field: word},
    or {field: (word, words)} where `words` are {key: word} or a function of the value. `photos` is the
    key to an Upload, or ALBUM for the album of the row.

    A field of a row that it points to is named with a dot: "task.title".

    When they leave, the whole row is `gone`; or of its columns some are `emptied` (with ALBUM its
    photos too), `renamed` (NOBODY stands there then), `nameless` (a key to a person, who has no name
    any more), `plain` (keys and words that tell of nobody) or `kept` ({column: why}). `keeps` is for
    the reader: why and how long something stays.
    """

    model: type
    title: str = ""
    mine: object = None
    shown: dict = field(default_factory=dict)
    photos: str = ""
    gone: bool = False
    emptied: tuple = ()
    renamed: tuple = ()
    nameless: tuple = ()
    plain: tuple = ()
    kept: dict = field(default_factory=dict)
    keeps: str = ""

    def rows_of(self, person):
        """Query: the rows that are this person's."""
        return self.model.select().where(self.mine(person))


@dataclass(frozen=True)
class Section:
    """What one part of a module keeps about a person: rows of (word, value) pairs, and photos as
    uploads. Rows and files may be gone through more than once. `keeps`: why something of it stays
    when they leave; "" where nothing does.
    """

    title: str
    count: int
    rows: object
    files: object = ()
    keeps: str = ""


def steps_of(model, title, mine):
    """The Holding of the steps that a person took with those rows of `model` that are theirs."""
    key = key_of_rows(model)
    return Holding(History, title, lambda person: (History.person == person.id) & History.record.in_(
        model.select(key).where(mine(person))), {"at": _l("时间"), "note": _l("写的话")},
        keeps=_l("流水账只增不改，名字换成“已注销的村民”"))


def sections(holdings, person):
    """The Sections of these holdings for a person, those with rows; one query to count them all."""
    told = [holding for holding in holdings if holding.mine and holding.title]
    counts = reduce(lambda left, right: left.union_all(right), (
        holding.model.select(peewee.Value(place).alias("place"), peewee.fn.COUNT(peewee.SQL("*")))
        .where(holding.mine(person)) for place, holding in enumerate(told)))
    found = [(told[int(place)], count) for place, count in counts.tuples() if count]
    return [Section(holding.title, count, _Rows(holding, person), _Photos(holding, person), holding.keeps)
            for holding, count in sorted(found, key=lambda each: told.index(each[0]))]


def undecided(models, holdings):
    """Columns of `models` about which no holding says what becomes of them, as "table.column"; and
    what a holding names that is no such column.
    """
    decided = {}
    for holding in holdings:
        names = decided.setdefault(holding.model, set())
        names.update(holding.emptied, holding.renamed, holding.nameless, holding.plain, holding.kept)
        names.discard(ALBUM)
        if holding.gone:
            names.update(personal_columns(holding.model))
    left = [f"{model._meta.table_name}.{name}" for model in models
            for name in sorted(personal_columns(model) - decided.get(model, set()))]
    unknown = [f"{model._meta.table_name}.{name}?" for model, names in decided.items()
               for name in sorted(names - set(model._meta.fields))]
    return left + unknown


def personal_columns(model):
    """The names of the fields that can hold a word about somebody, or point to them or their photo."""
    return {name for name, each in model._meta.fields.items()
            if isinstance(each, peewee._StringField)
            or (isinstance(each, peewee.ForeignKeyField) and each.rel_model in (Person, Upload))}


@dataclass(frozen=True)
class _Rows:
    """The rows of a holding, read anew each time one goes through them, so that none are all in memory."""

    holding: Holding
    person: object

    def __iter__(self):
        holding, query, columns, joined = self.holding, self.holding.model.select(), [], set()
        for name in holding.shown:
            own, _dot, beyond = name.partition(".")
            column = holding.model._meta.fields[own]
            if beyond and own not in joined:
                joined.add(own)
                query = query.join_from(holding.model, column.rel_model, peewee.JOIN.LEFT_OUTER,
                                        on=column == column.rel_model._meta.primary_key)
            if beyond:
                column = column.rel_model._meta.fields[beyond]
            columns.append(column)
        words = [each if isinstance(each, tuple) else (each, None) for each in holding.shown.values()]
        query = query.select(*columns).where(holding.mine(self.person)).order_by(
            holding.model._meta.primary_key)
        for values in query.tuples().iterator():
            yield [(str(word), plain(value, keys))
                   for (word, keys), value in zip(words, values, strict=True)]


@dataclass(frozen=True)
class _Photos:
    holding: Holding
    person: object

    def __iter__(self):
        holding = self.holding
        if not holding.photos:
            return iter(())
        if holding.photos == ALBUM:
            records = holding.model.select(key_of_rows(holding.model)).where(holding.mine(self.person))
            ids = AlbumPhoto.select(AlbumPhoto.upload).where(AlbumPhoto.record.in_(records))
        else:
            ids = holding.model.select(holding.model._meta.fields[holding.photos]).where(
                holding.mine(self.person))
        return Upload.select().where(Upload.id.in_(ids)).order_by(Upload.id).iterator()


def key_of_rows(model):
    """Expression: what a row is called in the album and in the history, "leaders_claim:12"."""
    return peewee.Value(f"{model._meta.table_name}:").concat(model._meta.primary_key.cast("text"))


def plain(value, words=None):
    """A stored value as a plain one: numbers stay, moments are Shanghai's, keys become words."""
    if callable(words):
        return words(value)
    if isinstance(value, tuple):
        return listed(plain(each, words) for each in value)
    if words is not None:
        word = words.get(value, value or "")
        return str(word[0] if isinstance(word, tuple) else word)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else value
