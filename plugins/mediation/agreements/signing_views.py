"""The pages on which an agreement is signed, or recorded as reached orally."""

from flask import abort, flash
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit.forms import Form
from linli.toolkit.refusals import NotNow
from linli.toolkit.uploads import Upload
from linli.web import done, page, show_photo
from plugins.mediation.agreements import found_views, lists, signing
from plugins.mediation.agreements.forms import OralForm, SignForm
from plugins.mediation.agreements.models import Signature
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import reading


@blueprint.route("/cases/<code>/agreement/signatures/<int:party_id>", methods=["GET", "POST"])
@permission("mediation.mediate")
def sign_agreement(code, party_id):
    """One party signs, before the mediator."""
    case, row = found_views.own(code)
    party, form, message = found_views.party_of(case, party_id), SignForm(scope.person), ""
    if form.validate_on_submit():
        try:
            in_force = signing.sign(scope, row, party, form.way.data, form.photo.upload, form.day.data)
            flash(_("都签好了，协议生效了") if in_force else _("签名收到了"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
    return page("mediation/sign.html", status=409 if message else 422 if form.errors else 200, form=form,
                case=case, row=row, party=party, message=message, terms=lists.terms_of(scope, row),
                back=found_views.address(case))


@blueprint.route("/cases/<code>/agreement/signatures/<int:party_id>/photo")
@permission("me")
def signature_photo(code, party_id):
    """A signature, for whoever may open the case."""
    case, row = found_views.opened(code)
    signature = (Signature.visible_to(scope).select(Signature, Upload).join(Upload).where(
        Signature.agreement == row.id, Signature.party == party_id).first() or abort(404))
    reading.note(scope, case)
    return show_photo(signature.upload)


@blueprint.route("/cases/<code>/agreement/unsign", methods=["GET", "POST"])
@permission("mediation.mediate")
def take_back_signatures(code):
    """Take all signatures back, to change the text."""
    case, row = found_views.own(code)
    form, message = Form(), ""
    if form.validate_on_submit():
        try:
            signing.take_back(scope, row)
            flash(_("签名都撤下来了，改好以后请大家重新签"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
    return page("mediation/unsign.html", status=409 if message else 422 if form.errors else 200, form=form,
                case=case, message=message, back=found_views.address(case))


@blueprint.route("/cases/<code>/agreement/oral", methods=["GET", "POST"])
@permission("mediation.mediate")
def record_oral(code):
    """Both sides agreed orally: it is in force from that day."""
    case, row = found_views.own(code)
    form, message = OralForm(), ""
    if form.validate_on_submit():
        try:
            signing.record_oral(scope, row, form.day.data)
            flash(_("记下了，协议生效了"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
    return page("mediation/oral.html", status=409 if message else 422 if form.errors else 200, form=form,
                case=case, message=message, back=found_views.address(case))
