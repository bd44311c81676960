"""The pages of sessions: planning, moving, cancelling, recording; and reading them."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import once, workflow
from linli.toolkit.calendar import ics, today
from linli.toolkit.refusals import NotNow
from linli.web import done, page
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import reading
from plugins.mediation.cases.models import Party
from plugins.mediation.cases.states import IN_HAND
from plugins.mediation.cases.telling import address_of
from plugins.mediation.module import module
from plugins.mediation.sessions import free, lists, services
from plugins.mediation.sessions.case_views import own
from plugins.mediation.sessions.entries import entry
from plugins.mediation.sessions.forms import ELSEWHERE, CancelForm, MoveForm, PlanForm, RecordForm
from plugins.mediation.sessions.models import CANCELLED, KINDS, PLANNED, STATES, STEPS, Session


@blueprint.route("/cases/<code>/sessions/new", methods=["GET", "POST"])
@permission("mediation.mediate")
def new_session(code):
    """Plan a session; where the time is taken, what is free that day."""
    case = own(code)
    if case.state not in IN_HAND:
        flash(_("这件案子现在不在调解，不能安排"))
        return done(address_of(case))
    rooms, parties = free.rooms_for(case.locality), list(
        Party.visible_to(scope).where(Party.case == case.id, Party.in_it()).order_by(Party.side, Party.id))
    form, message = PlanForm(rooms, parties, **_usual(rooms)), ""
    if form.validate_on_submit():
        try:
            made = services.plan(scope, case, form.when, form.nonce.data, form.chosen, form.kind.data,
                                 form.bodies.data).id
            flash(_("约好了，当事人会收到消息"))
            return done(url_for("mediation.session", session_id=made))
        except once.AlreadyDone as again:
            return done(url_for("mediation.session", session_id=again.result))
        except NotNow as refused:
            message = str(refused)
    return page("mediation/session_form.html", status=409 if message else 422 if form.errors else 200,
                form=form, case=case, back=address_of(case), session=None, message=message,
                free=_free(case, form) if message else ())


@blueprint.route("/sessions/<int:session_id>")
@permission("me")
def session(session_id):
    """One session: when, where, who; afterwards who came and what was said."""
    row = _visible(session_id)
    reading.note(scope, row.case)
    return page("mediation/session.html", row=row, seats=lists.seats_of(scope, row), kinds=KINDS,
                record=lists.record_of(scope, row), history=workflow.history_of(row), steps=STEPS,
                states=STATES, back=address_of(row.case), mine=row.case.mediator_id == scope.person.id,
                planned=PLANNED, cancelled=CANCELLED)


@blueprint.route("/sessions/<int:session_id>/calendar.ics")
@permission("me")
def session_ics(session_id):
    """The session for a calendar, without names."""
    return Response(ics([entry(_visible(session_id))]), content_type="text/calendar; charset=utf-8",
                    headers={"Content-Disposition": "attachment; filename=mediation.ics"})


@blueprint.route("/sessions/<int:session_id>/move", methods=["GET", "POST"])
@permission("mediation.mediate")
def move_session(session_id):
    """Another time or place."""
    row = _own(session_id)
    if row.state != PLANNED:
        return _settled(row)
    form, message = MoveForm(free.rooms_for(row.locality), row), ""
    if form.validate_on_submit():
        try:
            services.move(scope, row, form.sequence.data, form.when, form.reason.data)
            flash(_("改好了，当事人会收到消息"))
            return done(url_for("mediation.session", session_id=row.id))
        except NotNow as refused:
            message = str(refused)
        except LostRace:
            return _changed(session_id)
    return page("mediation/session_form.html", status=409 if message else 422 if form.errors else 200,
                form=form, case=row.case, back=_address(row), session=row, message=message,
                free=_free(row.case, form, row) if message else ())


@blueprint.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@permission("mediation.mediate")
def cancel_session(session_id):
    """It is not held: say why."""
    row = _own(session_id)
    if row.state != PLANNED:
        return _settled(row)
    form = CancelForm(row)
    if form.validate_on_submit():
        try:
            services.cancel(scope, row, form.sequence.data, form.reason.data)
            flash(_("取消了，当事人会收到消息"))
            return done(_address(row))
        except LostRace:
            return _changed(session_id)
    return page("mediation/session_cancel.html", status=422 if form.errors else 200, form=form, row=row,
                back=_address(row))


@blueprint.route("/sessions/<int:session_id>/record", methods=["GET", "POST"])
@permission("mediation.mediate")
def record_session(session_id):
    """Afterwards: who came, and what was said."""
    row = _own(session_id)
    if row.state != PLANNED:
        return _settled(row)
    form, message = RecordForm(row, lists.seats_of(scope, row)), ""
    if form.validate_on_submit():
        try:
            came = [int(key) for key in form.came.data]
            services.record(scope, row, came, form.text.data, form.minutes.data)
            flash(_("记好了"))
            return done(_address(row))
        except NotNow as refused:
            message = str(refused)
        except LostRace:
            return _changed(session_id)
    return page("mediation/session_record.html", status=409 if message else 422 if form.errors else 200,
                form=form, row=row, back=_address(row), message=message)


def _usual(rooms):
    """What a new form begins with."""
    return {"day": today(), "room": str(rooms[0].id) if rooms else ELSEWHERE,
            "minutes": settings_of(module, scope.locality).session_minutes}


def _free(case, form, but=None):
    people = [scope.person.id, *services.sitters_of(case)]
    return free.that_day(case.locality, form.day.data, people, form.minutes.data, but)


def _visible(session_id):
    return lists.whole(Session.visible_to(scope)).where(
        Session.id == session_id, Session.locality == scope.locality).first() or abort(404)


def _own(session_id):
    row = _visible(session_id)
    own(row.case.code)
    return row


def _address(row):
    return url_for("mediation.session", session_id=row.id)


def _settled(row):
    """Back to one that was held or cancelled already."""
    flash(_("这一场已经取消了") if row.state == CANCELLED else _("这一场已经记过了"))
    return done(_address(row))


def _changed(session_id):
    """Somebody was faster: what it is now."""
    row = _visible(session_id)
    return page("mediation/session_changed.html", status=409, row=row, states=STATES, back=_address(row))
