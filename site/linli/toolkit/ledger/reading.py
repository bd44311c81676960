"""The rows of a ledger: narrowed by what an address asks, counted, read as plain tuples.

Rows come from the model's `visible_to(scope)`, in the place of the scope and below it. Whatever
is odd in an address is ignored. A row is the tuple of its columns, then the code of its place,
then the values of `opens_with`.
"""

import operator
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import reduce

import peewee
from flask_babel import gettext as _
from peewee import fn

from linli.localities.models import Locality
from linli.toolkit.calendar import parse_day, to_utc
from linli.toolkit.ledger import Join

COUNTED = 10_000  # exact up to here: counting a million rows costs ten times the page
OFFERED = 200  # the most values that one filter offers
SEARCHED_WORDS, SEARCHED_LENGTH = 5, 60


@dataclass(frozen=True)
class Narrowed:
    """What one filter was asked: its `values` by their names in the address ("" where nothing
    was asked), the `conditions` that follow, `words` for the heading, and for a select its
    `options` as (text, word).
    """

    filter: object
    values: dict
    conditions: tuple = ()
    words: str = ""
    options: tuple = ()


@dataclass(frozen=True)
class Asked:
    """A ledger as one reader asked for it: `query` gives its rows, whatever the columns."""

    ledger: object
    query: object
    narrowed: tuple = ()
    search: str = ""
    address: dict = field(default_factory=dict)

    @property
    def words(self):
        """What the rows are narrowed by, as a list of short phrases."""
        said = [each.words for each in self.narrowed if each.words]
        return [*said, _("找“%(text)s”", text=self.search)] if self.search else said


def ask(ledger, scope, address):
    """Read an address ({name: text}) as this scope may: Asked. One query for each filter of
    kind pick.
    """
    visible = _joined(ledger, getattr(ledger.model, ledger.rows)(scope))
    here = visible.where(_or_nowhere(ledger, Locality.within(scope.locality.path)))
    narrowed = tuple(_NARROW[each.kind](each, address, here) for each in ledger.filters)
    search = _search_text(address) if ledger.search else ""
    conditions = [condition for each in narrowed for condition in each.conditions]
    conditions += [_anywhere(ledger.search, word) for word in search.split()]
    values = {name: text for each in narrowed for name, text in each.values.items()
              if text != each.filter.default}
    return Asked(ledger, visible.where(_in_place(ledger, scope.locality), *conditions),
                 narrowed, search, {**values, **({"q": search} if search else {})})


def count(asked, most=COUNTED):
    """How many rows there are; `most` + 1 where there are more than `most`."""
    return asked.query.limit(most + 1).count()


def page_of(asked, number, size):
    """The rows of one page. What they show is joined once these few are known."""
    model = asked.ledger.model
    key = model._meta.primary_key
    keys = asked.query.select(key).order_by(*asked.ledger.order).paginate(number, size)
    query = _joined(asked.ledger, model.select()).where(key.in_(keys))
    return list(_columns(asked.ledger, query))


def every(asked, most):
    """All rows, at most `most` of them, one after the other."""
    return _columns(asked.ledger, asked.query.limit(most)).iterator()


def totals(asked):
    """The sums of the columns that are added up, over all rows, as {place of the column: sum}; one
    query, and none where nothing is added up.
    """
    places = [place for place, column in enumerate(asked.ledger.columns) if column.added_up]
    if not places:
        return {}
    sums = [fn.SUM(asked.ledger.columns[place].expression) for place in places]
    found = asked.query.select(*sums).tuples().get()
    return {place: value or 0 for place, value in zip(places, found, strict=True)}


def adding(ledger, rows, sums):
    """The rows as they come, each added to `sums`, which ends as `totals` of just these rows."""
    sums.update({place: 0 for place, column in enumerate(ledger.columns) if column.added_up})
    for row in rows:
        for place in sums:
            sums[place] += row[place] or 0
        yield row


def _columns(ledger, query):
    shown = [column.expression for column in ledger.columns]
    return (query.select(*shown, ledger.place, *ledger.opens_with.values())
            .order_by(*ledger.order).tuples())


def _joined(ledger, query):
    """With the place, which every ledger has, and the tables of its own. The place comes first, as
    the narrowest, but where a row's place is known by one of those tables.
    """
    place = Join(Locality, ledger.place == Locality.code,
                 peewee.JOIN.LEFT_OUTER if ledger.placeless else peewee.JOIN.INNER)
    for join in [place, *ledger.joins] if ledger.locality is None else [*ledger.joins, place]:
        query = query.switch(ledger.model).join(join.table, join.kind, on=join.on)
    return query


def _in_place(ledger, place):
    """Condition: in a place or below it. Where nothing lies below, an index by place and time
    can be walked instead of sorting every row.
    """
    below = Locality.select().where(Locality.parent == place).exists()
    return _or_nowhere(ledger, Locality.within(place.path) if below else ledger.place == place.code)


def _or_nowhere(ledger, condition):
    return condition | ledger.place.is_null() if ledger.placeless else condition


def _choice(asked, address, _visible):
    return _one_of(asked, address, {key: word_of(asked.words, key) for key in asked.words})


def _pick(asked, address, visible):
    label = asked.label if asked.label is not None else asked.expression
    found = (_one_row_each(asked.expression, visible).select(asked.expression, label)
             .distinct().limit(OFFERED).tuples())
    words = {value: str(word) for value, word in found if value is not None}
    return _one_of(asked, address, dict(sorted(words.items(), key=lambda pair: pair[1])))


def _one_row_each(expression, visible):
    """Rows that hold every value of `expression`: for a key to another table one row for each
    key that occurs, found by its index, so that a long ledger is not read through.
    """
    if not isinstance(expression, peewee.ForeignKeyField):
        return visible
    other, key = expression.rel_model.alias(), visible.model._meta.primary_key
    holds = expression == getattr(other, expression.rel_field.name)
    return visible.where(key.in_(other.select(visible.select(key).where(holds).limit(1))))


def _one_of(asked, address, words):
    text = address.get(asked.name, asked.default)
    options = tuple((str(value), word) for value, word in words.items())
    for value, word in words.items():
        if str(value) == text:
            return Narrowed(asked, {asked.name: text}, (asked.expression == value,),
                            _("%(what)s：%(said)s", what=asked.title, said=word), options)
    return Narrowed(asked, {asked.name: ""}, options=options)


def _days(asked, address, _visible):
    names = [f"{asked.name}_first", f"{asked.name}_last"]
    first, last = (parse_day(address.get(name)) for name in names)
    if first and last and first > last:
        first, last = last, first
    values = dict(zip(names, (str(first or ""), str(last or "")), strict=True))
    if not first and not last:
        return Narrowed(asked, values)
    words = _("%(title)s：%(first)s 至 %(last)s", title=asked.title, first=first or _("最早"),
              last=last or _("最近"))
    return Narrowed(asked, values, tuple(_between(asked.expression, first, last)), words)


def _between(expression, first, last):
    """Conditions over a date, or over a moment by its Shanghai day; either end may be open."""
    plain = isinstance(getattr(expression, "field", expression), peewee.DateField)
    if first:
        yield expression >= (first if plain else to_utc(first, time.min))
    if last:
        after = last + timedelta(days=1)
        yield expression < (after if plain else to_utc(after, time.min))


def _search_text(address):
    words = address.get("q", "")[:SEARCHED_LENGTH].replace("\0", "").split()
    return " ".join(words[:SEARCHED_WORDS])


def _anywhere(expressions, word):
    return reduce(operator.or_, (expression.contains(word) for expression in expressions))


def word_of(words, key):
    """The word of a key in {key: word} or {key: (word, tone)}; a key that is not there, itself."""
    word = words.get(key, key)
    return str(word[0] if isinstance(word, tuple) else word)


_NARROW = {"choice": _choice, "days": _days, "pick": _pick}
