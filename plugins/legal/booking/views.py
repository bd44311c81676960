"""The resident's pages, the adviser's day, the clerk's ledger."""

import math
from datetime import timedelta

from flask import Response, abort, current_app, flash, request, send_file, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import calendar, once, workflow
from linli.toolkit.uploads import photo_path
from linli.web import done, page, page_number
from plugins.legal.advisers.models import DIALECTS, MATTERS, Adviser
from plugins.legal.blueprint import blueprint
from plugins.legal.booking import lists, services, times
from plugins.legal.booking.forms import CancelForm, MatterForm, MoveForm
from plugins.legal.booking.models import STATES, STEPS, Booking, Matter
from plugins.legal.booking.offers import NotOffered, Refused, Taken, find_offer
from plugins.legal.roster.models import PLACE_LABELS, PLACES, WHAT_TO_DO
from plugins.legal.roster.services import timetable

LEDGER_PAGE, LEDGER_WHOLE = 50, 2000


@blueprint.route("/")
@permission("legal.see")
def home():
    """The advisers of this village, my bookings, and the way to book."""
    mine, before = [], []
    if scope.person:
        own = Booking.visible_to(scope).where(Booking.resident == scope.person.id,
                                              Booking.locality == scope.locality)
        mine, before = list(lists.coming(own)), list(lists.past(own).limit(10))
    return page("legal/home.html", mine=mine, before=before,
                advisers=list(Adviser.visible_to(scope)), matters=MATTERS, dialects=DIALECTS)


@blueprint.route("/book")
@permission("legal.see")
def choose_time():
    """Free times as large buttons by day; of one adviser or of anybody."""
    shown = times.choice(scope.locality, request.args)
    most = shown["table"].settings.open_bookings
    message = services.too_many(scope.person, most) if scope.person else ""
    return page("legal/times.html", form=None, message=message, **shown)


@blueprint.route("/book/again", methods=["POST"])
@permission("legal.book")
def choose_again():
    """Another day, with what was typed: nothing is booked yet."""
    form = MatterForm(scope.person)
    form.validate()
    return _choose_again(form, "", 422 if form.csrf_token.errors else 200)


@blueprint.route("/book/<slot>", methods=["GET", "POST"])
@permission("legal.book")
def book(slot):
    """Say the matter and book."""
    form = MatterForm(scope.person)
    message, complete = "", form.validate_on_submit()
    try:
        table, chosen = find_offer(scope.locality, slot)
        if complete:
            booking = services.book(scope, slot, form.kind.data, form.text.data,
                                    form.photo.upload, form.nonce.data)
            return done(url_for("legal.booked", number=booking.number))
    except once.AlreadyDone as again:
        return done(url_for("legal.booked", number=again.result))
    except (Taken, NotOffered) as error:
        return _choose_again(form, str(error), 409 if isinstance(error, Taken) else 422)
    except Refused as error:
        message = str(error)
    return page("legal/matter.html", status=422 if form.errors or message else 200, form=form,
                slot=chosen, adviser=table.advisers[chosen.adviser_id], message=message,
                places=PLACES)


@blueprint.route("/bookings/<number>/booked")
@permission("legal.record")
def booked(number):
    """The number, when and where, what to bring, and what happens next."""
    booking = _own(number)
    if not booking.ahead:
        return done(url_for("legal.booking", number=number))
    return page("legal/booked.html", booking=booking, places=PLACES,
                place_labels=PLACE_LABELS, what_to_do=WHAT_TO_DO,
                settings=timetable(booking.locality).settings)


@blueprint.route("/bookings/<number>")
@permission("legal.record")
def booking(number):
    """One booking: when, where and who; the matter for the two of them alone."""
    booking = _visible(number)
    matter = Matter.visible_to(scope).where(Matter.booking == booking).first()
    settings = timetable(booking.locality).settings
    return page("legal/booking.html", booking=booking, matter=matter, matters=MATTERS,
                places=PLACES, place_labels=PLACE_LABELS, steps=STEPS, history=workflow.history_of(booking),
                settings=settings, changeable=services.can_change(booking, settings))


@blueprint.route("/bookings/<number>/move", methods=["GET", "POST"])
@permission("legal.book")
def move(number):
    """Choose another time for my booking."""
    booking, form, message, status = _own(number), MoveForm(), "", 200
    if request.method == "GET" and not booking.ahead:
        return done(url_for("legal.booking", number=number))
    if form.validate_on_submit():
        try:
            services.move(scope, booking, form.slot.data, form.nonce.data)
            flash(_("时间已经改好"))
            return done(url_for("legal.booked", number=number))
        except once.AlreadyDone:
            return done(url_for("legal.booked", number=number))
        except LostRace:
            message, status = _("这个预约已经取消了"), 409
        except Refused as error:
            message, status = str(error), 409 if isinstance(error, Taken) else 422
    return page("legal/move.html", status=422 if form.errors else status,
                form=form, booking=booking, message=message,
                **times.choice(scope.locality, request.args, besides=booking))


@blueprint.route("/bookings/<number>/cancel", methods=["GET", "POST"])
@permission("legal.record")
def cancel(number):
    """Cancel with a reason."""
    booking, form, message, status = _visible(number), CancelForm(), "", 200
    if request.method == "GET" and not booking.ahead:
        return done(url_for("legal.booking", number=number))
    if form.validate_on_submit():
        try:
            services.cancel(scope, booking, form.reason.data)
            flash(_("预约已取消，时间已经让出来"))
            return done(url_for("legal.booking", number=number))
        except LostRace:
            message, status = _("这个预约已经取消了，不用再取消"), 409
        except Refused as error:
            message, status = str(error), 422
    return page("legal/cancel.html", status=422 if form.errors else status, form=form,
                booking=booking, message=message)


@blueprint.route("/bookings/<number>.ics")
@permission("legal.record")
def ics(number):
    """The booking for a phone's calendar; the matter stays out of it."""
    booking = _visible(number)
    event = calendar.Event(
        uid=f"{booking.number}@linli", start_utc=booking.starts_at, end_utc=booking.ends_at,
        title=_("法律咨询"), place=booking.place, note=_("编号 %(number)s", number=booking.number),
        sequence=booking.sequence, cancelled=booking.state == "cancelled")
    return Response(calendar.ics([event]), mimetype="text/calendar", headers={
        "Content-Disposition": f'attachment; filename="{booking.number}.ics"'})


@blueprint.route("/bookings/<number>/photo")
@permission("legal.record")
def photo(number):
    """The photo beside the matter, for the two of them."""
    matter = Matter.visible_to(scope).where(Matter.booking == _visible(number)).first()
    if matter is None or matter.photo is None:
        abort(404)
    return send_file(photo_path(matter.photo.digest, current_app.config["DATA"]),
                     mimetype="image/jpeg")


@blueprint.route("/day")
@permission("legal.advise")
def day():
    """The adviser's day: who comes when, and with what."""
    chosen = times.parse_day(request.args.get("day")) or calendar.today()
    rows = lists.on_day(Booking.visible_to(scope), scope.person, chosen)
    matters = {matter.booking_id: matter for matter in Matter.visible_to(scope).where(
        Matter.booking.in_([row.id for row in rows]))}
    return page("legal/day.html", day=chosen, rows=rows, matters=matters, kinds=MATTERS,
                before=chosen - timedelta(days=1), after=chosen + timedelta(days=1),
                today=calendar.today())


@blueprint.route("/ledger")
@permission("legal.manage")
def ledger():
    """The clerk's list: who and when, never the matter."""
    filters = {"state": request.args.get("state", ""), "adviser": request.args.get("adviser", ""),
               "first": request.args.get("first", ""), "last": request.args.get("last", "")}
    query = lists.ledger(Booking.visible_to(scope), scope.locality,
                            filters["state"] if filters["state"] in STATES else None,
                            filters["adviser"], times.parse_day(filters["first"]),
                            times.parse_day(filters["last"]))
    size = LEDGER_WHOLE if request.args.get("all") == "1" else LEDGER_PAGE
    count = query.count()
    pages = max(1, math.ceil(count / size))
    number = min(page_number(), pages)
    return page("legal/ledger.html", filters=filters, states=STATES, count=count, number=number,
                pages=pages, rows=list(query.paginate(number, size)),
                advisers=lists.advisers_below(scope.locality))


def _choose_again(form, message, status):
    """The times as they are now; what was typed goes along with the next tap."""
    return page("legal/times.html", status=status, form=form, message=message,
                **times.choice(scope.locality, request.args))


def _visible(number):
    query = lists.with_people(Booking.visible_to(scope))
    booking = query.where(Booking.number == number, Booking.locality == scope.locality).first()
    return booking or abort(404)


def _own(number):
    booking = _visible(number)
    return booking if booking.resident_id == scope.person.id else abort(404)
