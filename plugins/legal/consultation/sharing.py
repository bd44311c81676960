"""The record of a consultation, and what its people add to it: opinions and the rating."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.people.models import Person
from linli.web import done, page
from plugins.legal.advisers.models import MATTERS, Adviser
from plugins.legal.blueprint import blueprint
from plugins.legal.booking.models import Matter
from plugins.legal.consultation import lists, services
from plugins.legal.consultation.forms import STARS, AskForm, OpinionForm, RatingForm
from plugins.legal.consultation.models import (
    CHANNELS,
    NEXT_STEPS,
    OUTCOMES,
    Advice,
    Consultation,
    Opinion,
    Rating,
)


@blueprint.route("/consultations/<number>")
@permission("legal.record")
def consultation(number):
    """One consultation: the bare facts for a clerk; matter, advice and opinions for its people."""
    row = _visible(number)
    advice = _shared(Advice, row).first()
    opinions = list(_shared(Opinion, row).select(Opinion, Adviser, Person).join(Adviser).join(Person)
                    .order_by(Opinion.id))
    matter = Matter.visible_to(scope).where(Matter.booking == row.booking_id).first()
    return page("legal/consultation.html", row=row, advice=advice, opinions=opinions, matter=matter,
                rating=_shared(Rating, row).first(), matters=MATTERS, outcomes=OUTCOMES,
                next_steps=NEXT_STEPS, channels=CHANNELS, stars=STARS,
                mine=bool(row.booking and row.booking.resident_id == scope.person.id),
                asked=_to_answer(opinions))


@blueprint.route("/consultations/<number>/ask", methods=["GET", "POST"])
@permission("legal.advise")
def ask(number):
    """Ask a second adviser, who then reads this one matter."""
    row = _own(number)
    colleagues = services.colleagues(row)
    form = AskForm(colleagues)
    if colleagues and form.validate_on_submit():
        chosen = next(each for each in colleagues if each.id == form.adviser.data)
        try:
            services.ask(scope, row, chosen, form.question.data)
            flash(_("已经告诉%(name)s", name=chosen.person.name))
        except LostRace:
            flash(_("已经请过这位了"))
        return done(url_for("legal.consultation", number=number))
    return page("legal/ask.html", status=422 if form.errors else 200, form=form, row=row,
                colleagues=colleagues)


@blueprint.route("/consultations/<number>/opinion", methods=["GET", "POST"])
@permission("legal.advise")
def opinion(number):
    """The opinion that I was asked for."""
    row, form, message, status = _visible(number), OpinionForm(), "", 200
    asked = _to_answer(_shared(Opinion, row).select(Opinion, Adviser).join(Adviser)) or abort(404)
    if form.validate_on_submit():
        try:
            services.answer(scope, asked, form.text.data)
            flash(_("意见交给同事了"))
            return done(url_for("legal.consultation", number=number))
        except LostRace:
            message, status = _("您的意见已经交过了"), 409
    return page("legal/opinion.html", status=422 if form.errors else status, form=form, row=row,
                asked=asked, message=message)


@blueprint.route("/consultations/<number>/rate", methods=["GET", "POST"])
@permission("legal.record")
def rate(number):
    """The client says whether it helped."""
    row, form, message, status = _visible(number), RatingForm(), "", 200
    if scope.proxy or not row.booking or row.booking.resident_id != scope.person.id:
        abort(404)  # who was not there does not rate
    if form.validate_on_submit():
        try:
            services.rate(scope, row, int(form.stars.data), form.words.data)
            flash(_("谢谢您，您的话能让村里的法律顾问越做越好"))
            return done(url_for("legal.consultation", number=number))
        except LostRace:
            message, status = _("您已经评过了，谢谢"), 409
    return page("legal/rate.html", status=422 if form.errors else status, form=form, row=row,
                message=message)


def _visible(number):
    query = lists.with_adviser(Consultation.visible_to(scope))
    return query.where(Consultation.number == number,
                       Consultation.locality == scope.locality).first() or abort(404)


def _own(number):
    row = _visible(number)
    return row if row.adviser.person_id == scope.person.id else abort(404)


def _shared(model, row):
    return model.visible_to(scope).where(model.consultation == row)


def _to_answer(opinions):
    """The opinion among these that I was asked for and have not written, or None."""
    return next((each for each in opinions if each.adviser.person_id == scope.person.id
                 and each.answered_at is None), None)
