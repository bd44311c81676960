"""The clerk's pages about the advisers of a village."""

from datetime import timedelta
from functools import wraps

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import once
from linli.toolkit.calendar import holiday_list_ends, today
from linli.toolkit.forms import Form
from linli.web import done, page
from plugins.legal.advisers import services
from plugins.legal.advisers.forms import AdviserForm, ProfileForm
from plugins.legal.advisers.models import DIALECTS, MATTERS, Adviser
from plugins.legal.blueprint import blueprint
from plugins.legal.booking.models import Booking
from plugins.legal.booking.services import coming
from plugins.legal.module import module
from plugins.legal.roster import words
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.roster.services import stands, timetable


def village_only(view):
    """Advisers serve villages and communities; anywhere else there is no such page."""
    @wraps(view)
    def checked(**values):
        return view(**values) if scope.locality.is_village else abort(404)
    return checked


@blueprint.route("/advisers")
@permission("legal.manage")
@village_only
def advisers():
    """Who serves this village, with rosters and leave, and what has to be seen to."""
    day = today()
    rosters = Roster.visible_to(scope).where(Roster.last_day.is_null() | (Roster.last_day >= day))
    leaves = Leave.visible_to(scope).where(Leave.last_day >= day)
    last = day + timedelta(days=settings_of(module, scope.locality).horizon_days)
    return page("legal/advisers.html", advisers=list(Adviser.visible_to(scope)), words=words,
                rosters=_by_adviser(rosters.order_by(Roster.weekday, Roster.starts, Roster.id)),
                leaves=_by_adviser(leaves.order_by(Leave.first_day, Leave.id)),
                ends_on={post.person_id: post.ends_on for post in services.posts(scope.locality)},
                matters=MATTERS, dialects=DIALECTS, outside=len(_outside()),
                unlisted_year=last.year if last.year > holiday_list_ends() else None)


@blueprint.route("/advisers/new", methods=["GET", "POST"])
@permission("legal.manage")
@village_only
def new_adviser():
    """Let somebody serve this village."""
    form = AdviserForm()
    if form.validate_on_submit():
        profile = form.values()
        person = {"name": profile.pop("name"), "phone": profile.pop("phone")}
        try:
            new = services.add(scope, person, profile, form.nonce.data)
            flash(_("%(name)s已登记，接着排班吧", name=person["name"]) if new else
                  _("%(name)s以前登记过，资料照原来的，可以改", name=person["name"]))
            return done(url_for("legal.advisers"))
        except once.AlreadyDone:
            return done(url_for("legal.advisers"))
        except ValueError as error:
            form.phone.data = form.phone.raw_data[0]
            form.phone.errors.append(error.args[0])
    return page("legal/adviser_form.html", status=422 if form.errors else 200, form=form,
                adviser=None)


@blueprint.route("/advisers/<int(max=999999999):adviser_id>", methods=["GET", "POST"])
@permission("legal.manage")
def adviser(adviser_id):
    """Kind, matters and dialects of one adviser."""
    adviser = _visible(adviser_id)
    form = ProfileForm(obj=adviser)
    if form.validate_on_submit():
        services.change(adviser, form.values())
        flash(_("%(name)s的资料已保存", name=adviser.person.name))
        return done(url_for("legal.advisers"))
    return page("legal/adviser_form.html", status=422 if form.errors else 200, form=form,
                adviser=adviser)


@blueprint.route("/advisers/<int(max=999999999):adviser_id>/end", methods=["GET", "POST"])
@permission("legal.manage")
def end_adviser(adviser_id):
    """Let an adviser go; what was booked stays valid, and is rung."""
    adviser, form = _visible(adviser_id), Form()
    if form.validate_on_submit():
        try:
            services.stop(adviser, scope.locality)
            flash(_("%(name)s服务到今天为止", name=adviser.person.name))
        except LostRace:
            flash(_("%(name)s的服务已经定了结束的日子", name=adviser.person.name))
        return done(after_change())
    bookings = [row for row in _coming() if row.adviser_id == adviser.id]
    return page("legal/adviser_end.html", status=422 if form.errors else 200, form=form,
                adviser=adviser, bookings=bookings)


@blueprint.route("/advisers/to-ring")
@permission("legal.manage")
@village_only
def to_ring():
    """Bookings that no longer fall into any roster: their people have to be rung."""
    return page("legal/to_ring.html", bookings=_outside())


def after_change():
    """Where a change of hours leads: to whom has to be rung, else back to the list."""
    return url_for("legal.to_ring" if _outside() else "legal.advisers")


def _coming():
    return list(coming(Booking.visible_to(scope)).where(Booking.locality == scope.locality))


def _outside():
    table = timetable(scope.locality)
    return [booking for booking in _coming() if not stands(table, booking)]


def _visible(adviser_id):
    return Adviser.visible_to(scope).where(Adviser.id == adviser_id).first() or abort(404)


def _by_adviser(rows):
    grouped = {}
    for row in rows:
        grouped.setdefault(row.adviser_id, []).append(row)
    return grouped
