"""The pages of meetings: leaders and staff read them, staff records them."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.editing import show_both
from linli.toolkit.forms import Form
from linli.web import done, page, paged
from plugins.leaders.blueprint import blueprint
from plugins.leaders.meetings import lists, services
from plugins.leaders.meetings.forms import DecisionForm, RecordForm
from plugins.leaders.meetings.models import DECISION_STATES, KINDS, STATES, Decision, Meeting

PAGE = 20


@blueprint.route("/meetings")
@permission("leaders.meet")
def meetings():
    """The meetings of this place and around it; kind and state in the address."""
    asked = {"kind": _one_of(KINDS, "kind"), "state": _one_of(STATES, "state")}
    query = lists.register(scope, **asked)
    return page("leaders/meetings.html", **paged(query, PAGE), asked=asked, kinds=KINDS, states=STATES,
                turning=url_for("leaders.meetings", **{name: value for name, value in asked.items() if value},
                                page=""))


@blueprint.route("/meetings/<int:meeting_id>")
@permission("leaders.meet")
def meeting(meeting_id):
    """One meeting: due, held, what was said and decided."""
    row = _visible(meeting_id)
    return page("leaders/meeting.html", row=row, kinds=KINDS, states=STATES, decision_states=DECISION_STATES,
                decisions=lists.decisions_of(scope, row), form=Form(),
                keeps=scope.can("leaders.record", row.locality))


@blueprint.route("/meetings/<int:meeting_id>/record", methods=["GET", "POST"])
@permission("leaders.record")
def record_meeting(meeting_id):
    """Write down how it went, or put it right."""
    row = _kept(meeting_id)
    form, both, status = RecordForm(row), None, 200
    if form.validate_on_submit():
        try:
            services.record(scope, row, form.version.data, **form.values())
            flash(_("记好了。会上定了什么事，接着加在下面。"))
            return done(url_for("leaders.meeting", meeting_id=row.id))
        except LostRace:
            row = _kept(meeting_id)
            both, status = show_both(form, row), 409
    return page("leaders/meeting_form.html", status=422 if form.errors else status, form=form, row=row,
                kinds=KINDS, both=both)


@blueprint.route("/meetings/<int:meeting_id>/decisions", methods=["GET", "POST"])
@permission("leaders.record")
def add_decision(meeting_id):
    """Add what was decided; the page comes back for the next."""
    row = _kept(meeting_id)
    if row.held_on is None:
        flash(_("先记下开会的情况，再加定了什么事"))
        return done(url_for("leaders.record_meeting", meeting_id=row.id))
    form = DecisionForm(row)
    if form.validate_on_submit():
        try:
            services.add_decision(scope, row, form.text.data, form.who.data, form.by_day.data,
                                  form.nonce.data)
            flash(_("加好了，还可以再加"))
        except once.AlreadyDone:
            flash(_("这一件已经加上了"))
        return done(url_for("leaders.add_decision", meeting_id=row.id))
    return page("leaders/decision_form.html", status=422 if form.errors else 200, form=form, row=row,
                kinds=KINDS, decision_states=DECISION_STATES, decisions=lists.decisions_of(scope, row))


@blueprint.route("/meetings/<int:meeting_id>/decisions/<int:decision_id>", methods=["POST"])
@permission("leaders.record")
def settle_decision(meeting_id, decision_id):
    """Done, or after all not done."""
    row = _kept(meeting_id)
    decision = Decision.visible_to(scope).where(
        Decision.id == decision_id, Decision.meeting == row).first() or abort(404)
    if not Form().validate_on_submit():
        abort(400)
    finished = request.form.get("done") == "1"
    services.settle(decision, finished)
    flash(_("记为办完了") if finished else _("改回还在办"))
    return done(url_for("leaders.meeting", meeting_id=row.id))


def _visible(meeting_id):
    query = lists.with_place(Meeting.visible_to(scope))
    return query.where(Meeting.id == meeting_id, Meeting.near(scope.locality)).first() or abort(404)


def _kept(meeting_id):
    """One that this scope records: not that of a place above."""
    row = _visible(meeting_id)
    return row if scope.can("leaders.record", row.locality) else abort(403)


def _one_of(known, name):
    asked = request.args.get(name, "")
    return asked if asked in known else ""
