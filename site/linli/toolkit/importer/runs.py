"""The runs of imports: an empty template, every bad row told with its reason, then all rows at once or none.

A plugin declares a `Sheet`: the form of one row (the one that its page for
entering one by hand uses), what only all rows together can tell, and how one is saved.
`pages` makes the pages. The rows of an import that is not finished are kept for a
day, for its sender alone.
"""

import json
from datetime import timedelta

import peewee

from linli.database import LostRace, Model, UtcField, transaction, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit.importer import Row, columns, examine, place, spreadsheets

KEPT_UNFINISHED = timedelta(days=1)


class Unsettled(Exception):
    """Rows are wrong that nobody chose to leave out: nothing was imported."""


class ImportRun(Model):
    """One file that somebody sent. `rows` holds [[number, cells, errors], …] until it is done,
    then nothing; `strange` are the titles of columns that nobody knows.
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

    class Meta:
        table_name = "import_run"
        indexes = ((("done_at", "made_at"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own: nobody else sees what stands in a file that was only sent."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))

    def kept(self):
        """The rows with what was found wrong when they were last looked at."""
        return [Row(number, cells, {}, [tuple(error) for error in errors])
                for number, cells, errors in json.loads(self.rows or "[]")]


def template(sheet):
    """An empty .xlsx to fill in, as bytes."""
    return spreadsheets.blank(str(sheet.title), columns(sheet))


def receive(scope, name, sheet, stream, filename):
    """Read a file, look at every row and keep them; returns the ImportRun. `name` is the sheet's key.

    Raises spreadsheets.BadFile, or ValueError with a sentence where columns or rows are missing.
    """
    known = columns(sheet)
    rows, strange = place(spreadsheets.read_rows(stream), known, sheet.aliases)
    examine(scope, sheet, rows)
    with transaction():
        return ImportRun.create(sheet=name, locality=scope.locality, person=scope.person,
                                file=spreadsheets.clean(filename)[-200:], strange="、".join(strange)[:1000],
                                rows=_as_text(rows))


def finish(scope, sheet, run, leave_out):
    """Import every row of `run` in one transaction; with `leave_out` without those that its page
    shows as wrong. Returns how many.

    All rows are looked at again. Raises Unsettled where one is wrong that was not left out: its
    page shows it then. Raises LostRace where the run is done already.
    """
    every = run.kept()
    rows = [row for row in every if not (leave_out and row.errors)]
    try:
        with transaction():
            _take(run)
            examine(scope, sheet, rows)
            if not rows or any(row.errors for row in rows):
                raise Unsettled
            for row in rows:
                sheet.save(scope, row.values)
            ImportRun.update(imported=len(rows), left_out=len(every) - len(rows), rows="").where(
                ImportRun.id == run.id).execute()
    except (Unsettled, peewee.IntegrityError) as error:
        _look_again(scope, sheet, run)
        raise Unsettled from error
    return len(rows)


def forget_unfinished():
    """Drop what was sent more than a day ago and never imported; returns how many."""
    with transaction():
        return ImportRun.delete().where(ImportRun.done_at.is_null(),
                                        ImportRun.made_at < utc_now() - KEPT_UNFINISHED).execute()


def _take(run):
    """A second confirmation waits here for the first, and finds it done."""
    if not ImportRun.update(done_at=utc_now()).where(
            ImportRun.id == run.id, ImportRun.done_at.is_null()).execute():
        raise LostRace


def _look_again(scope, sheet, run):
    rows = examine(scope, sheet, run.kept())
    with transaction():
        ImportRun.update(rows=_as_text(rows)).where(
            ImportRun.id == run.id, ImportRun.done_at.is_null()).execute()


def _as_text(rows):
    return json.dumps([(row.number, row.cells, row.errors) for row in rows], ensure_ascii=False)
