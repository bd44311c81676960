"""Long imports, worked off by the jobs' process: looked at, then written piece by piece.

Each piece is one transaction with the mark how far the run is: a process that is killed loses nothing,
and does nothing twice; the next goes on from the mark. Where a piece can't be imported and its
sender wanted all or nothing, all that was written before is taken back, and the run says so.
"""

import logging

import peewee

from linli.database import LostRace, db, transaction
from linli.toolkit.importer import SHEETS, examine, undoing
from linli.toolkit.importer.models import CHECKED, CHECKING, IMPORTING, ImportRun, as_text
from linli.toolkit.importer.runs import PIECE, Unsettled, close, look_again, write

TRIES = 3

log = logging.getLogger("linli.imports")


def go_on(scope_of):
    """Work off every run that waits; returns how many. `scope_of(person, place)` is the standing of
    whoever sent it, as it is now.
    """
    waiting = list(ImportRun.select().where(ImportRun.state.in_((CHECKING, IMPORTING)))
                   .order_by(ImportRun.id))
    for run in waiting:
        try:
            _work_off(scope_of(run.person, run.locality), run)
        except LostRace:
            pass  # another process works at it
        except Exception:
            log.exception("import %s failed", run.id)
    return len(waiting)


def _work_off(scope, run):
    needs, sheet_here = SHEETS[run.sheet]
    sheet = sheet_here(scope)
    if run.state == CHECKING:
        look_again(scope, sheet, run, state=CHECKED)
    elif sheet is None or not scope.can(needs):
        _stop(scope, sheet, run)
    else:
        _import(scope, sheet, run)


def _import(scope, sheet, run):
    rows = run.kept()
    while run.position < len(rows):
        try:
            _try_piece(scope, sheet, run, rows)
        except Unsettled:
            _stop(scope, sheet, run)
            return
    with transaction():
        if not ImportRun.update(position=run.total).where(
                ImportRun.id == run.id, ImportRun.state == IMPORTING).execute():
            raise LostRace
        left = [row for row in rows if row.errors]
        close(scope, sheet, run, len(rows) - len(left), left)


def _try_piece(scope, sheet, run, rows):
    """One piece; where somebody else wrote the same at this moment, it is looked at again."""
    for tries in range(TRIES):
        try:
            return _write_piece(scope, sheet, run, rows)
        except peewee.IntegrityError as error:
            if tries + 1 == TRIES:
                raise Unsettled from error
    return None


def _write_piece(scope, sheet, run, rows):
    piece = rows[run.position:run.position + PIECE]
    good = [row for row in piece if not row.errors]
    with transaction():
        if not ImportRun.update(position=run.position + len(piece)).where(
                ImportRun.id == run.id, ImportRun.state == IMPORTING,
                ImportRun.position == run.position).execute():
            raise LostRace
        examine(scope, sheet, good)
        bad = [row for row in good if row.errors]
        if bad and not run.leave_out:
            raise Unsettled
        write(scope, sheet, run, [row for row in good if not row.errors])
        if bad:
            ImportRun.update(rows=as_text(rows)).where(ImportRun.id == run.id).execute()
    run.position += len(piece)


def _stop(scope, sheet, run):
    """Not to be imported whole: what was written goes, and its page shows what is wrong."""
    with transaction():
        undoing.take_back(sheet, run)
    if sheet:
        look_again(scope, sheet, run, state=CHECKED, position=0, stopped=True)
    assert not db.in_transaction()
