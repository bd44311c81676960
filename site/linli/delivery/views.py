"""没有送到: what could not be sent, and what its people do about it; and how I want to be told."""

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.delivery import services
from linli.delivery.forms import TellingForm
from linli.delivery.lists import undelivered as rows_of
from linli.delivery.models import FAILED
from linli.delivery.words import REASONS, STATES, masked
from linli.people.services import tell_by
from linli.toolkit.forms import Form
from linli.web import done, page, paged

blueprint = Blueprint("delivery", __name__)
A_PAGE = 20
SAID = {"again": "好，马上再送一次", "drop": "好，不再送了", "told": "记下了：已上门告诉"}


@blueprint.route("/<locality:locality>/undelivered")
@permission("undelivered")
def undelivered():
    """What could not be sent to the people of this place: open, or all; by way."""
    ways = services.ways_of(current_app)
    state = "" if request.args.get("state") == "all" else FAILED
    way = key if (key := request.args.get("way")) in ways else ""
    found = paged(rows_of(scope, state, way), A_PAGE)
    return page("delivery/undelivered.html", form=Form(), ways=ways, way=way, state=state, words=STATES,
                reasons=REASONS, masked=masked, **found)


@blueprint.route("/<locality:locality>/undelivered/<int:delivery_id>", methods=["POST"])
@permission("undelivered")
def see_to(delivery_id):
    """Try again, leave it, or note that it was told at the door."""
    delivery = rows_of(scope, state="").where(services.Delivery.id == delivery_id).first()
    act = request.form.get("act")
    if delivery is None:
        abort(404)
    if act not in services.ACTS or not Form().validate_on_submit():
        abort(400)
    services.see_to(delivery, act, scope.person)
    flash(_(SAID[act]))
    return done(url_for("delivery.undelivered"))


@blueprint.route("/me/telling", methods=["GET", "POST"])
@permission("me")
@confirm_again
def telling():
    """How I want to be told that there is a notice: by what is set up here, or not at all."""
    ways = services.ways_to_people(current_app)
    form = TellingForm(obj=scope.person)
    form.offer(ways, scope.person)
    if form.validate_on_submit():
        tell_by(scope.person, form.way, form.email.data)
        flash(_("记下了"))
        return done(url_for("people.me"))
    return page("delivery/telling.html", form=form, ways=ways, status=422 if form.errors else 200)
