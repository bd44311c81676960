"""The certificate of service: to one's own name, or to a leader's by staff; on paper and as PDF."""

from flask import Response, abort, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from linli import languages
from linli.access import current_scope as scope
from linli.access import permission
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit import once, pdf
from linli.toolkit.calendar import today
from linli.toolkit.figures.periods import QUARTER, YEAR, Period, asked_for
from linli.web import done, page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.claims import certificates
from plugins.leaders.claims.forms import CertificateForm
from plugins.leaders.claims.models import ACCEPTED, Certificate, Claim


@blueprint.route("/certificate", methods=["GET", "POST"])
@permission("me")
def my_certificate():
    """What I did for this village in a year or a part of it, and a certificate of it."""
    return _choose(scope.person)


@blueprint.route("/people/<int:person_id>/certificate", methods=["GET", "POST"])
@permission("leaders.read")
def certificate_of(person_id):
    """The same of a leader who did something for this village."""
    did = Claim.visible_to(scope).where(
        Claim.person == person_id, Claim.locality == scope.locality, Claim.state == ACCEPTED)
    return _choose(Person.get_by_id(person_id) if did.exists() else abort(404))


@blueprint.route("/certificates/<int:certificate_id>")
@permission("me")
def certificate(certificate_id):
    """A certificate as it will be printed."""
    row, lines = _issued(certificate_id)
    return page("leaders/certificate.html", **_shown(row, lines))


@blueprint.route("/certificates/<int:certificate_id>/pdf")
@permission("me")
def certificate_pdf(certificate_id):
    """The same as a PDF; where this machine cannot make one, a page that says to print instead."""
    row, lines = _issued(certificate_id)
    if not certificates.holds(row, lines):
        return page("leaders/certificate.html", status=409, **_shown(row, lines))
    try:
        with languages.house():
            made = pdf.of_page(render_template("leaders/certificate_paper.html", **_shown(row, lines)))
    except pdf.Unavailable:
        return page("leaders/certificate_no_pdf.html", status=503, certificate=row)
    return Response(made, mimetype="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{row.number}.pdf"'})


def _choose(person):
    """Choose a period, see what is in it, and have the certificate issued."""
    if not scope.locality.is_village:
        abort(404)
    period = asked_for(request.values.get("period") or str(today().year), today())
    lines = certificates.accepted(Claim.visible_to(scope), person.id, scope.locality, period.first,
                                  period.last)
    form = CertificateForm()
    if form.validate_on_submit() and lines:
        try:
            made = certificates.issue(scope, person, scope.locality, period.first, period.last,
                                      form.nonce.data).id
        except once.AlreadyDone as again:
            made = again.result
        return done(url_for("leaders.certificate", certificate_id=made))
    return page("leaders/certificate_choose.html", status=422 if request.method == "POST" else 200,
                form=form, person=person, period=period, periods=_periods(), lines=lines,
                minutes=certificates.minutes_of(lines))


def _periods():
    """This year with its quarters so far, and the year before."""
    year = Period.around(today(), YEAR)
    quarters = [Period(year.first, QUARTER).shifted(at) for at in range(4)]
    return [year, *(each for each in quarters if each.first <= today()), year.shifted(-1)]


def _issued(certificate_id):
    row = Certificate.visible_to(scope).select(Certificate, Person, Locality).join(
        Person, on=Certificate.person).switch(Certificate).join(Locality).where(
        Certificate.id == certificate_id, Certificate.locality == scope.locality).first() or abort(404)
    return row, certificates.lines(Claim.visible_to(scope), row)


def _shown(row, lines):
    return {"certificate": row, "lines": lines, "holds": certificates.holds(row, lines),
            "title": _l("志愿服务证明")}
