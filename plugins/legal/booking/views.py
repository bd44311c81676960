"""The resident's pages."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import calendar, once, workflow
from linli.toolkit.refusals import Refused
from linli.web import done, page, show_photo
from plugins.legal.advisers.models import MATTERS
from plugins.legal.blueprint import blueprint
from plugins.legal.booking import line, lists, moving, services, times
from plugins.legal.booking.entries import entry
from plugins.legal.booking.forms import CancelForm, MatterForm, MoveForm
from plugins.legal.booking.models import STEPS, Booking, Matter, Wait
from plugins.legal.booking.offers import NotOffered, Taken, find_offer
from plugins.legal.roster.models import PLACE_LABELS, PLACES, WHAT_TO_DO
from plugins.legal.roster.services import timetable


@blueprint.route("/book")
@permission("legal.see")
def choose_time():
    """Free times as large buttons by day; of one adviser or of anybody."""
    shown = times.choice(scope.locality, request.args, scope.person)
    most = shown["table"].settings.open_bookings
    message = services.too_many(scope.person, most, shown["day"]) if scope.person else ""
    return page("legal/times.html", form=None, message=message, wait=_my_wait(shown), **shown)


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
    if scope.proxy:
        form.text.description = _("只有本人和这位顾问看得到")
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
    booking = visible_booking(number)
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
            moving.move(scope, booking, form.slot.data, form.nonce.data)
            flash(_("时间已经改好"))
            return done(url_for("legal.booked", number=number))
        except once.AlreadyDone:
            return done(url_for("legal.booked", number=number))
        except Taken as error:
            message, status = str(error), 409
        except LostRace:
            message, status = _("这个预约已经取消了"), 409
        except Refused as error:
            message, status = str(error), 422
    return page("legal/move.html", status=422 if form.errors else status,
                form=form, booking=booking, message=message,
                **times.choice(scope.locality, request.args, scope.person, besides=booking,
                               without=lists.passed_on_by(booking)))


@blueprint.route("/bookings/<number>/cancel", methods=["GET", "POST"])
@permission("legal.record")
def cancel(number):
    """Cancel with a reason."""
    booking, form, message, status = visible_booking(number), CancelForm(), "", 200
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
    """The booking for a phone's calendar: the same entry as in the feed, so it stands there once."""
    booking = visible_booking(number)
    file = calendar.ics([entry(booking, scope.person)])
    return Response(file, mimetype="text/calendar", headers={
        "Content-Disposition": f'attachment; filename="{booking.number}.ics"'})


@blueprint.route("/bookings/<number>/photo")
@permission("legal.record")
def photo(number):
    """The photo beside the matter, for whoever may read the matter."""
    matter = Matter.visible_to(scope).join(Booking).where(
        Booking.number == number, Booking.locality == scope.locality).first()
    if matter is None or matter.photo is None:
        abort(404)
    return show_photo(matter.photo)


def visible_booking(number):
    """The booking with this number in the place of this request; 404 where it is not for this scope."""
    query = lists.with_people(Booking.visible_to(scope))
    booking = query.where(Booking.number == number, Booking.locality == scope.locality).first()
    return booking or abort(404)


def _choose_again(form, message, status):
    """The times as they are now; what was typed goes along with the next tap."""
    shown = times.choice(scope.locality, request.args, scope.person)
    return page("legal/times.html", status=status, form=form, message=message,
                wait=_my_wait(shown), **shown)


def _my_wait(shown):
    """My place in the line for the day on the page, where that is full."""
    if not scope.person or shown["days"].get(shown["day"], True):
        return None
    return line.with_ahead(Wait.visible_to(scope).where(
        Wait.locality == scope.locality, Wait.day == shown["day"])).first()


def _own(number):
    booking = visible_booking(number)
    return booking if booking.resident_id == scope.person.id else abort(404)
