"""The adviser's pages on a phone: the day, and what became of each booking or walk-in."""

from datetime import timedelta

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace, utc_now
from linli.toolkit import calendar, once
from linli.toolkit.forms import Form
from linli.toolkit.refusals import Refused
from linli.web import done, page
from plugins.legal.advisers.models import MATTERS
from plugins.legal.blueprint import blueprint
from plugins.legal.booking import moving, times
from plugins.legal.booking.forms import MoveForm
from plugins.legal.booking.lists import on_day, passed_on_by
from plugins.legal.booking.models import Booking, Matter
from plugins.legal.booking.offers import Taken
from plugins.legal.booking.views import visible_booking
from plugins.legal.consultation import lists, services
from plugins.legal.consultation.forms import AdviceForm, WalkInForm
from plugins.legal.consultation.models import CHANNELS


@blueprint.route("/day")
@permission("legal.advise")
def day():
    """The adviser's day: who comes when, and with what; whatever waits to be recorded first."""
    chosen = calendar.parse_day(request.args.get("day")) or calendar.today()
    rows = on_day(Booking.visible_to(scope), scope.person, chosen)
    matters = {matter.booking_id: matter for matter in Matter.visible_to(scope).where(
        Matter.booking.in_([row.id for row in rows]))}
    waiting = [row for row in lists.to_record(scope)
               if calendar.local(row.starts_at).date() != chosen]
    return page("legal/day.html", day=chosen, rows=rows, matters=matters, kinds=MATTERS,
                waiting=waiting, walk_ins=list(lists.walk_ins(scope, chosen)), channels=CHANNELS,
                before=chosen - timedelta(days=1), after=chosen + timedelta(days=1),
                today=calendar.today())


@blueprint.route("/bookings/<number>/advice", methods=["GET", "POST"])
@permission("legal.advise")
def advice(number):
    """The client came: what came of it, what I advised, what is next, how long it took."""
    booking, message, status = _own(number), "", 200
    if not booking.begun:
        return _too_early(booking)
    form = AdviceForm(data={"minutes": _planned_minutes(booking)})
    if form.validate_on_submit():
        fields = form.values()
        try:
            services.record(scope, booking, fields.pop("minutes"), fields, form.nonce.data)
            flash(_("记好了，%(name)s能看到您的意见", name=booking.resident.name))
            return done(_day_of(booking))
        except once.AlreadyDone:
            return done(url_for("legal.consultation", number=number))
        except LostRace:
            message, status = _("这次咨询已经登记过结果，或者已经取消了"), 409
        except Refused as error:
            message, status = str(error), 422
    matter = Matter.visible_to(scope).where(Matter.booking == booking).first()
    return page("legal/advice_form.html", status=422 if form.errors else status, form=form,
                booking=booking, matter=matter, matters=MATTERS, message=message)


@blueprint.route("/bookings/<number>/no-show", methods=["GET", "POST"])
@permission("legal.advise")
def no_show(number):
    """The client did not come."""
    booking, form, message, status = _own(number), Form(), "", 200
    if booking.starts_at > utc_now():
        return _too_early(booking)
    if form.validate_on_submit():
        try:
            services.miss(scope, booking)
            flash(_("记下了：%(name)s没来", name=booking.resident.name))
            return done(_day_of(booking))
        except LostRace:
            message, status = _("这次咨询已经登记过结果，或者已经取消了"), 409
        except Refused as error:
            message, status = str(error), 422
    return page("legal/no_show.html", status=422 if form.errors else status, form=form,
                booking=booking, message=message)


@blueprint.route("/bookings/<number>/pass-on", methods=["GET", "POST"])
@permission("legal.advise")
def pass_on(number):
    """A conflict of interest: another adviser takes it, at a time of theirs."""
    booking, form, message, status = _own(number), MoveForm(), "", 200
    if form.validate_on_submit():
        try:
            moving.pass_on(scope, booking, form.slot.data, form.nonce.data)
            flash(_("转出去了，我们已经告诉%(name)s", name=booking.resident.name))
            return done(_day_of(booking))
        except once.AlreadyDone:
            return done(_day_of(booking))
        except Taken as error:
            message, status = str(error), 409
        except LostRace:
            message, status = _("这个预约已经变了，不能再转"), 409
        except Refused as error:
            message, status = str(error), 422
    return page("legal/pass_on.html", status=422 if form.errors else status, form=form,
                booking=booking, message=message,
                **times.choice(booking.locality, request.args, besides=booking,
                               without={booking.adviser_id, *passed_on_by(booking)}))


@blueprint.route("/consultations/new", methods=["GET", "POST"])
@permission("legal.advise")
@village_only
def walk_in():
    """Somebody came without a booking: half a minute, afterwards."""
    form = WalkInForm(data={"minutes": 20})
    if form.validate_on_submit():
        fields = form.values()
        facts = {name: fields.pop(name) for name in ("channel", "day", "minutes")}
        try:
            services.walk_in(scope, facts, {**fields, "phone": fields["phone"] or ""}, form.nonce.data)
            flash(_("记好了"))
        except once.AlreadyDone:
            pass
        return done(url_for("legal.day", day=facts["day"]))
    return page("legal/walk_in.html", status=422 if form.errors else 200, form=form)


def _own(number):
    """My own booking as adviser in the place of this request."""
    booking = visible_booking(number)
    return booking if booking.adviser.person_id == scope.person.id else abort(404)


def _too_early(booking):
    flash(_("还没到约好的时间，到时候再登记"))
    return done(url_for("legal.booking", number=booking.number))


def _planned_minutes(booking):
    return (booking.ends_at - booking.starts_at) // timedelta(minutes=1)


def _day_of(booking):
    return url_for("legal.day", day=calendar.local(booking.starts_at).date())
