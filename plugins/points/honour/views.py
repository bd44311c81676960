"""The pages of the banner: who carries it, giving it, and what hangs on the wall."""

from functools import wraps

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.languages import house
from linli.modules.services import settings_of
from linli.toolkit.calendar import today
from linli.toolkit.forms import Form
from linli.toolkit.numbers import read
from linli.web import done, page
from plugins.points.accounts.names import FULL, shown_names
from plugins.points.blueprint import blueprint
from plugins.points.honour import lists, services
from plugins.points.honour.models import Banner
from plugins.points.honour.standing import first_households, last_quarter, past_quarter
from plugins.points.module import module


def if_wished(view):
    """There is no such page where the village does not wish the banner, nor above a village."""
    @wraps(view)
    def checked(**values):
        return view(**values) if settings_of(module, scope.locality).honour else abort(404)
    return village_only(checked)


@blueprint.route("/honour")
@permission("points.notices")
@if_wished
def honour():
    """Who carries the banner, quarter by quarter."""
    quarters = lists.by_quarter(Banner.visible_to(scope), scope.locality)
    last = last_quarter()
    return page("points/honour.html", quarters=quarters, names=_names(quarters), last=last,
                open=not lists.given(scope.locality, last))


@blueprint.route("/honour/<quarter>/give", methods=["GET", "POST"])
@permission("points.manage")
@if_wished
def give_honour(quarter):
    """The first households of a past quarter, and the button that gives them the banner."""
    quarter, form, status = past_quarter(quarter) or abort(404), Form(), 200
    if lists.given(scope.locality, quarter):
        return done(url_for("points.honour"))
    if form.validate_on_submit():
        try:
            services.give(scope, quarter, _seen())
            flash(_("评好了，得红旗的户都会收到消息"))
            return done(url_for("points.honour"))
        except LostRace:
            status = 409
    chosen = first_households(scope.locality, quarter)
    return page("points/honour_give.html", status=422 if form.errors else status, form=form, quarter=quarter,
                chosen=chosen, names=shown_names([each.account for each in chosen], FULL))


@blueprint.route("/honour/<quarter>/poster")
@permission("points.notices")
@if_wished
def honour_poster(quarter):
    """The list of a quarter on A4, for the wall."""
    quarter, banners = _of(quarter)
    with house():
        names = _names([(quarter, banners)])
    return page("points/honour_poster.html", quarter=quarter, banners=banners, printed_on=today(),
                names=names)


@blueprint.route("/honour/<quarter>/certificates/<int:banner_id>")
@permission("points.notices")
@if_wished
def honour_certificate(quarter, banner_id):
    """The certificate of one household on A4, with its names: for itself, and for staff who hand it
    over.
    """
    quarter, banners = _of(quarter)
    banner = next((each for each in banners if each.id == banner_id), None) or abort(404)
    if not (scope.can("points.manage") or banner.account.household_id == scope.person.household_id):
        abort(403)
    with house():
        name = shown_names([banner.account_id], FULL)[banner.account_id]
    return page("points/honour_certificate.html", quarter=quarter, banner=banner, printed_on=today(),
                name=name)


def _of(text):
    quarter = past_quarter(text) or abort(404)
    found = dict(lists.by_quarter(Banner.visible_to(scope), scope.locality))
    return quarter, found.get(quarter) or abort(404)


def _names(quarters):
    shown = [banner.account_id for _quarter, banners in quarters for banner in banners]
    return shown_names(shown, settings_of(module, scope.locality).notice_names)


def _seen():
    return [read(key, -1) for key in request.form.get("seen", "").split()]
