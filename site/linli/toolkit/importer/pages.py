"""The pages of an import: send a file, see what is wrong, import, take it back. Mounted on a plugin's
blueprint.
"""

import io
from collections import Counter

from flask import abort, current_app, flash, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import ValidationError

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.languages import house
from linli.toolkit import importer
from linli.toolkit.forms import Form
from linli.toolkit.importer import runs, undoing
from linli.toolkit.importer.models import CHECKING, DONE, IMPORTING, UNDONE, ImportRun
from linli.web import done, page, page_number, pages_of

PAGE, SAMPLE, TOUCHING, BEFORE = 100, 5, 200, 10
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(Form):
    """The file that is sent."""

    file = FileField(_l("填好的表格"), [FileRequired(_l("请选一个文件"))],
                     render_kw={"accept": ".xlsx,.xls,.ods,.csv"})

    def __init__(self, most):
        super().__init__()
        self.file.description = _("Excel、WPS 表格或 CSV，一次最多 %(most)d 行", most=most)


class FinishForm(Form):
    """Import what is right; what is wrong stays out only where somebody says so."""

    leave_out = BooleanField()  # the button that says so

    def __init__(self, wrong):
        super().__init__()
        self.wrong = wrong

    def validate_leave_out(self, field):
        """Wrong rows are left out by choice, never silently."""
        if self.wrong and not field.data:
            raise ValidationError(_l("还有 %(count)d 行有问题。改好表格再传一次，或者只导入好的行",
                                     count=self.wrong))


def add_import_pages(blueprint, name, needs, sheet_here, back, back_title, prefix="", *, undo=False):
    """Mount an import at <blueprint>/imports/<name>, endpoints `import_<name>`, …_template, …_run, …_bad and,
    for what can be taken back, …_undo.

    `needs` is the permission. `sheet_here(scope)` gives the importer.Sheet for the place of the
    request, or None where there is nothing to import into. `back` is the endpoint that the pages
    lead back to, `back_title` what stands on the button there. `prefix` stands before the rules; `undo`
    says that the sheet has `makes`.
    """
    key, start = f"{blueprint.name}.{name}", f"{blueprint.name}.import_{name}"
    importer.SHEETS[key] = (needs, sheet_here)
    here = f"{prefix}/imports/{name}"

    def shown(template, sheet, **values):
        columns = importer.columns(sheet)
        return page(template, sheet=sheet, columns=columns, back=url_for(back), back_title=back_title,
                    titles={column.name: column.title for column in columns}, start=url_for(start),
                    template_url=url_for(f"{start}_template"), **values)

    @blueprint.route(here, methods=["GET", "POST"], endpoint=f"import_{name}")
    @permission(needs)
    def send():
        """The empty sheet, the place to send it back, and what was imported here before."""
        sheet = sheet_here(scope) or abort(404)
        form = FileForm(sheet.most)
        if form.validate_on_submit():
            try:
                run = runs.receive(scope, key, sheet, form.file.data.stream, form.file.data.filename)
                return done(url_for(f"{start}_run", run_id=run.id))
            except ValueError as error:
                form.file.errors = [*form.file.errors, error.args[0]]
        before = ImportRun.done_in(scope, key).limit(BEFORE) if sheet.makes else []
        return shown("imports/import.html", sheet, form=form, status=422 if form.errors else 200,
                     before=[(run, url_for(f"{start}_run", run_id=run.id)) for run in before])

    @blueprint.route(f"{here}/template", endpoint=f"import_{name}_template")
    @permission(needs)
    def template():
        """An empty .xlsx with the titles, an explanation and an example."""
        sheet = sheet_here(scope) or abort(404)
        with house():
            return _workbook(runs.template(sheet), sheet.title)

    @blueprint.route(f"{here}/<int:run_id>", methods=["GET", "POST"], endpoint=f"import_{name}_run")
    @permission(needs)
    def run(run_id):
        """Every bad row with its reason; then all at once. Once done, what came of it."""
        sheet, found = sheet_here(scope) or abort(404), _seen(key, run_id)
        if found.state in (CHECKING, IMPORTING):
            return shown("imports/import_progress.html", sheet, run=found, checking=found.state == CHECKING)
        undo_url = url_for(f"{start}_undo", run_id=run_id) if undo else ""
        if found.state in (DONE, UNDONE):
            if request.method == "POST":  # this form was sent twice
                return done(url_for(f"{start}_run", run_id=run_id))
            bad = found.rows and found.person_id == scope.person.id
            return shown("imports/import_done.html", sheet, run=found, undo_url=undo_url,
                         stays=_stays(found), bad_url=url_for(f"{start}_bad", run_id=run_id) if bad else "")
        form, status = FinishForm(sum(bool(row.errors) for row in found.kept())), 200
        if form.validate_on_submit():
            try:
                runs.finish(scope, sheet, found, form.leave_out.data)
                return done(url_for(f"{start}_run", run_id=run_id))
            except LostRace:  # this form was sent twice
                return done(url_for(f"{start}_run", run_id=run_id))
            except runs.Unsettled:
                status, found, form.leave_out.data = 409, _seen(key, run_id), False
        return shown("imports/import_run.html", sheet, run=found, form=form,
                     status=422 if form.errors else status, changed=status == 409,
                     bad_url=url_for(f"{start}_bad", run_id=run_id), **_pages(found, importer.columns(sheet)))

    @blueprint.route(f"{here}/<int:run_id>/bad", endpoint=f"import_{name}_bad")
    @permission(needs)
    def bad(run_id):
        """The rows that are wrong, or were left out, as Excel with the reasons; for their sender."""
        sheet, found = sheet_here(scope) or abort(404), _own(key, run_id)
        if not any(row.errors for row in found.kept()):
            abort(404)
        return _workbook(runs.bad_rows(sheet, found), _("%(title)s 没有导入的行", title=sheet.title))

    if not undo:
        return

    @blueprint.route(f"{here}/<int:run_id>/undo", methods=["GET", "POST"], endpoint=f"import_{name}_undo")
    @permission(needs)
    def take_back(run_id):
        """Take a whole import back: by whoever may import here, for thirty days."""
        sheet = sheet_here(scope) or abort(404)
        found = ImportRun.done_in(scope, key).where(ImportRun.id == run_id).first()
        if found is None or not found.may_be_undone:
            abort(404)
        form = Form()
        if form.validate_on_submit():
            gone, stays = undoing.undo(scope, sheet, found)
            flash(_("撤回了 %(gone)d 条，有 %(stays)d 条留下", gone=gone, stays=stays) if stays else
                  _("全部撤回了，一共 %(gone)d 条", gone=gone))
            return done(url_for(f"{start}_run", run_id=run_id))
        status = 422 if form.errors else 200
        return shown("imports/import_undo.html", sheet, run=found, form=form, status=status,
                     run_url=url_for(f"{start}_run", run_id=run_id))


def _workbook(data, title):
    return send_file(io.BytesIO(data), EXCEL, as_attachment=True, download_name=f"{title}.xlsx")


def _own(key, run_id):
    return ImportRun.visible_to(scope).where(
        ImportRun.id == run_id, ImportRun.sheet == key,
        ImportRun.locality == scope.locality).first() or abort(404)


def _seen(key, run_id):
    """One's own; or one that was imported here, by whomever."""
    mine = ImportRun.id.in_(ImportRun.visible_to(scope).select(ImportRun.id))
    return ImportRun.of(scope, key).where(
        ImportRun.id == run_id, mine | ImportRun.done_at.is_null(False)).first() or abort(404)


def _stays(run):
    """What could not be taken back, as [(how many, why)]; where it is in use, the module says."""
    found = undoing.kept(run) if run.state == UNDONE else {}
    return [(count, _why(reason)) for reasons in found.values() for reason, count in reasons.items()]


def _why(reason):
    module = current_app.extensions["linli"].modules.get(reason.partition("_")[0])
    if module:
        return _("%(module)s里用到了", module=module.title)
    return {undoing.CHANGED: _("后来改过"), "person": _("户里还有人")}.get(reason, _("后来有了别的记录"))


def _pages(run, columns):
    """The rows of a run for its page: how many are right and wrong, [(what it does, how many rows)], of the
    right ones those that touch what is here, else the first, with the columns that are filled in, and one
    page of [(row number, field, text, reason)].
    """
    rows = run.kept()
    faults = [(row.number, name, row.cells.get(name, ""), reason)
              for row in rows for name, reason in row.errors]
    right = [row for row in rows if not row.errors]
    touching = [row for row in right if row.touches]
    pages = pages_of(len(faults), PAGE)
    number = min(page_number(), pages)
    return {"right": len(right), "wrong": len(rows) - len(right), "touching": len(touching),
            "sample": touching[:TOUCHING] or right[:SAMPLE],
            "does": list(Counter(row.does for row in right if row.does).items()),
            "filled": [column for column in columns if any(column.name in row.cells for row in right)],
            "faults": faults[PAGE * (number - 1):PAGE * number], "number": number, "pages": pages}
