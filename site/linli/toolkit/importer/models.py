"""Files that were sent to be imported, how far each is, and what each made."""

import json
from datetime import timedelta

import peewee

from linli.database import Model, UtcField, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.importer import Row

CHECKING, CHECKED, IMPORTING, DONE, UNDONE = "checking", "checked", "importing", "done", "undone"
UNDO_WITHIN = timedelta(days=30)


class ImportRun(Model):
    """One file that somebody sent. `rows` holds [[number, cells, errors], …] until it is done, then those
    that were left out, for a day; `strange` are the titles of columns that nobody knows.

    A long one is worked off by the jobs' process: looked at (CHECKING), and once its sender said so
    imported (IMPORTING) piece by piece, `position` being the rows that are behind it. `stopped`: it
    could not be imported whole and was taken back.
    """

    sheet = peewee.CharField(80)
    locality = peewee.ForeignKeyField(Locality)
    person = peewee.ForeignKeyField(Person)
    file = peewee.CharField()
    strange = peewee.TextField(default="")
    rows = peewee.TextField()
    made_at = UtcField(default=utc_now)
    done_at = UtcField(null=True)
    imported = peewee.IntegerField(default=0)
    left_out = peewee.IntegerField(default=0)
    state = peewee.CharField(10, default=CHECKED)
    total = peewee.IntegerField(default=0)
    position = peewee.IntegerField(default=0)
    leave_out = peewee.BooleanField(default=False)
    stopped = peewee.BooleanField(default=False)
    undone_at = UtcField(null=True)
    undone_by = peewee.ForeignKeyField(Person, null=True, backref="+")

    class Meta:
        table_name = "import_run"
        indexes = ((("done_at", "made_at"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own: nobody else sees what stands in a file that was only sent."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))

    @classmethod
    def of(cls, scope, sheet):
        """Those of one sheet in the place of the request, each with who sent it."""
        return (cls.select(cls, Person).join(Person, on=cls.person)
                .where(cls.sheet == sheet, cls.locality == scope.locality))

    @classmethod
    def done_in(cls, scope, sheet):
        """Those of one sheet that were imported in the place of the request, the newest first: for
        whoever may import there.
        """
        return cls.of(scope, sheet).where(cls.done_at.is_null(False)).order_by(cls.id.desc())

    def kept(self):
        """The rows with what was found wrong when they were last looked at."""
        return [Row(number, cells, {}, [tuple(error) for error in errors], *said)
                for number, cells, errors, *said in json.loads(self.rows or "[]")]

    @property
    def percent(self):
        """How far it is, from 0 to 100."""
        return 100 * self.position // self.total if self.total else 0

    @property
    def may_be_undone(self):
        """Whether its days are not over, and nobody took it back."""
        return self.state == DONE and utc_now() - self.done_at < UNDO_WITHIN


ImportRun.add_index(ImportRun.index(ImportRun.state, name="import_run_state"))


class ImportMade(Model):
    """A row that a run made: its table, key and version then. `stays` are the tables that refer to it, or
    "changed", where it could not be taken back.
    """

    run = peewee.ForeignKeyField(ImportRun, backref="made", on_delete="CASCADE")
    table = peewee.CharField(60, column_name="of_table")
    key = peewee.IntegerField(column_name="of_key")
    version = peewee.IntegerField(default=0)
    stays = peewee.TextField(default="")

    class Meta:
        table_name = "import_made"
        indexes = ((("run", "table", "key"), True),)


def as_text(rows):
    """Rows as `ImportRun.rows` keeps them."""
    return json.dumps([(row.number, row.cells, row.errors, row.does, row.touches) for row in rows],
                      ensure_ascii=False)
