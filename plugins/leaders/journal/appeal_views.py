"""The pages of an appeal: writing it, reading it, answering, withdrawing, passing it on."""

from flask import abort, current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.people.models import Household
from linli.toolkit import links, once, workflow
from linli.toolkit.forms import Form
from linli.web import done, page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.journal import lists, services
from plugins.leaders.journal.forms import AnswerForm, AskForm
from plugins.leaders.journal.models import KINDS, OPEN, STATES, STEPS, Appeal


@blueprint.route("/ask", methods=["GET", "POST"])
@permission("leaders.apply")
def ask():
    """Write to whoever serves this block; opened in the village, to whoever serves one's own."""
    place = _asked_about()
    form, tenure = AskForm(), services.leader_for(place, but=scope.person)
    if form.validate_on_submit():
        try:
            made = services.ask(scope, place, form.kind.data, form.text.data, form.nonce.data).id
        except once.AlreadyDone as again:
            made = again.result
        flash(_("写好了，编号 %(number)s。有答复会在“消息”里告诉您。", number=made))
        return done(url_for("leaders.show_appeal", locality=services.village_code(scope.locality),
                            appeal_id=made))
    return page("leaders/ask.html", status=422 if form.errors else 200, form=form, tenure=tenure)


@blueprint.route("/appeals/<int:appeal_id>")
@permission("me")
def show_appeal(appeal_id):
    """One appeal, for those whom it concerns: what was asked, what was answered, where it went."""
    row = _visible(appeal_id)
    opened = row.shown == OPEN and not row.forgotten_at
    answers = row.handled and not row.own and not row.forgotten_at and row.state == OPEN
    return page("leaders/appeal.html", row=row, kinds=KINDS, states=STATES, steps=STEPS,
                history=workflow.history_of(row), stops=links.chain(row), answers=answers,
                withdraws=opened and row.own, form=Form(),
                targets=_targets(row) if opened else [])


@blueprint.route("/appeals/<int:appeal_id>/answer", methods=["GET", "POST"])
@permission("leaders.answer")
def answer_appeal(appeal_id):
    """Answer it."""
    row, form, message = _visible(appeal_id), AnswerForm(), ""
    if row.own or not row.handled:
        abort(403)
    if request.method == "GET" and (row.state != OPEN or row.forgotten_at):
        return _to_record(row)
    if form.validate_on_submit():
        try:
            services.answer(scope, row, form.text.data, form.nonce.data)
            flash(_("答复了，提的人会收到消息"))
            return _to_record(row)
        except once.AlreadyDone:
            return _to_record(row)
        except LostRace:
            row = _visible(appeal_id)
            message = _("慢了一步，这件事现在是“%(state)s”。", state=STATES[row.shown][0])
    return page("leaders/appeal_answer.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, kinds=KINDS, message=message)


@blueprint.route("/appeals/<int:appeal_id>/withdraw", methods=["GET", "POST"])
@permission("leaders.apply")
def withdraw_appeal(appeal_id):
    """Take back one's own, while nobody has done anything about it."""
    row, form = _visible(appeal_id), Form()
    if not row.own:
        abort(403)
    if row.shown != OPEN:
        flash(_("这件事现在是“%(state)s”，不用撤回了", state=STATES[row.shown][0]))
        return _to_record(row)
    if form.validate_on_submit():
        services.withdraw(scope, row)
        flash(_("撤回了，不用再办"))
        return _to_record(row)
    return page("leaders/appeal_withdraw.html", status=422 if form.errors else 200, form=form, row=row,
                kinds=KINDS)


@blueprint.route("/appeals/<int:appeal_id>/refer", methods=["POST"])
@permission("leaders.answer")
def refer_appeal(appeal_id):
    """Pass it on: the form that opens knows its words, and its kind as a `title`."""
    row, chosen = _visible(appeal_id), request.form.get("endpoint", "")
    if not Form().validate_on_submit():
        abort(400)
    if chosen not in [target.endpoint for target in _targets(row)]:
        abort(403)
    link = services.refer(scope, row)
    return done(url_for(chosen, locality=link.locality_id, referral=link.id, title=str(KINDS[row.kind])))


def _targets(row):
    """Where it may go on, for whoever answers it."""
    handles = row.handled and not row.own
    return links.targets(current_app.extensions["linli"], scope) if handles else []


def _asked_about():
    """The place of the request; in the village the block of one's own household, where it has one."""
    here = scope.locality
    if not here.is_village:
        return here if "-" in here.code else abort(404)
    home = Household.visible_to(scope).where(Household.locality == here, Household.block.is_null(False))
    found = home.first()
    return found.block if found else here


def _visible(appeal_id):
    query = lists.with_people(scope, Appeal.visible_to(scope))
    return query.where(Appeal.id == appeal_id, scope.here(Appeal.locality)).first() or abort(404)


def _to_record(row):
    return done(url_for("leaders.show_appeal", appeal_id=row.id))
