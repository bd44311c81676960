"""The statement (结算单) of a batch, on A4 across: in the browser, and as PDF."""

from flask import Response, render_template
from flask_babel import lazy_gettext as _l

from linli import languages
from linli.access import current_scope as scope
from linli.access import permission
from linli.audit import services as audit
from linli.toolkit import pdf
from linli.web import page
from plugins.cctv.blueprint import blueprint
from plugins.cctv.settlements import lists
from plugins.cctv.settlements.models import DROPPED, STATES
from plugins.cctv.settlements.views import to_batch, visible


@blueprint.route("/settlements/<number>/statement")
@permission("cctv.manage")
def settlement_statement(number):
    """As it will be printed."""
    row = visible(number)
    return to_batch(row) if row.state == DROPPED else page("cctv/settlement_statement.html", **_shown(row))


@blueprint.route("/settlements/<number>/pdf")
@permission("cctv.manage")
def settlement_pdf(number):
    """The same as a PDF; where this machine cannot make one, a page that says to print instead."""
    row = visible(number)
    if row.state == DROPPED:
        return to_batch(row)
    try:
        with languages.house():
            made = pdf.of_page(render_template("cctv/settlement_paper.html", **_shown(row)))
    except pdf.Unavailable:
        return page("cctv/settlement_no_pdf.html", status=503, row=row)
    audit.tell(scope, "export", "cctv.settlement", _l("给电信的结算单"), len(lists.lines_of(row)), row.number)
    return Response(made, mimetype="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{row.number}.pdf"'})


def _shown(row):
    return {"row": row, "statement": lists.statement_of(row), "states": STATES, "title": _l("补贴结算单")}
