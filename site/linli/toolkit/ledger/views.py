"""The list of a ledger, the door through which copies leave, and the copy on paper."""

from functools import partial
from urllib.parse import quote, urlencode

from flask import Response, current_app, request, url_for
from werkzeug.http import dump_options_header

from linli import languages
from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.toolkit.calendar import today
from linli.toolkit.ledger import cells, reading
from linli.toolkit.ledger.forms import ExportForm
from linli.toolkit.ledger.services import TooMany, file_of, may_be_whole, rows_for_paper, sheet_of
from linli.web import page, page_number, pages_of

ROWS = 50
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "csv": "text/csv"}
PIECE = 64 * 1024


def mount(app, registry):
    """Hang the pages of every ledger under its module: `<module>.ledger_<name>` and `…_export`."""
    for module, ledgers in registry.ledgers.items():
        for ledger in ledgers.values():
            rule, endpoint = f"/<locality:locality>/{module}/ledgers/{ledger.name}", (
                f"{module}.ledger_{ledger.name}")
            opened = permission(ledger.permission)
            app.add_url_rule(rule, endpoint, opened(partial(show, module, ledger)))
            app.add_url_rule(f"{rule}/export", f"{endpoint}_export",
                             confirm_again(opened(partial(take, module, ledger))), methods=["GET", "POST"])


def show(module, ledger):
    """A page of the rows, narrowed by what the address asks."""
    asked = reading.ask(ledger, scope, request.args)
    count = reading.count(asked)
    pages = pages_of(min(count, reading.COUNTED), ROWS)
    sums = reading.totals(asked) if count <= reading.COUNTED else {}
    number = min(page_number(), pages)
    return page("ledgers/ledger.html", ledger=ledger, asked=asked, count=count,
                counted=reading.COUNTED, number=number, pages=pages,
                lines=_lines(ledger, reading.page_of(asked, number, ROWS)),
                totals=_totals(ledger, sums), new=_new(ledger),
                here=request.path, taking=_address(f"{request.path}/export", asked),
                turning=f"{request.path}?{urlencode({**asked.address, 'page': ''})}")


def take(module, ledger):
    """Say what a copy is for, and get it."""
    asked, form, message = reading.ask(ledger, scope, request.args), ExportForm(), ""
    if not may_be_whole(scope, ledger):
        del form.whole
    if form.validate_on_submit():
        try:
            with languages.house():  # a copy is a document of the house
                return _copy(module, reading.ask(ledger, scope, request.args), form)
        except TooMany as error:
            message = str(error)
    return page("ledgers/export.html", status=422 if form.errors or message else 200, form=form,
                ledger=ledger, asked=asked, message=message, count=reading.count(asked),
                counted=reading.COUNTED, here=_address(request.path, asked),
                ledger_url=_list_of(module, asked))


def _copy(module, asked, form):
    sheet = sheet_of(scope, asked, form.reason, "whole" in form and form.whole.data)
    if form.format.data == "paper":
        return _paper(module, asked, sheet)
    kind = form.format.data
    file = file_of(scope, module, asked, sheet, kind)
    return Response(_pieces(file), mimetype=TYPES[kind], headers={
        "Content-Disposition": _attachment(asked.ledger, kind)})


def _pieces(file):
    with file:
        while piece := file.read(PIECE):
            yield piece


def _paper(module, asked, sheet):
    rows, sums = rows_for_paper(scope, module, asked, sheet)
    return page("ledgers/paper.html", ledger=asked.ledger, asked=asked, sheet=sheet,
                printed_on=today(), count=len(rows),
                lines=_lines(asked.ledger, rows, linked=False, whole=sheet.whole),
                totals=_totals(asked.ledger, sums), ledger_url=_list_of(module, asked))


def _attachment(ledger, kind):
    """A Chinese name, and a plain one for programs that know no better (RFC 6266)."""
    name = f"{ledger.title} {scope.locality.short_name} {today()}.{kind}"
    return dump_options_header("attachment", {
        "filename": f"{ledger.name}-{today()}.{kind}", "filename*": f"UTF-8''{quote(name)}"})


def _address(path, asked):
    return f"{path}?{urlencode(asked.address)}" if asked.address else path


def _list_of(module, asked):
    return url_for(f"{module}.ledger_{asked.ledger.name}", **asked.address)


def _lines(ledger, rows, linked=True, whole=False):
    """Each row as (address of its own page or "", [(kind, text, tone)])."""
    width = len(ledger.columns)
    looks = list(zip((column.kind for column in ledger.columns), cells.texts(ledger, whole),
                     cells.tones(ledger), strict=True))
    address = _row_address(ledger) if linked and _may_open(ledger) else lambda values: ""
    return [(address(row[width:]), [(kind, text(value), tone(value)) for (kind, text, tone), value
                                    in zip(looks, row, strict=False)])
            for row in rows]


def _totals(ledger, sums):
    """The line below the rows as [(kind, text)], or nothing where no column is added up."""
    return [(column.kind, text(sums.get(place))) for place, (column, text) in enumerate(
        zip(ledger.columns, cells.texts(ledger), strict=True))] if sums else []


def _new(ledger):
    """[(address, words)] of the ledger's buttons that this person may press here."""
    return [(url_for(endpoint), words) for endpoint, words in ledger.new if _opens(endpoint)]


def _opens(endpoint):
    view = current_app.view_functions[endpoint]
    here = scope.locality.is_village or not getattr(view, "village_only", False)
    return here and scope.can(view.permission)


def _may_open(ledger):
    return ledger.opens and scope.can(current_app.view_functions[ledger.opens].permission)


def _row_address(ledger):
    """A function (code of the place, values of `opens_with`) → address; the address is built once."""
    marks = [str(7_000_000_000 + each) for each in range(len(ledger.opens_with) + 1)]
    url = url_for(ledger.opens, locality=marks[0],
                  **dict(zip(ledger.opens_with, marks[1:], strict=True)))
    template = url.replace("{", "{{").replace("}", "}}")
    for place, mark in enumerate(marks):
        template = template.replace(mark, f"{{{place}}}")
    return lambda values: template.format(*(quote(str(value), safe="") for value in values))
