"""Ledgers (台账): one declaration gives a list with filters in the address, search, Excel, CSV and paper.

A declaration is frozen data. Its rows come from the model's `visible_to(scope)` and from nowhere
else, within the place of the request and all below it; they are read as tuples of just the
columns shown. The core mounts each ledger that a plugin names in `linli_ledgers`.
"""

from dataclasses import dataclass, field

import peewee

UPRIGHT = 6  # the most columns that an upright A4 takes


@dataclass(frozen=True)
class Column:
    """One column. `expression` is a field or expression over the ledger's model and its joins.

    `kind` says how it is shown and exported: text, code (a number that is read out: in one
    line), long (sentences), number, day (a date), moment (UTC), money (分), choice (a key of
    `words`: {key: word} or {key: (word, tone)}), phone (masked) or full_phone (for a log whose
    keeper has the duty to write it down). `total` says whether the column is added up below its
    rows: money is, unless this is False; numbers are where it is True.
    """

    name: str
    title: str
    expression: object
    kind: str = "text"
    words: dict = field(default_factory=dict, hash=False)
    total: bool | None = None

    @property
    def added_up(self):
        """Whether a sum of this column stands below its rows."""
        return self.kind == "money" if self.total is None else self.total


@dataclass(frozen=True)
class Filter:
    """One filter of the address. `kind`: choice (a key of `words`), days (`<name>_first`,
    `<name>_last`, Shanghai days over a date or a moment), or pick (one of the values of
    `expression` that occur in the visible rows, shown as `label`, another expression). `default`
    is the key of a choice that counts where the address says nothing; all rows are a click away.
    """

    name: str
    title: str
    expression: object
    kind: str = "choice"
    words: dict = field(default_factory=dict, hash=False)
    label: object = None
    default: str = ""


@dataclass(frozen=True)
class Join:
    """A table that columns need beside the model's own: `on` is the condition.

    Leave `kind` as it is: a table that is not looked at costs nothing. Locality (the row's
    place) is always there and needs no join.
    """

    table: object
    on: object
    kind: str = peewee.JOIN.LEFT_OUTER


@dataclass(frozen=True)
class Ledger:
    """A register of rows of `model`, which has `visible_to(scope)`.

    `name` stands in its address, `permission` opens it. `joins` are added in order. `search`
    are the expressions that the search box looks into. `order` sorts; it must be total.
    `opens` is the endpoint of a row's own page and `opens_with` its values: {argument:
    expression}, beside the row's own locality; "" where a row has no page. `rows` names another
    query of the model for a register narrower than `visible_to`, such as only one's own.
    `locality` is the row's place where the model has no such field: one of a table of `joins`.
    `new` are buttons beside 导出、打印, as (endpoint, words), for whoever may open that view
    (one with the attribute `village_only`: in villages). `placeless`: rows of no place are shown
    wherever the ledger opens, beside those of the place.
    """

    name: str
    title: str
    permission: str
    model: type
    columns: tuple
    order: tuple
    joins: tuple = ()
    filters: tuple = ()
    search: tuple = ()
    opens: str = ""
    opens_with: dict = field(default_factory=dict, hash=False)
    empty: str = ""
    rows: str = "visible_to"
    locality: object = None
    new: tuple = ()
    placeless: bool = False

    @property
    def place(self):
        """The expression of a row's place."""
        return self.model.locality if self.locality is None else self.locality

    @property
    def masks(self):
        """Whether a column of it is masked, unless the whole is asked for."""
        return any(column.kind == "phone" for column in self.columns)

    @property
    def wide(self):
        """Whether its columns want the paper laid on its side."""
        return len(self.columns) > UPRIGHT
