"""The clerk's pages about rosters and leave."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.web import done, page
from plugins.legal.advisers.models import Adviser
from plugins.legal.advisers.views import after_change, village_only
from plugins.legal.blueprint import blueprint
from plugins.legal.module import module
from plugins.legal.roster import services, words
from plugins.legal.roster.forms import LastDayForm, LeaveForm, RosterForm
from plugins.legal.roster.models import Leave, Roster


@blueprint.route("/rosters/new", methods=["GET", "POST"])
@permission("legal.manage")
@village_only
def new_roster():
    """When and where an adviser comes; `kind` in the address chooses which fields are asked."""
    kind = request.values.get("kind", "weekly")
    advisers = list(Adviser.visible_to(scope))
    if kind not in words.KINDS:
        abort(404)
    if not advisers:
        return _add_somebody_first()
    form = RosterForm(kind, _slot_minutes(), advisers, request.args.get("adviser"))
    if form.validate_on_submit():
        roster = Roster(locality=scope.locality, **form.columns())
        if _saved(roster, form):
            flash(_("排好了：%(roster)s", roster=words.roster_text(roster)))
            return done(url_for("legal.advisers"))
    return page("legal/roster_form.html", status=422 if form.errors else 200, form=form,
                kinds=words.KINDS, kind=kind, chosen=form.adviser.data, roster=None)


@blueprint.route("/rosters/<int(max=999999999):roster_id>", methods=["GET", "POST"])
@permission("legal.manage")
def roster(roster_id):
    """Change a roster. What was booked stays, and is listed where it no longer fits."""
    roster = _visible(roster_id)
    form = RosterForm(roster.kind, _slot_minutes(), roster=roster)
    if form.validate_on_submit():
        for column, value in form.columns().items():
            setattr(roster, column, value)
        if _saved(roster, form):
            flash(_("改好了：%(roster)s", roster=words.roster_text(roster)))
            return done(after_change())
    return page("legal/roster_form.html", status=422 if form.errors else 200, form=form,
                kinds=words.KINDS, kind=roster.kind, chosen=roster.adviser_id, roster=roster)


@blueprint.route("/rosters/<int(max=999999999):roster_id>/end", methods=["GET", "POST"])
@permission("legal.manage")
def end_roster(roster_id):
    """Let a roster end on a day."""
    roster = _visible(roster_id)
    form = LastDayForm(roster)
    if form.validate_on_submit():
        services.end_roster(roster, form.last_day.data)
        flash(_("这个排班到 %(day)s 为止", day=words.date_text(form.last_day.data)))
        return done(after_change())
    return page("legal/roster_end.html", status=422 if form.errors else 200, form=form,
                roster=roster, text=words.roster_text(roster))


@blueprint.route("/leave/new", methods=["GET", "POST"])
@permission("legal.manage")
@village_only
def new_leave():
    """An adviser is away; then whom to ring."""
    advisers = list(Adviser.visible_to(scope))
    if not advisers:
        return _add_somebody_first()
    form = LeaveForm(advisers, request.args.get("adviser"))
    if form.validate_on_submit():
        columns = form.values()
        here = columns.pop("where") == "here"
        leave = Leave(locality=scope.locality if here else None, **columns)
        try:
            services.save_leave(leave, scope.locality, form.nonce.data)
            flash(_("请假记下了：%(leave)s", leave=words.leave_text(leave)))
        except once.AlreadyDone:
            pass
        return done(after_change())
    return page("legal/leave_form.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/leave/<int(max=999999999):leave_id>/end", methods=["GET", "POST"])
@permission("legal.manage")
def end_leave(leave_id):
    """The adviser is back from today on; a leave to come is struck out."""
    leave = Leave.visible_to(scope).where(Leave.id == leave_id).first() or abort(404)
    form = Form()
    if form.validate_on_submit():
        try:
            services.end_leave(leave)
            flash(_("请假已经取消，时间重新放出来了"))
        except LostRace:
            flash(_("这次请假已经结束了"))
        return done(url_for("legal.advisers"))
    return page("legal/leave_end.html", status=422 if form.errors else 200, form=form,
                leave=leave, text=words.leave_text(leave), begun=leave.first_day < today())


def _saved(roster, form):
    """Save it, or say beside the hours where the adviser is then; a repeat is as good as done."""
    try:
        services.save_roster(roster, form.nonce.data)
    except once.AlreadyDone:
        pass
    except services.Clash as clash:
        form.starts.errors.append(str(clash))
    return not form.errors


def _add_somebody_first():
    flash(_("请先加一位顾问"))
    return done(url_for("legal.new_adviser"))


def _slot_minutes():
    return settings_of(module, scope.locality).slot_minutes


def _visible(roster_id):
    return Roster.visible_to(scope).where(Roster.id == roster_id).first() or abort(404)
