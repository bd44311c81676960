"""The pages of judicial confirmation (司法确认)."""

from flask import abort, flash
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit.refusals import NotNow
from linli.web import done, page
from plugins.mediation.agreements import confirming, found_views
from plugins.mediation.agreements.forms import AskCourtForm, DecideForm
from plugins.mediation.blueprint import blueprint


@blueprint.route("/cases/<code>/confirmation/new", methods=["GET", "POST"])
@permission("mediation.mediate")
def ask_court(code):
    """Both sides asked a court to confirm."""
    case, row = found_views.own(code)
    form, message = AskCourtForm(), ""
    if form.validate_on_submit():
        try:
            confirming.ask(scope, case, form.day.data, form.court.data)
            flash(_("记下了，等法院的结果"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
        except LostRace:
            message = _("已经申请过了")
    return page("mediation/ask_court.html", status=409 if message else 422 if form.errors else 200, form=form,
                case=case, row=row, message=message, back=found_views.address(case))


@blueprint.route("/cases/<code>/confirmation/decide", methods=["GET", "POST"])
@permission("mediation.mediate")
def decide_confirmation(code):
    """What the court said."""
    case, _row = found_views.own(code)
    confirmation = found_views.confirmation_of(case) or abort(404)
    confirmation.case = case
    form, message = DecideForm(), ""
    if form.validate_on_submit():
        try:
            confirming.decide(scope, confirmation, form.result.data, form.day.data, form.number.data)
            flash(_("记好了，当事人会收到消息"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
        except LostRace:
            message = _("结果已经记过了")
    return page("mediation/court_decides.html", status=409 if message else 422 if form.errors else 200,
                form=form, case=case, message=message, back=found_views.address(case))
