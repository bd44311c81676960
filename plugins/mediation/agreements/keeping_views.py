"""The pages after the signing: a term is done, the agreement is broken, a follow-up visit."""

from flask import abort, flash
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.refusals import NotNow
from linli.toolkit.uploads import Upload
from linli.web import done, page, show_photo
from plugins.mediation.agreements import found_views, keeping
from plugins.mediation.agreements.forms import BrokenForm, DoneForm, FollowUpForm
from plugins.mediation.agreements.models import Term
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import reading
from plugins.mediation.cases.models import YES


@blueprint.route("/cases/<code>/agreement/terms/<int:term_id>/done", methods=["GET", "POST"])
@permission("mediation.mediate")
def term_done(code, term_id):
    """It was done: when, and with which receipt."""
    case, row = found_views.own(code)
    term, form, message = found_views.term_of(row, term_id), DoneForm(scope.person), ""
    if form.validate_on_submit():
        try:
            keeping.tick_off(scope, term, form.day.data, form.note.data, form.proof.upload)
            flash(_("记为办好了"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
        except LostRace:
            message = _("这一条已经记为办好了，或者协议现在不在履行")
    return page("mediation/term_done.html", status=_status(message, form), form=form, case=case, term=term,
                message=message, back=found_views.address(case))


@blueprint.route("/cases/<code>/agreement/terms/<int:term_id>/proof")
@permission("me")
def term_proof(code, term_id):
    """The receipt, for the mediator and both who it is between."""
    case, row = found_views.opened(code)
    term = (Term.receipts_for(scope).select(Term, Upload).join(Upload).where(
        Term.agreement == row.id, Term.id == term_id).first() or abort(404))
    reading.note(scope, case)
    return show_photo(term.proof)


@blueprint.route("/cases/<code>/agreement/broken", methods=["GET", "POST"])
@permission("mediation.mediate")
def break_agreement(code):
    """It is not carried out: where to go next."""
    case, _row = found_views.own(code)
    form, message = BrokenForm(), ""
    if form.validate_on_submit():
        try:
            keeping.give_up(scope, case, form.next_step.data, form.words.data)
            flash(_("记下了，当事人会收到消息"))
            return done(found_views.address(case))
        except LostRace:
            message = _("现在没有在履行的协议")
    return page("mediation/broken.html", status=_status(message, form), form=form, case=case, message=message,
                back=found_views.address(case))


@blueprint.route("/cases/<code>/follow-ups/new", methods=["GET", "POST"])
@permission("mediation.mediate")
def new_follow_up(code):
    """A visit or a call after the agreement."""
    case, _row = found_views.own(code)
    form, message = FollowUpForm(found_views.parties_of(case)), ""
    if form.validate_on_submit():
        try:
            keeping.follow_up(scope, case, form.nonce.data, int(form.party.data), form.day.data,
                              form.by_phone.data == YES, form.kept.data == YES, form.words.data)
            flash(_("回访记好了"))
            return done(found_views.address(case))
        except once.AlreadyDone:
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
    return page("mediation/follow_up.html", status=_status(message, form), form=form, case=case,
                message=message, back=found_views.address(case))


def _status(message, form):
    return 409 if message else 422 if form.errors else 200
