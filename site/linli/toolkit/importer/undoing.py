"""Taking a whole import back: what it made goes, but for what is in use since or was changed.

A row is in use where any other table refers to it; the keys between the tables say which. Lines that go
with the row (ON DELETE CASCADE) are no use of it.
"""

import peewee

from linli.audit import services as audit
from linli.database import LostRace, Model, db, transaction, utc_now
from linli.toolkit.importer.models import DONE, UNDONE, ImportMade, ImportRun

CHANGED = "changed"


def undo(scope, sheet, run):
    """Take back what `run` made; returns (how many rows went, how many stay). Raises LostRace where its
    days are over, or it is taken back already.
    """
    try:
        with transaction():
            if not run.may_be_undone or not ImportRun.update(
                    state=UNDONE, undone_at=utc_now(), undone_by=scope.person, rows="").where(
                    ImportRun.id == run.id, ImportRun.state == DONE).execute():
                raise LostRace
            gone = take_back(sheet, run)
            stays = ImportMade.select().where(ImportMade.run == run).count()
            audit.write(scope, "import_undone", run.sheet, count=gone, details=f"import_run:{run.id}")
    except peewee.IntegrityError as error:  # somebody began to use one of them at this moment
        raise LostRace from error
    return gone, stays


def take_back(sheet, run):
    """Delete what `run` made and nothing refers to; what stays, stays in ImportMade with its reason.
    Returns how many went. A few statements for each table that could refer to it, whatever the rows.
    """
    assert db.in_transaction(), "an import is taken back at once"
    return sum(_take_back(model, run) for model in reversed(sheet.makes)) if sheet else 0


def kept(run):
    """{table: {reason: how many rows stay}} of a run that was taken back; a reason is a table, or CHANGED."""
    found = {}
    for table, reason, count in ImportMade.select(
            ImportMade.table, ImportMade.stays, peewee.fn.COUNT(ImportMade.id)).where(
            ImportMade.run == run, ImportMade.stays != "").group_by(
            ImportMade.table, ImportMade.stays).order_by(ImportMade.table, ImportMade.stays).tuples():
        found.setdefault(table, {})[reason] = count
    return found


def _take_back(model, run):
    mine = (ImportMade.run == run) & (ImportMade.table == model._meta.table_name)
    key = model._meta.primary_key
    ImportMade.update(stays="").where(mine).execute()
    if "version" in model._meta.fields:
        made = ImportMade.alias()
        changed = (made.select(made.id).join(model, on=(made.key == key)).where(
            made.run == run, made.table == model._meta.table_name, model.version != made.version))
        if run.state == DONE:
            ImportMade.update(stays=CHANGED).where(mine, ImportMade.id.in_(changed)).execute()
    for field in _referring(model):
        used = field.model.select(field).where(field.is_null(False))
        ImportMade.update(stays=field.model._meta.table_name).where(
            mine, ImportMade.stays == "", ImportMade.key.in_(used)).execute()
    free = ImportMade.select(ImportMade.key).where(mine, ImportMade.stays == "")
    gone = model.delete().where(key.in_(free)).execute()
    ImportMade.delete().where(mine, ImportMade.stays == "").execute()
    return gone


def _referring(model):
    """The fields of any table that point at rows of `model` and would hold them."""
    left, found = [Model], []
    while left:
        made = left.pop().__subclasses__()
        left += made
        found += [field for other in made for field in other._meta.refs
                  if field.rel_model is model and field.on_delete != "CASCADE"
                  and not other.__module__.endswith("migrations")]
    return sorted(found, key=lambda field: (field.model._meta.table_name, field.name))
