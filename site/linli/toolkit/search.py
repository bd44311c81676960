"""Looking for records: what a plugin answers to `linli_search`, and how it looks.

Rows come from the model's `visible_to(scope)`, in the place of the scope and below it; words are
looked for within these few, inside other words too.
"""

import operator
from dataclasses import dataclass
from functools import reduce
from inspect import isfunction

from peewee import Case, fn

from linli.localities.models import Locality

SHOWN = 10  # of one kind; what comes after stands in its ledger


@dataclass(frozen=True)
class Kind:
    """What can be found: its word, and the ledger of the module, if any, that finds the rest of them by
    the same words.
    """

    title: str
    ledger: str = ""


@dataclass(frozen=True)
class Found:
    """One row: `title` and `text` say what it is, `at` (a moment, or a day) when, `place` (a Locality)
    where. `number` is what it goes by: typed whole it leads straight to `href` ("": no page of its own).
    """

    kind: Kind
    title: str
    text: str
    href: str
    place: Locality
    at: object = None
    number: str = ""


def look(scope, query, words, number, *others, newest, here=None):
    """The rows of `query` in which each of `words` stands somewhere in the field `number` (or whatever
    else they go by) or in one of the `others`, which are fields or functions from a word to a
    condition. At most one more than SHOWN: one whose number is just that before all others, then by
    `newest`, the newest first. Each has its `locality` read. `here` is the condition for rows that
    belong to the place of the scope, by default those in it and below it.
    """
    model = query.model
    exact = Case(None, [(fn.UPPER(number) == words.upper(), 0)], 1)
    conditions = [reduce(operator.or_, (_stands(word, each) for each in (number, *others)))
                  for word in words.split()]
    return list(query.select_extend(Locality).switch(model)
                .join(Locality, on=(model.locality == Locality.code), attr="locality")
                .where(scope.here(model.locality) if here is None else here, *conditions)
                .order_by(exact, newest.desc(), model.id.desc()).limit(SHOWN + 1))


def _stands(word, where):
    return where(word) if isfunction(where) else where.contains(word)
