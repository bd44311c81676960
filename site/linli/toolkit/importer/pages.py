"""The pages of an import: send a file, see what is wrong, import. Mounted on a plugin's blueprint."""

import io

from flask import abort, send_file, url_for
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
from linli.toolkit.importer import runs
from linli.web import done, page, page_number, pages_of

PAGE, SAMPLE = 100, 5
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(Form):
    """The file that is sent."""

    file = FileField(_l("填好的表格"), [FileRequired(_l("请选一个文件"))],
                     description=_l("Excel、WPS 表格或 CSV，一次最多 5000 行"),
                     render_kw={"accept": ".xlsx,.xls,.ods,.csv"})


class FinishForm(Form):
    """Import what is right; what is wrong stays out only where somebody says so."""

    leave_out = BooleanField(_l("有问题的行先不导入，只导入其余的"))

    def __init__(self, wrong):
        super().__init__()
        self.wrong = wrong

    def validate_leave_out(self, field):
        """Wrong rows are left out by choice, never silently."""
        if self.wrong and not field.data:
            raise ValidationError(_l("还有 %(count)d 行有问题。改好表格再传一次，或者勾上这里，先不导入它们",
                                     count=self.wrong))


def add_import_pages(blueprint, name, needs, sheet_here, back, back_title):
    """Mount an import at <blueprint>/imports/<name>, endpoints `import_<name>`, …_template, …_run.

    `needs` is the permission. `sheet_here(scope)` gives the importer.Sheet for the place of the
    request, or None where there is nothing to import into. `back` is the endpoint that the pages
    lead back to, `back_title` what stands on the button there.
    """
    key, start = f"{blueprint.name}.{name}", f"{blueprint.name}.import_{name}"

    def shown(template, sheet, **values):
        columns = importer.columns(sheet)
        return page(template, sheet=sheet, columns=columns, back=url_for(back), back_title=back_title,
                    titles={column.name: column.title for column in columns}, start=url_for(start),
                    template_url=url_for(f"{start}_template"), **values)

    @blueprint.route(f"/imports/{name}", methods=["GET", "POST"], endpoint=f"import_{name}")
    @permission(needs)
    def send():
        """The empty sheet, and the place to send it back."""
        sheet, form = sheet_here(scope) or abort(404), FileForm()
        if form.validate_on_submit():
            try:
                run = runs.receive(scope, key, sheet, form.file.data.stream, form.file.data.filename)
                return done(url_for(f"{start}_run", run_id=run.id))
            except ValueError as error:
                form.file.errors = [*form.file.errors, error.args[0]]
        return shown("imports/import.html", sheet, form=form, status=422 if form.errors else 200)

    @blueprint.route(f"/imports/{name}/template", endpoint=f"import_{name}_template")
    @permission(needs)
    def template():
        """An empty .xlsx with the titles."""
        sheet = sheet_here(scope) or abort(404)
        with house():
            return send_file(io.BytesIO(runs.template(sheet)), EXCEL, as_attachment=True,
                             download_name=f"{sheet.title}.xlsx")

    @blueprint.route(f"/imports/{name}/<int:run_id>", methods=["GET", "POST"],
                     endpoint=f"import_{name}_run")
    @permission(needs)
    def run(run_id):
        """Every bad row with its reason; then all at once. Once done, what came of it."""
        sheet, found = sheet_here(scope) or abort(404), _own(key, run_id)
        form, status = FinishForm(sum(bool(row.errors) for row in found.kept())), 200
        if form.validate_on_submit():
            try:
                runs.finish(scope, sheet, found, form.leave_out.data)
                return done(url_for(f"{start}_run", run_id=run_id))
            except LostRace:  # this form was sent twice
                return done(url_for(f"{start}_run", run_id=run_id))
            except runs.Unsettled:
                status, found, form.leave_out.data = 409, _own(key, run_id), False
        return shown("imports/import_run.html", sheet, run=found, form=form,
                     status=422 if form.errors else status, changed=status == 409,
                     **_pages(found, importer.columns(sheet)))


def _own(key, run_id):
    return runs.ImportRun.visible_to(scope).where(
        runs.ImportRun.id == run_id, runs.ImportRun.sheet == key,
        runs.ImportRun.locality == scope.locality).first() or abort(404)


def _pages(run, columns):
    """The rows of a run for its page: how many are right and wrong, the first right ones with the
    columns that are filled in, and one page of [(row number, field, text, reason)].
    """
    rows = run.kept()
    faults = [(row.number, name, row.cells.get(name, ""), reason)
              for row in rows for name, reason in row.errors]
    right = [row for row in rows if not row.errors]
    pages = pages_of(len(faults), PAGE)
    number = min(page_number(), pages)
    return {"right": len(right), "wrong": len(rows) - len(right), "sample": right[:SAMPLE],
            "filled": [column for column in columns if any(column.name in row.cells for row in right)],
            "faults": faults[PAGE * (number - 1):PAGE * number], "number": number, "pages": pages}
