"""The pages of redemption days."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.toolkit.refusals import NotNow
from linli.web import done, page
from plugins.points.blueprint import blueprint
from plugins.points.shop import days, lists
from plugins.points.shop.forms import DayForm
from plugins.points.shop.models import PickupDay


@blueprint.route("/pickup-days")
@permission("points.manage")
@village_only
def pickup_days():
    """The redemption days to come and the last ones, with what is to be handed out on each."""
    rows = lists.days_of(PickupDay.visible_to(scope), scope.locality)
    return page("points/pickup_days.html", words_of=days.words_of,
                coming=[row for row in reversed(rows) if row.day >= today()],
                past=[row for row in rows if row.day < today()])


@blueprint.route("/pickup-days/new", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def new_pickup_day():
    """Announce one."""
    form = DayForm()
    if form.validate_on_submit():
        try:
            days.announce(scope, form.nonce.data, **form.values())
            flash(_("定好了，大家换东西时就能选这一天"))
            return done(url_for("points.pickup_days"))
        except once.AlreadyDone:
            return done(url_for("points.pickup_days"))
        except NotNow as error:
            form.starts.errors.append(str(error))
    return page("points/pickup_day_form.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/pickup-days/<int:day_id>/cancel", methods=["GET", "POST"])
@permission("points.manage")
@village_only
def cancel_pickup_day(day_id):
    """Call one off; what was to be fetched then waits at the counter."""
    row = lists.days_of(PickupDay.visible_to(scope).where(PickupDay.id == day_id), scope.locality)
    row = row[0] if row else abort(404)
    form, over = Form(), row.cancelled or row.day < today()
    if not over and form.validate_on_submit():
        try:
            days.call_off(scope, row)
            flash(_("已经取消，换了东西的人家都通知了"))
            return done(url_for("points.pickup_days"))
        except LostRace:
            over = True
    return page("points/pickup_day_cancel.html", status=409 if over else 422 if form.errors else 200,
                form=form, row=row, over=over, words_of=days.words_of)
