"""Putting photographed papers into a file, and taking them out."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.web import done, page
from plugins.mediation.blueprint import blueprint
from plugins.mediation.papers import services
from plugins.mediation.papers.forms import ScanForm
from plugins.mediation.papers.models import Scan
from plugins.mediation.papers.views import mediates, opened, opened_paper


@blueprint.route("/cases/<code>/papers/<kind>/scans", methods=["GET", "POST"])
@permission("me")
def add_scan(code, kind):
    """Add photos of one paper; the page comes back for more."""
    case, row, scans = opened_paper(code, kind)
    if not mediates(case):
        abort(403)
    form = ScanForm(scope.person)
    if form.validate_on_submit():
        try:
            services.add_scans(scope, case, kind, form.photos.uploads, form.caption.data, form.nonce.data)
            flash(_("放进卷宗了，还可以再加"))
            return done(url_for("mediation.add_scan", code=code, kind=kind))
        except once.AlreadyDone:
            return done(url_for("mediation.add_scan", code=code, kind=kind))
        except services.Doubled:
            form.photos.errors.append(_("这几张已经在卷宗里了，请换一张"))
    return page("mediation/papers/scans.html", status=422 if form.errors else 200, form=form, case=case,
                paper=row, scans=scans.get(kind, ()))


@blueprint.route("/cases/<code>/scans/<int:scan_id>/remove", methods=["GET", "POST"])
@permission("me")
def remove_scan(code, scan_id):
    """Take a scan out of the file, after asking."""
    case, _papers, _scans = opened(code)
    if not mediates(case):
        abort(403)
    scan = Scan.visible_to(scope).where(Scan.id == scan_id, Scan.case == case.id).first() or abort(404)
    form = Form()
    if form.validate_on_submit():
        services.remove_scan(scope, scan)
        flash(_("拿掉了"))
        return done(url_for("mediation.paper", code=code, kind=scan.kind))
    return page("mediation/papers/scan_remove.html", status=422 if form.errors else 200, form=form, case=case,
                scan=scan)
