"""The runs of imports: an empty template, every bad row told with its reason, then all rows at once or none.

A plugin declares a `Sheet`: the form of one row (the one that its page for
entering one by hand uses), what only all rows together can tell, and how one is saved.
`pages` makes the pages. The rows of an import that is not finished are kept for a
day, for its sender alone. A long one, of a sheet that can be taken back, is `working`'s.
"""


import peewee

from linli.audit import services as audit
from linli.database import LostRace, transaction, utc_now
from linli.toolkit.importer import columns, examine, place, spreadsheets
from linli.toolkit.importer.models import (
    CHECKED,
    CHECKING,
    DONE,
    IMPORTING,
    ImportMade,
    ImportRun,
    as_text,
)

PIECE = 200
LONG = 500  # more rows than this are not worked off while somebody waits for the page


class Unsettled(Exception):
    """Rows are wrong that nobody chose to leave out: nothing was imported."""


def template(sheet):
    """An empty .xlsx to fill in, as bytes."""
    return spreadsheets.blank(str(sheet.title), columns(sheet), sheet.examples)


def bad_rows(sheet, run):
    """The rows of a run that are wrong, each with the reason, as an .xlsx to mend and send again."""
    known = columns(sheet)
    titles = {column.name: column.title for column in known}
    return spreadsheets.with_reasons(str(sheet.title), known, (
        (row.cells, "；".join(f"{titles.get(name, '')}：{reason}" for name, reason in row.errors))
        for row in run.kept() if row.errors))


def receive(scope, name, sheet, stream, filename):
    """Read a file, look at every row and keep them; returns the ImportRun. `name` is the sheet's key.

    A long one is only kept: the jobs' process looks at it. Raises spreadsheets.BadFile, or ValueError
    with a sentence where columns or rows are missing.
    """
    known = columns(sheet)
    rows, strange = place(spreadsheets.read_rows(stream, sheet.most), known, sheet.aliases, sheet.most)
    later = is_long(sheet, len(rows))
    if not later:
        examine(scope, sheet, rows)
    with transaction():
        return ImportRun.create(sheet=name, locality=scope.locality, person=scope.person, total=len(rows),
                                state=CHECKING if later else CHECKED, rows=as_text(rows),
                                file=spreadsheets.clean(filename)[-200:], strange="、".join(strange)[:1000])


def finish(scope, sheet, run, leave_out):
    """Import every row of `run` in one transaction; with `leave_out` without those that its page
    shows as wrong. Returns how many; None for a long one, which the jobs' process works off.

    All rows are looked at again. Raises Unsettled where one is wrong that was not left out: its
    page shows it then. Raises LostRace where the run is done already.
    """
    every = run.kept()
    left = [row for row in every if leave_out and row.errors]
    rows = [row for row in every if not (leave_out and row.errors)]
    if is_long(sheet, len(every)):
        return _leave_to_jobs(run, rows, leave_out)
    try:
        with transaction():
            _take(run)
            examine(scope, sheet, rows)
            if not rows or any(row.errors for row in rows):
                raise Unsettled
            write(scope, sheet, run, rows)
            close(scope, sheet, run, len(rows), left)
    except (Unsettled, peewee.IntegrityError) as error:
        look_again(scope, sheet, run)
        raise Unsettled from error
    return len(rows)


def is_long(sheet, count):
    """Whether so many rows are left to the jobs' process: only of what can be taken back."""
    return bool(sheet.makes) and count > LONG


def write(scope, sheet, run, rows):
    """Write rows that were looked at in this transaction, and keep what they made, so that it can be
    taken back.
    """
    made = [sheet.save(scope, row.values) for row in rows]
    keys = [{"run": run, "table": row._meta.table_name, "key": row.get_id()}
            for each in made for row in (each if isinstance(each, list) else [each])] if sheet.makes else []
    for at in range(0, len(keys), PIECE):
        ImportMade.insert_many(keys[at:at + PIECE]).execute()


def close(scope, sheet, run, imported, left):
    """The end of a run: `imported` rows are in, `left` were left out and can be fetched for a day."""
    for model in sheet.makes:
        if "version" in model._meta.fields:
            ImportMade.update(version=model.select(model.version).where(
                model._meta.primary_key == ImportMade.key)).where(
                ImportMade.run == run, ImportMade.table == model._meta.table_name).execute()
    ImportRun.update(imported=imported, left_out=len(left), rows=as_text(left) if left else "", state=DONE,
                     done_at=utc_now(), position=run.total).where(ImportRun.id == run.id).execute()
    audit.write(scope, "import", run.sheet, count=imported)


def look_again(scope, sheet, run, **also):
    """Show the rows of a run as they are wrong now; `also` are other columns of it to set."""
    rows = examine(scope, sheet, run.kept())
    with transaction():
        ImportRun.update(rows=as_text(rows), **also).where(
            ImportRun.id == run.id, ImportRun.done_at.is_null()).execute()


def _leave_to_jobs(run, rows, leave_out):
    if not rows or any(row.errors for row in rows):
        raise Unsettled
    with transaction():
        if not ImportRun.update(state=IMPORTING, leave_out=leave_out, position=0, stopped=False).where(
                ImportRun.id == run.id, ImportRun.state == CHECKED).execute():
            raise LostRace


def _take(run):
    """A second confirmation waits here for the first, and finds it done."""
    if not ImportRun.update(done_at=utc_now()).where(
            ImportRun.id == run.id, ImportRun.done_at.is_null()).execute():
        raise LostRace
