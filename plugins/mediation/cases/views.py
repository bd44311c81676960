"""Pages of the path of a case: a page for each step, the answer of the other side, and the lists."""

from contextlib import suppress

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page, paged
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import consent, forms, handing, lists, services
from plugins.mediation.cases.eligible import mediators_for
from plugins.mediation.cases.forms import ACTIONS
from plugins.mediation.cases.kinds import class_words, plain_words
from plugins.mediation.cases.opening_views import known, opened
from plugins.mediation.cases.standing import standing, steps_of
from plugins.mediation.cases.states import GOES_ON

QUEUES = ("", "wait", "mine", "late", "all")
FORMS = {
    "release": forms.SureForm, "ask": forms.SureForm, "assign": forms.AssignForm, "look": forms.SureForm,
    "findings": forms.FindingsForm, "session": forms.SessionForm, "extend": forms.ExtendForm,
    "correct": forms.CorrectForm, "fail": forms.EndForm, "escalate": forms.ReasonForm,
    "hand_back": forms.ReasonForm, "object": forms.ReasonForm, "accept_again": forms.AgainForm,
    "explain": forms.ReasonForm, "decline": forms.EndForm,
    "withdraw": forms.WordsForm,
}
ACTS = {
    "release": lambda case, form: services.release(scope, case, form.sent),
    "ask": lambda case, form: consent.ask(scope, case, form.sent),
    "assign": lambda case, form: handing.assign(
        scope, case, form.sent, Person.get_by_id(int(form.mediator.data))),
    "look": lambda case, form: services.look(scope, case, form.sent),
    "findings": lambda case, form: services.write_findings(scope, case, form.sent, form.findings.data),
    "session": lambda case, form: consent.choose_session(
        scope, case, form.wants.data == "open", form.nonce.data),
    "extend": lambda case, form: services.extend(
        scope, case, form.sent, form.days.data, form.words.data),
    "correct": lambda case, form: services.correct(
        scope, case, form.sent, form.dispute_class.data, form.ministry_kind.data, form.scale.data,
        form.people.data),
    "fail": lambda case, form: services.fail(
        scope, case, form.sent, form.next_step.data, form.words.data),
    "escalate": lambda case, form: handing.escalate(scope, case, form.sent, form.words.data),
    "hand_back": lambda case, form: handing.hand_back(scope, case, form.sent, form.words.data),
    "object": lambda case, form: handing.object_to(scope, case, form.sent, form.words.data),
    "accept_again": lambda case, form: handing.accept_again(scope, case, form.sent, int(form.person.data)),
    "explain": lambda case, form: services.explain(scope, case, form.sent, form.words.data),
    "decline": lambda case, form: services.decline(
        scope, case, form.sent, form.words.data, form.next_step.data),
    "withdraw": lambda case, form: services.withdraw(scope, case, form.sent, form.words.data),
}


@blueprint.route("/cases")
@permission("mediation.mediate")
def cases():
    """A mediator's desk: what waits, what is in hand, what is late."""
    which = request.args.get("which", "")
    which = which if which in QUEUES else ""
    return page("mediation/cases.html", **paged(lists.queue(scope, which), lists.SIZE), which=which,
                class_words=class_words)


@blueprint.route("/cases/mine")
@permission("me")
def my_cases():
    """The cases of which one is a party."""
    rows = lists.mine(scope).order_by(lists.Case.id.desc())
    return page("mediation/my_cases.html", **paged(rows, lists.SIZE), plain_words=plain_words)


@blueprint.route("/cases/<code>/steps/<step>", methods=["GET", "POST"])
@permission("me")
def take_step(code, step):
    """The page of one step: its form, and what stands against it."""
    name = step.replace("-", "_")
    if name not in FORMS:
        abort(404)
    case = opened(code)
    if request.method == "GET" and name not in steps_of(case, _who(case)):
        return to_case(code)
    form, status, message = FORMS[name](data=_begun(case, name)), 200, ""
    _offer(form, case)
    if form.validate_on_submit():
        try:
            ACTS[name](case, form)
            flash(ACTIONS[name].done)
            return after_step(code)
        except once.AlreadyDone:
            return after_step(code)
        except FieldRefused as error:
            status, message = 422, str(error)
        except LostRace:
            case, status = opened(code), 409
            form.version.data = str(case.version)
            message = _("慢了一步，情况已经变了，现在是“%(state)s”。", state=case.state_name)
    return page("mediation/case_step.html", status=422 if form.errors else status, form=form, case=case,
                message=message, action=ACTIONS[name], name=name, upper=_upper(case, name))


@blueprint.route("/cases/<code>/answers/<int:party_id>", methods=["GET", "POST"])
@permission("me")
def answer_case(code, party_id):
    """Yes or no to mediation: by the party, who stands for them, or written down by the mediator."""
    case = opened(code)
    who = _who(case)
    party = next((each for each in (*who.to_answer, *who.to_record) if each.id == party_id), None)
    if party is None:  # answered already, by a second tap or by whoever stands for them
        return to_case(code) if request.method == "GET" or Form().validate_on_submit() else abort(400)
    form = forms.AnswerForm(data={"version": case.version})
    if form.validate_on_submit():
        try:
            consent.answer(scope, case, party, form.answer.data == consent.YES, form.nonce.data)
            flash(_("记下了，谢谢您回话"))
            return to_case(code)
        except once.AlreadyDone:
            return to_case(code)
    return page("mediation/case_answer.html", status=422 if form.errors else 200, form=form, case=case,
                party=party, own=party.person_id == scope.person.id, recorded=party in who.to_record,
                matter=lists.matter_of(case))


@blueprint.route("/cases/<code>/take-over", methods=["GET", "POST"])
@permission("mediation.mediate")
def take_over(code):
    """The desk takes a case back from somebody who no longer mediates; without opening it."""
    case = known(code)
    if not lists.orphaned(scope, case):
        abort(403)
    form = forms.ReasonForm(data={"version": case.version})
    if form.validate_on_submit():
        with suppress(once.AlreadyDone):
            handing.take_over(scope, case, form.sent, form.words.data)
            flash(_("接过来了") if case.state in GOES_ON else _("收回来了，请另外分给一位"))
        return to_case(code)
    return page("mediation/take_over.html", status=422 if form.errors else 200, form=form, case=case)


def to_case(code):
    """On to the page of a case."""
    return done(url_for("mediation.case", code=code))


def after_step(code):
    """On to the page of the case, or to the desk where it has left the reader's sight."""
    case = lists.found(scope, code)
    return to_case(code) if case else done(url_for("mediation.cases"))


def _who(case):
    return standing(scope, case, lists.parties_of(case))


def _begun(case, name):
    """What a form begins with."""
    begun = {"version": case.version}
    if name == "findings":
        begun["findings"] = lists.matter_of(case).findings
    if name == "explain":
        begun["words"] = lists.matter_of(case).ended
    if name == "correct":
        begun |= {each: getattr(case, each) for each in ("dispute_class", "ministry_kind", "scale", "people")}
    return begun


def _offer(form, case):
    if isinstance(form, forms.AssignForm):
        form.offer(mediators_for(case))
    if isinstance(form, forms.AgainForm):
        form.offer(each.person for each in _who(case).objections)


def _upper(case, name):
    """What escalation needs: whether somebody mediates above; None for every other step."""
    return handing.upper_desk(case) if name == "escalate" else None
