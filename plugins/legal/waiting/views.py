"""A resident's pages about lining up."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.modules.services import settings_of
from linli.toolkit import workflow
from linli.toolkit.forms import Form
from linli.toolkit.refusals import Refused
from linli.web import done, page
from plugins.legal.advisers.models import Adviser
from plugins.legal.blueprint import blueprint
from plugins.legal.booking.line import with_ahead
from plugins.legal.booking.models import LEFT, MISSED, TAKEN, UNMET, Wait
from plugins.legal.booking.times import parse_day
from plugins.legal.module import module
from plugins.legal.waiting import services

ENDED = {TAKEN: _l("排到了，已经约好"), MISSED: _l("没有等到您确认，空位让给了下一位"),
         LEFT: _l("已经不排了"), UNMET: _l("这一天没有等到空位")}


@blueprint.route("/wait/<day>", methods=["GET", "POST"])
@permission("legal.book")
@village_only
def wait(day):
    """Line up for a full day, for the adviser in the address or for anyone; the times page posts
    here at one tap.
    """
    day, wish, form, message = parse_day(day), request.args.get("adviser", ""), Form(), ""
    if day is None:
        abort(404)
    if form.validate_on_submit():
        try:
            return done(url_for("legal.my_wait", wait_id=services.join(scope, day, wish).id))
        except Refused as error:
            message = str(error)
    return page("legal/wait.html", status=422 if form.errors or message else 200, form=form, day=day,
                wish=wish, adviser=next((each for each in Adviser.visible_to(scope)
                                         if str(each.id) == wish), None),
                message=message, hold=_hold_minutes())


@blueprint.route("/waits/<int:wait_id>", methods=["GET", "POST"])
@permission("legal.record")
def my_wait(wait_id):
    """My place in a line: how many are before me, or the place that is held for me; one tap leaves."""
    mine = Wait.visible_to(scope).where(Wait.id == wait_id, Wait.locality == scope.locality)
    wait, form = mine.first() or abort(404), Form()
    if form.validate_on_submit():
        try:
            services.leave(wait)
            flash(_("不排了，位置让给了下一位"))
        except LostRace:
            flash(_("这次排队已经结束了"))
        return done(url_for("legal.home"))
    return page("legal/my_wait.html", status=422 if form.errors else 200, form=form, wait=wait,
                open=with_ahead(mine).first(), hold=_hold_minutes(), states=ENDED,
                steps={"begin": _("排队")}, history=workflow.history_of(wait))


def _hold_minutes():
    return settings_of(module, scope.locality).hold_minutes
