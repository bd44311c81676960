"""The clerk's pages about advisers who are away, for days or for good, and whom to ring then."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission, village_only
from linli.access import current_scope as scope
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.web import done, page
from plugins.legal.advisers.models import Adviser
from plugins.legal.advisers.views import add_somebody_first
from plugins.legal.blueprint import blueprint
from plugins.legal.booking.lists import coming_in
from plugins.legal.booking.models import Booking
from plugins.legal.leave import services
from plugins.legal.leave.forms import LeaveForm
from plugins.legal.roster import words
from plugins.legal.roster.models import Leave


@blueprint.route("/leave/new", methods=["GET", "POST"])
@permission("legal.manage")
@village_only
def new_leave():
    """An adviser is away for days, or for hours of them."""
    advisers = list(Adviser.visible_to(scope))
    if not advisers:
        return add_somebody_first()
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
        return done(url_for("legal.advisers"))
    return page("legal/leave_form.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/leave/<int:leave_id>/end", methods=["GET", "POST"])
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


@blueprint.route("/advisers/<int:adviser_id>/end", methods=["GET", "POST"])
@permission("legal.manage")
@confirm_again
def end_adviser(adviser_id):
    """Let an adviser go; what was booked stays valid, and is rung."""
    adviser = Adviser.visible_to(scope).where(Adviser.id == adviser_id).first() or abort(404)
    form = Form()
    if form.validate_on_submit():
        try:
            services.stop(scope, adviser)
            flash(_("%(name)s服务到今天为止", name=adviser.person.name))
        except LostRace:
            flash(_("%(name)s的服务已经定了结束的日子", name=adviser.person.name))
        return done(url_for("legal.advisers"))
    bookings = list(coming_in(scope).where(Booking.adviser == adviser.id))
    return page("legal/adviser_end.html", status=422 if form.errors else 200, form=form,
                adviser=adviser, bookings=bookings)


@blueprint.route("/advisers/to-ring")
@permission("legal.manage")
@village_only
def to_ring():
    """Bookings that no longer fall into any roster: their people have to be rung."""
    return page("legal/to_ring.html", bookings=services.to_ring(scope))
