"""The pages of leads: reporting one, its record, and a page for each step."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import links, once, workflow
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page
from plugins.legal.blueprint import blueprint
from plugins.legal.leads import intake, lists, services, words
from plugins.legal.leads.deadlines import deadline
from plugins.legal.leads.forms import (
    CloseForm,
    PayForm,
    ReasonForm,
    ReportForm,
    SendForm,
    VerifyForm,
)
from plugins.legal.leads.models import SOURCES, STATES, STEPS, TRANSITIONS, Lead, Payment


@blueprint.route("/leads/new", methods=["GET", "POST"])
@permission("legal.report_lead")
def new_lead():
    """Report a lead: a worker for themself, a village's window for who came, an officer for all."""
    places, sources = intake.places_for(scope.locality), intake.sources_for(scope)
    link, lost = links.referred(scope), False
    form = ReportForm(sources, places, scope.locality, scope.person, link.text if link else "")
    if form.validate_on_submit():
        place = next(each for each in places if each.code == form.place.data)
        try:
            return _to_confirmation(intake.report(scope, place, form.chosen_source, form.facts(),
                                                  form.nonce.data, link))
        except once.AlreadyDone as again:
            made = Lead.visible_to(scope).where(Lead.number == again.result).first()
            return _to_confirmation(made or abort(404))
        except FieldRefused as error:
            form[error.field].errors.append(str(error))
        except LostRace:
            lost = True
    return page("legal/lead_new.html", status=409 if lost else 422 if form.errors else 200, form=form,
                sources=sources, link=link, lost=lost)


@blueprint.route("/leads/<int:lead_id>/reported")
@permission("legal.report_lead")
def lead_reported(lead_id):
    """The number, and what happens next."""
    lead = _visible(lead_id)
    if lead.reported_by_id != scope.person.id:
        return _to_record(lead)
    return page("legal/lead_reported.html", lead=lead, deadline=deadline(lead))


@blueprint.route("/leads/<int:lead_id>")
@permission("legal.report_lead")
def lead(lead_id):
    """One lead: what is owed, what was paid, what comes next, and how it came here."""
    lead = _visible(lead_id)
    payments = lists.payments(Payment.visible_to(scope), lead)
    return page("legal/lead.html", lead=lead, payments=payments, states=STATES, sources=SOURCES,
                stops=links.chain(lead), steps=STEPS,
                history=workflow.history_of(lead), deadline=deadline(lead),
                handles=scope.can("legal.leads"), own=lead.own_of(scope.person),
                offered=_offered(lead), words=words.WORDS)


@blueprint.route("/leads/<int:lead_id>/verify", methods=["GET", "POST"])
@permission("legal.leads")
def verify_lead(lead_id):
    """It is true; employer, people and amount as they were found."""
    return _step(lead_id, "verify", VerifyForm, lambda lead, form: services.verify(
        scope, lead, {name: form[name].data for name in services.FACTS}, form.note.data,
        form.nonce.data))


@blueprint.route("/leads/<int:lead_id>/send", methods=["GET", "POST"])
@permission("legal.leads")
def send_lead(lead_id):
    """It goes to the labour office."""
    return _step(lead_id, "send", SendForm, lambda lead, form: services.send(
        scope, lead, form.office.data, form.office_number.data, form.note.data, form.nonce.data))


@blueprint.route("/leads/<int:lead_id>/pay", methods=["GET", "POST"])
@permission("legal.leads")
def pay_lead(lead_id):
    """Record a payment, of a part or of the whole."""
    return _step(lead_id, "pay", PayForm, lambda lead, form: services.pay(
        scope, lead, form.day.data, form.amount.data, form.note.data, form.nonce.data))


@blueprint.route("/leads/<int:lead_id>/payments/<int:payment_id>/reverse", methods=["GET", "POST"])
@permission("legal.leads")
def reverse_payment(lead_id, payment_id):
    """Take a payment back that was recorded by mistake."""
    payment = Payment.visible_to(scope).where(
        Payment.id == payment_id, Payment.lead == lead_id).first() or abort(404)
    return _step(lead_id, "reverse", ReasonForm, lambda lead, form: services.reverse(
        scope, payment, form.reason.data, form.nonce.data), payment=payment)


@blueprint.route("/leads/<int:lead_id>/close", methods=["GET", "POST"])
@permission("legal.leads")
def close_lead(lead_id):
    """All is paid: the end."""
    return _step(lead_id, "close", CloseForm, lambda lead, form: services.close(
        scope, lead, form.note.data, form.nonce.data))


@blueprint.route("/leads/<int:lead_id>/close-rest", methods=["GET", "POST"])
@permission("legal.leads")
def close_lead_rest(lead_id):
    """The rest goes to arbitration or to court."""
    return _step(lead_id, "close_rest", ReasonForm, lambda lead, form: services.close_rest(
        scope, lead, form.reason.data, form.nonce.data))


@blueprint.route("/leads/<int:lead_id>/refuse", methods=["GET", "POST"])
@permission("legal.leads")
def refuse_lead(lead_id):
    """It is not taken up, with a reason for whoever reported it."""
    return _step(lead_id, "refuse", ReasonForm, lambda lead, form: services.refuse(
        scope, lead, form.reason.data, form.nonce.data))


def _step(lead_id, name, form_class, act, payment=None):
    """The page of one step: its form, and what stands against it."""
    lead = _visible(lead_id)
    if lead.own_of(scope.person):
        abort(403)
    if request.method == "GET" and name not in _offered(lead):
        return _to_record(lead)
    form, message = form_class(obj=lead if name == "verify" else None), ""
    if form.validate_on_submit():
        try:
            act(lead, form)
            flash(words.WORDS[name].done)
            return _to_record(lead)
        except once.AlreadyDone:
            return _to_record(lead)
        except LostRace:
            lead = _visible(lead_id)
            message = _("慢了一步，这条线索已经变了，现在是“%(state)s”。",
                        state=STATES[lead.state][0])
        except FieldRefused as error:
            form[error.field].errors.append(str(error))
    return page("legal/lead_step.html", status=409 if message else 422 if form.errors else 200,
                form=form, lead=lead, payment=payment, message=message, words=words.WORDS[name],
                rest=lead.amount - services.recovered_of(lead))


def _offered(lead):
    """The steps that the state of this lead allows, the main one first."""
    return [name for name, said in words.WORDS.items()
            if any(lead.state in TRANSITIONS[step].sources for step in said.steps)]


def _visible(lead_id):
    query = lists.with_people(Lead.visible_to(scope))
    return query.where(Lead.id == lead_id, Lead.locality == scope.locality).first() or abort(404)


def _to_confirmation(lead):
    return done(url_for("legal.lead_reported", locality=lead.locality_id, lead_id=lead.id))


def _to_record(lead):
    return done(url_for("legal.lead", locality=lead.locality_id, lead_id=lead.id))
