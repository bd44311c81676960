"""The staff's pages: what waits, the survey, the quote, approving, refusing, asking for more."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page, paged
from plugins.cctv.applications import approving, ending, lists, paying, questions, steps, surveying
from plugins.cctv.applications.models import (
    APPROVED,
    BEFORE_APPROVAL,
    LENS,
    OPEN,
    QUOTED,
    SEEN,
    STATES,
    SURVEYED,
)
from plugins.cctv.applications.staff_forms import (
    ApproveForm,
    AskForm,
    QuoteForm,
    ReasonForm,
    SurveyForm,
)
from plugins.cctv.applications.views import question_of, to_application, visible, words_of
from plugins.cctv.applications.words import role_title
from plugins.cctv.blueprint import blueprint
from plugins.cctv.programmes import lists as programmes
from plugins.cctv.programmes.models import APPLICANTS
from plugins.cctv.programmes.split import split

PAGE = 30
WAITING = {lists.SURVEY: ("cctv.survey", _l("等上门看")), lists.QUOTE: ("cctv.record", _l("等报价")),
           lists.APPROVE: ("cctv.approve", _l("轮到我审批"))}


@blueprint.route("/applications/waiting")
@permission("me")
def waiting():
    """What waits for this reader here and below, the oldest first; which step, the address says.
    Whoever works on none is led to their own.
    """
    offered = {key: title for key, (needed, title) in WAITING.items() if scope.holding(needed)}
    if not offered:
        return done(url_for("cctv.applications"))
    what = request.args.get("what", "")
    what = what if what in offered else next(iter(offered))
    return page("cctv/waiting.html", **paged(lists.waiting_whole(scope, what), PAGE), what=what,
                offered=offered, states=STATES)


@blueprint.route("/applications/<number>/survey", methods=["GET", "POST"])
@permission("cctv.survey")
def survey(number):
    """What was found at the site."""
    row = _for_decision(number)
    form = SurveyForm(row, programmes.villages_around(row.locality))
    if form.validate_on_submit():
        try:
            surveying.survey(scope, row, form.nonce.data, **form.found())
            return _flashed(number, _("现场情况记好了"))
        except once.AlreadyDone:
            return to_application(number)
        except FieldRefused as error:
            form[error.field].errors = [*form[error.field].errors, str(error)]
        except LostRace as error:
            return _step("cctv/survey.html", row, form, words_of(error))
    return _step("cctv/survey.html", row, form, closed=_not_now(row, *BEFORE_APPROVAL))


@blueprint.route("/applications/<number>/quote", methods=["GET", "POST"])
@permission("cctv.record")
def quote(number):
    """What it costs, and who pays how much of it."""
    row, form = _for_decision(number), QuoteForm()
    if form.validate_on_submit():
        try:
            made = approving.quote(scope, row, form.extra.data, form.extra_for.data, form.nonce.data)
            return _flashed(number, _("报好了，轮到%(role)s审批", role=role_title(made.approvers[0])))
        except once.AlreadyDone:
            return to_application(number)
        except LostRace as error:
            return _step("cctv/quote.html", row, form, words_of(error), **_prices(row))
    return _step("cctv/quote.html", row, form, closed=_not_now(row, SURVEYED, QUOTED), **_prices(row))


@blueprint.route("/applications/<number>/approve", methods=["GET", "POST"])
@permission("cctv.approve")
def approve(number):
    """Say yes in one's turn."""
    row = _for_decision(number)
    last = lists.last_quote(row)
    if row.state == QUOTED and not approving.may_speak(scope, row):
        return page("cctv/approve_not.html", 403, row=row, role=role_title(row.turn),
                    speakers=approving.speakers(row))
    form = ApproveForm(data={"quote": last.id if last else ""})
    if form.validate_on_submit():
        try:
            over = approving.approve(scope, row, form.quote_id, form.words.data)
            return _flashed(number, _("批准了，钱已经预留") if over else _("批好了，转给下一位"))
        except LostRace as error:
            row = _for_decision(number)
            last = lists.last_quote(row)
            form.quote.data = last.id if last else ""
            return _step("cctv/approve.html", row, form, words_of(error), _not_now(row, QUOTED),
                         **_read_before(row, last))
    return _step("cctv/approve.html", row, form, closed=_not_now(row, QUOTED), **_read_before(row, last))


@blueprint.route("/applications/<number>/refuse", methods=["GET", "POST"])
@permission("me")
def refuse(number):
    """Not granted, and why."""
    row, form = _for_decision(number), ReasonForm()
    if not any(scope.can(each, row.locality) for each in ("cctv.survey", "cctv.approve")):
        abort(403)
    if form.validate_on_submit():
        try:
            ending.refuse(scope, row, form.reason.data)
            return _flashed(number, _("不予通过，已经告诉申请人"))
        except LostRace as error:
            return _step("cctv/refuse.html", row, form, words_of(error))
    return _step("cctv/refuse.html", row, form, closed=_not_now(row, *BEFORE_APPROVAL))


@blueprint.route("/applications/<number>/lapse", methods=["GET", "POST"])
@permission("cctv.record")
def lapse(number):
    """The days to pay are over: the town's part goes back."""
    row, form = _for_decision(number), Form()
    closed = _not_now(row, APPROVED)
    if not closed and form.validate_on_submit():
        try:
            paying.lapse(scope, row)
            return _flashed(number, _("作废了，补贴退回去了"))
        except LostRace as error:
            closed = words_of(error)
    return _step("cctv/lapse.html", row, form, closed=closed)


@blueprint.route("/applications/<number>/ask", methods=["GET", "POST"])
@permission("me")
def ask(number):
    """Ask the applicant for more about one topic."""
    row, form = visible(number), AskForm()
    if not questions.may_ask(scope, row):
        abort(403)
    if form.validate_on_submit():
        try:
            questions.ask(scope, row, form.topic.data, form.text.data, form.nonce.data)
            return _flashed(number, _("问过了，补好以前这份申请先停着"))
        except once.AlreadyDone:
            return to_application(number)
        except LostRace as error:
            return _step("cctv/ask.html", row, form, words_of(error))
    return _step("cctv/ask.html", row, form, closed=_not_in(row, *OPEN))


@blueprint.route("/applications/<number>/questions/<int:question_id>/take-back", methods=["GET", "POST"])
@permission("me")
def take_question_back(number, question_id):
    """Nothing more is wanted after all."""
    row, form = visible(number), Form()
    question = question_of(row, question_id)
    if not questions.may_ask(scope, row):
        abort(403)
    closed = _("这一项已经补过了。") if question.answered_at else ""
    if not closed and form.validate_on_submit():
        try:
            questions.take_back(scope, question)
            return _flashed(number, _("收回了，不用补"))
        except LostRace as error:
            closed = words_of(error)
    return _step("cctv/question_back.html", row, form, closed=closed, question=question)


def _for_decision(number):
    """An application that is not one's own, nor one's household's."""
    row = visible(number)
    return row if not scope.person.is_near(row.person) else abort(403)


def _not_in(row, *states):
    """Why the step cannot be taken in this state, or ""."""
    return "" if row.state in states else _("现在是“%(state)s”，不能办这一步了。", state=STATES[row.state][0])


def _not_now(row, *states):
    """Why no step can be taken now: the state, or an answer that is owed."""
    try:
        steps.refuse_while_asked(row)
    except LostRace as error:
        return words_of(error)
    return _not_in(row, *states)


def _step(template, row, form, message="", closed="", **values):
    """The page of a step: `closed` says why it cannot be taken at all, `message` why it was not."""
    status = 409 if message or closed else 422 if form.errors else 200
    return page(template, status=status, form=form, row=row, message=message, closed=closed, **values)


def _read_before(row, quote):
    """What somebody reads before saying yes."""
    return {"quote": quote, "survey": lists.last_survey(row), "kinds": APPLICANTS, "seen": SEEN,
            "lenses": LENS}


def _prices(row):
    return {"parts": split(row.package.price, row.package)}


def _flashed(number, words):
    flash(words)
    return done(url_for("cctv.application", number=number))
