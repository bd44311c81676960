"""Pages of a tenure: the record, and a page for each step."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import once, workflow
from linli.web import done, page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.module import module
from plugins.leaders.tenure import lists, services
from plugins.leaders.tenure.forms import (
    InterviewForm,
    PhoneForm,
    ReasonForm,
    RenewForm,
    ReviewForm,
    ThankForm,
    WordsForm,
)
from plugins.leaders.tenure.models import SERVING, STEPS, WAYS, Assessment, Tenure
from plugins.leaders.tenure.words import WORDS, offered, title


@blueprint.route("/tenures/<int:tenure_id>")
@permission("me")
def tenure(tenure_id):
    """One tenure: who, where, how long, and what can be done; to oneself and to staff."""
    tenure = _visible(tenure_id)
    own = tenure.person_id == scope.person.id
    return page("leaders/tenure.html", tenure=tenure, own=own, settings=_settings(tenure), title=title,
                steps=STEPS, ways=WAYS, words=WORDS, history=workflow.history_of(tenure),
                assessments=_assessments(tenure), serves=tenure.state in SERVING,
                offered=offered(tenure, own, scope.can("leaders.manage", tenure.locality)))


@blueprint.route("/tenures/<int:tenure_id>/phone", methods=["GET", "POST"])
@permission("me")
def show_phone(tenure_id):
    """Whether the public page shows one's number; one's own choice."""
    tenure = own_tenure(tenure_id)
    form = PhoneForm(data={"shown": tenure.phone_shown})
    if form.validate_on_submit():
        services.show_phone(scope, tenure, form.shown.data)
        flash(_("手机号会显示在公开页面上") if form.shown.data else _("手机号不显示了，大家在网上找您"))
        return to_record(tenure_id)
    return page("leaders/phone.html", status=422 if form.errors else 200, form=form, tenure=tenure)


@blueprint.route("/tenures/<int:tenure_id>/interview", methods=["GET", "POST"])
@permission("leaders.manage")
def interview(tenure_id):
    """The day, the result and the notes of an interview."""
    return _step(tenure_id, "interview", InterviewForm, lambda tenure, form: services.interview(
        scope, tenure, form.sent, form.result.data == "pass", form.day.data, form.notes.data,
        form.words.data, form.until.data))


@blueprint.route("/tenures/<int:tenure_id>/review", methods=["GET", "POST"])
@permission("leaders.manage")
def review_tenure(tenure_id):
    """Appoint, prolong, or end a probation."""
    return _step(tenure_id, "review", ReviewForm, lambda tenure, form: services.review(
        scope, tenure, form.sent, form.result.data, form.notes.data, form.words.data, form.last_day))


@blueprint.route("/tenures/<int:tenure_id>/renew", methods=["GET", "POST"])
@permission("leaders.manage")
def renew_tenure(tenure_id):
    """A new last day for a term."""
    return _step(tenure_id, "renew", RenewForm, lambda tenure, form: services.renew(
        scope, tenure, form.sent, form.until.data, form.words.data))


@blueprint.route("/tenures/<int:tenure_id>/rest", methods=["GET", "POST"])
@permission("me")
def rest_tenure(tenure_id):
    """Pause."""
    return _with_words(tenure_id, "rest", services.rest)


@blueprint.route("/tenures/<int:tenure_id>/come-back", methods=["GET", "POST"])
@permission("me")
def come_back(tenure_id):
    """Go on."""
    return _with_words(tenure_id, "come_back", services.come_back)


@blueprint.route("/tenures/<int:tenure_id>/withdraw", methods=["GET", "POST"])
@permission("me")
def withdraw_tenure(tenure_id):
    """Take an application back."""
    return _with_words(tenure_id, "withdraw", services.withdraw)


@blueprint.route("/tenures/<int:tenure_id>/resign", methods=["GET", "POST"])
@permission("me")
def resign_tenure(tenure_id):
    """Stop."""
    return _with_words(tenure_id, "resign", services.resign)


@blueprint.route("/tenures/<int:tenure_id>/end", methods=["GET", "POST"])
@permission("leaders.manage")
def end_tenure(tenure_id):
    """The village ends it early, with a reason."""
    return _with_words(tenure_id, "end", services.end, ReasonForm)


@blueprint.route("/tenures/<int:tenure_id>/thank", methods=["GET", "POST"])
@permission("leaders.manage")
def thank(tenure_id):
    """Say thanks."""
    return _with_words(tenure_id, "thank", services.thank, ThankForm)


def _with_words(tenure_id, name, act, form_class=WordsForm):
    return _step(tenure_id, name, form_class, lambda tenure, form: act(
        scope, tenure, form.sent, form.words.data))


def _step(tenure_id, name, form_class, act):
    """The page of one step: its form, and what stands against it."""
    tenure = _visible(tenure_id)
    if not _may(tenure, name):
        abort(403)
    if request.method == "GET" and name not in _offered(tenure):
        return to_record(tenure_id)
    form, message = form_class(data={"version": tenure.version}), ""
    if not form.is_submitted():
        form.propose(tenure, _settings(tenure))
    if form.validate_on_submit():
        try:
            act(tenure, form)
            flash(WORDS[name].done)
            return to_record(tenure_id)
        except once.AlreadyDone:
            return to_record(tenure_id)
        except LostRace:
            tenure = _visible(tenure_id)
            form.version.data = tenure.version
            message = _("慢了一步，情况已经变了，现在是“%(state)s”。", state=tenure.state_name)
    return page("leaders/tenure_step.html", status=409 if message else 422 if form.errors else 200,
                form=form, tenure=tenure, message=message, words=WORDS[name],
                history=workflow.history_of(tenure) if message else [], steps=STEPS,
                title=title(_settings(tenure), tenure.role, tenure.locality))


def _may(tenure, name):
    """Whether this step, whatever the state, is for this reader: nobody decides about themself."""
    own = tenure.person_id == scope.person.id
    return WORDS[name].own if own else (
        WORDS[name].village and scope.can("leaders.manage", tenure.locality))


def _offered(tenure):
    return offered(tenure, tenure.person_id == scope.person.id,
                   scope.can("leaders.manage", tenure.locality))


def _visible(tenure_id):
    query = lists.with_people(Tenure.visible_to(scope))
    return query.where(Tenure.id == tenure_id, scope.here(Tenure.locality)).first() or abort(404)


def own_tenure(tenure_id):
    """A tenure of the reader in this place; else 404."""
    tenure = _visible(tenure_id)
    return tenure if tenure.person_id == scope.person.id else abort(404)


def _assessments(tenure):
    return list(Assessment.visible_to(scope).where(Assessment.tenure == tenure).order_by(Assessment.id))


def _settings(tenure):
    return settings_of(module, tenure.locality)


def to_record(tenure_id, endpoint="leaders.tenure"):
    """On to the page of a tenure, or another page about it."""
    return done(url_for(endpoint, tenure_id=tenure_id))
