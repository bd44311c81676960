"""The pages of a file: what it holds, and each paper on A4, as a page and as a PDF."""

from flask import Response, abort, current_app, url_for
from flask_babel import lazy_gettext as _l

from linli import languages
from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.database import utc_now
from linli.toolkit import pdf
from linli.toolkit.calendar import local, today
from linli.toolkit.forms import Form
from linli.toolkit.uploads import photo_path
from linli.web import page, show_photo
from plugins.mediation.agreements import models as agreements
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import kinds, reading
from plugins.mediation.cases.models import NEXT, ROLES, SIDES, WAYS
from plugins.mediation.cases.opening_views import known
from plugins.mediation.papers import contents, lists, services
from plugins.mediation.papers.models import TITLES
from plugins.mediation.rooms.models import KINDS


@blueprint.route("/cases/<code>/papers")
@permission("me")
def papers(code):
    """The thirteen papers of a file: which are there, which lack."""
    case, found, _scans = opened(code)
    return page("mediation/papers/file.html", case=case, papers=found, mediates=mediates(case),
                lacking=[each for each in found if each.lacks])


@blueprint.route("/cases/<code>/papers/<kind>")
@permission("me")
def paper(code, kind):
    """One paper as it will be printed, and the scans of it."""
    case, row, scans = opened_paper(code, kind)
    told = contents.gather(scope, case, (kind,), scans)
    return page("mediation/papers/paper.html", kind=kind, paper=row, mediates=mediates(case),
                **_shown(told, whole=False))


@blueprint.route("/cases/<code>/papers/<kind>/pdf", methods=["GET", "POST"])
@permission("me")
@confirm_again
def paper_pdf(code, kind):
    """The same as a PDF, for the mediator."""
    case, row, scans = opened_paper(code, kind, taken=True)
    if not (row.printed or row.scans):
        abort(404)
    return _taken(case, (row,), scans, front=False)


@blueprint.route("/cases/<code>/file", methods=["GET", "POST"])
@permission("me")
@confirm_again
def file_pdf(code):
    """The whole file in order as one PDF, for the mediator: front, papers, scans, back."""
    case, found, scans = opened(code, taken=True)
    return _taken(case, found, scans, front=True)


@blueprint.route("/cases/<code>/pictures/<int:upload_id>")
@permission("me")
def paper_picture(code, upload_id):
    """A picture that a paper of this case shows, for whoever may open that paper."""
    case, found, _scans = opened(code)
    upload = lists.picture(case, [each.key for each in found], upload_id) or abort(404)
    return show_photo(upload)


def opened(code, taken=False):
    """(case, the papers of it that the reader may open, {kind: its scans}), with an audit line where
    they are no party; 403 for whoever may open none. `taken`: as a PDF, by the mediator alone, which
    has an audit line of its own.
    """
    case = known(code)
    papers, scans = lists.file_of(scope, case)
    if not papers or (taken and not mediates(case)):
        abort(403)
    if not taken:
        reading.note(scope, case)
    return case, papers, scans


def opened_paper(code, kind, taken=False):
    """The same with one Paper; 404 for what is no paper, 403 for one that the reader may not open."""
    if kind not in TITLES:
        abort(404)
    case, papers, scans = opened(code, taken)
    return case, next((each for each in papers if each.key == kind), None) or abort(403), scans


def mediates(case):
    """Whether the reader has the case in hand: who puts scans into the file, and takes it as a PDF."""
    return case.mediator_id == scope.person.id and scope.can("mediation.mediate", case.locality)


def _taken(case, papers, scans, front):
    """The page that asks, then the PDF."""
    form = Form()
    if form.validate_on_submit():
        return _pdf(case, papers, scans, front)
    return page("mediation/papers/take.html", status=422 if form.errors else 200, form=form, case=case,
                paper=None if front else papers[0])


def _pdf(case, papers, scans, front):
    """These papers as a PDF, with an audit line; where this machine makes none, a page that says so."""
    kept = [each for each in papers if each.there] if front else list(papers)
    told = contents.gather(scope, case, [each.key for each in kept],
                           {each.key: scans[each.key] for each in kept if each.scans})
    template = current_app.jinja_env.get_template("mediation/papers/print.html")  # no frame around it
    with languages.house():
        html = template.render(papers=kept, front=front, all_papers=papers, reader=scope.person,
                               exported_at=utc_now(), **_shown(told, whole=front))
    folder = current_app.config["DATA"]
    pictures = {url_for("mediation.paper_picture", code=case.code, upload_id=upload.id):
                photo_path(upload.digest, folder) for upload in contents.uploads_of(told)}
    try:
        made = pdf.of_page(html, pictures)
    except pdf.Unavailable:
        return page("mediation/papers/no_pdf.html", status=503, case=case)
    services.tell_audit(scope, case, "file" if front else kept[0].key)
    name = case.code if front else f"{case.code}-{kept[0].key}"
    return Response(made, mimetype="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"})


def _shown(told, whole):
    """What the papers' templates know beside their contents."""
    case = told.case
    return {**vars(told), "whole": whole, "today": today(), "applied_on": local(case.applied_at).date(),
            "titles": TITLES, "sides": SIDES, "roles": ROLES, "ways": WAYS, "next_steps": NEXT,
            "sitting": KINDS, "ministry": kinds.MINISTRY[case.ministry_kind], "scales": kinds.SCALES,
            "court_states": agreements.STATES, "oral": agreements.ORAL, "contacts": _contacts(told),
            "sheet_title": _l("人民调解卷宗")}


def _contacts(told):
    """The parties whose phone and address this reader sees: all for the mediator, a party those of their
    own side; the others have a line to fill in by hand.
    """
    rows = told.parties.all if hasattr(told, "parties") else ()
    own = {each.side for each in rows if each.person_id == scope.person.id}
    return {each.id for each in rows if each.side in own or mediates(told.case)}
