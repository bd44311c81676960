"""The agreement: reading it, and writing its text and terms until somebody signs."""

from flask import flash
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.editing import show_both
from linli.toolkit.forms import Form
from linli.toolkit.refusals import NotNow
from linli.web import done, page
from plugins.mediation.agreements import (
    confirming_views,
    drafting,
    found_views,
    keeping_views,
    lists,
    signing_views,
)
from plugins.mediation.agreements.forms import DraftForm, TermForm
from plugins.mediation.agreements.models import FORMS, ORAL, SIGNED_ON, STATES, Agreement
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import reading
from plugins.mediation.cases.states import AGREED, IN_HAND
from plugins.mediation.cases.telling import address_of
from plugins.mediation.sessions import case_views

__all__ = ["confirming_views", "keeping_views", "signing_views"]


@blueprint.route("/cases/<code>/agreement")
@permission("me")
def agreement(code):
    """What was agreed, who has signed, what was done, what the court said, and the visits."""
    case, row = found_views.opened(code)
    reading.note(scope, case)
    shown = lists.shown(scope, case, row)
    return page("mediation/agreement.html", case=case, row=row, shown=shown, back=address_of(case),
                mine=case.mediator_id == scope.person.id, forms=FORMS, oral=row.form == ORAL, ways=SIGNED_ON,
                court_states=STATES, today=today(), in_hand=case.state in IN_HAND,
                agreed=case.state == AGREED, in_force=case.state in lists.IN_FORCE)


@blueprint.route("/cases/<code>/agreement/edit", methods=["GET", "POST"])
@permission("mediation.mediate")
def edit_agreement(code):
    """Write its text, for the first time or again."""
    case = case_views.own(code)
    row = Agreement.visible_to(scope).where(Agreement.case == case.id).first()
    form, both, message, status = DraftForm(obj=row), None, _why_not(case, row), 200
    if not message and form.validate_on_submit():
        try:
            drafting.draft(scope, case, form.version.data, **form.values())
            flash(_("存好了"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
        except LostRace:
            row = Agreement.visible_to(scope).where(Agreement.case == case.id).get()
            both, status = show_both(form, row), 409
    return page("mediation/agreement_form.html", status=_status(message, form, status), form=form, case=case,
                both=both, message=message,
                back=found_views.address(case) if row else address_of(case))


@blueprint.route("/cases/<code>/agreement/terms/new", methods=["GET", "POST"])
@permission("mediation.mediate")
def new_term(code):
    """Add a term."""
    case, row = found_views.own(code)
    form, message = TermForm(found_views.parties_of(case), row.version), _why_not(case, row)
    if not message and form.validate_on_submit():
        try:
            drafting.add_term(scope, row, form.nonce.data, **form.values())
            flash(_("加好了，可以再加一条"))
            return done(found_views.address(case))
        except once.AlreadyDone:
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
    return page("mediation/term_form.html", status=_status(message, form), form=form, case=case, term=None,
                both=None, message=message, back=found_views.address(case))


@blueprint.route("/cases/<code>/agreement/terms/<int:term_id>/edit", methods=["GET", "POST"])
@permission("mediation.mediate")
def edit_term(code, term_id):
    """Write a term anew."""
    case, row = found_views.own(code)
    term = found_views.term_of(row, term_id)
    form = TermForm(found_views.parties_of(case), row.version, term)
    both, message, status = None, _why_not(case, row), 200
    if not message and form.validate_on_submit():
        try:
            drafting.change_term(scope, term, form.version.data, **form.values())
            flash(_("存好了"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
        except LostRace:
            case, row = found_views.own(code)
            term = found_views.term_of(row, term_id)
            term.version = row.version  # a term goes with its agreement
            both, status = show_both(form, term), 409
    return page("mediation/term_form.html", status=_status(message, form, status), form=form, case=case,
                term=term, both=both, message=message, back=found_views.address(case))


@blueprint.route("/cases/<code>/agreement/terms/<int:term_id>/remove", methods=["GET", "POST"])
@permission("mediation.mediate")
def remove_term(code, term_id):
    """Take a term out of the draft."""
    case, row = found_views.own(code)
    term = found_views.term_of(row, term_id)
    form, message = Form(), _why_not(case, row)
    if not message and form.validate_on_submit():
        try:
            drafting.remove_term(scope, term)
            flash(_("这一条拿掉了"))
            return done(found_views.address(case))
        except NotNow as refused:
            message = str(refused)
    return page("mediation/term_remove.html", status=_status(message, form), form=form, case=case, term=term,
                message=message, back=found_views.address(case))


def _why_not(case, row):
    """Why the text cannot be written now, in a sentence; "" where it can."""
    if case.state not in IN_HAND:
        return _("这件案子现在不在调解，不能再写协议")
    try:
        if row:
            drafting.refuse_fixed(row)
    except NotNow as refused:
        return str(refused)
    return ""


def _status(message, form, status=200):
    return 409 if message else 422 if form.errors else status
