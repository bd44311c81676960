"""The points to be covered: the list with its coverage, adding, linking, striking off."""

from flask import abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.toolkit.importer.pages import add_import_pages
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page, paged
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import lists, points
from plugins.cctv.cameras.forms import LinkForm, PointForm
from plugins.cctv.cameras.models import STATES, Point
from plugins.cctv.cameras.sheet import sheet_here

PAGE = 50

add_import_pages(blueprint, "points", "cctv.record", sheet_here, "cctv.points_list", _l("回到点位"))


@blueprint.route("/points")
@permission("cctv.register")
def points_list():
    """The points listed here and below, and how many of them a working camera covers."""
    covered, _all = lists.coverage(scope)
    return page("cctv/points.html", **paged(lists.points(scope), PAGE),
                covered=covered, states=STATES,
                adds=scope.can("cctv.record") and scope.locality.is_village)


@blueprint.route("/points/new", methods=["GET", "POST"])
@permission("cctv.record")
@village_only
def new_point():
    """List a point."""
    form = PointForm(lists.to_choose(scope, scope.locality))
    if form.validate_on_submit():
        try:
            points.add(scope, scope.locality, form.title.data, form.chosen, form.nonce.data)
            flash(_("加好了"))
            return done(url_for("cctv.points_list"))
        except once.AlreadyDone:
            return done(url_for("cctv.points_list"))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("cctv/point_form.html", status=422 if form.errors else 200, form=form, row=None)


@blueprint.route("/points/<int:point_id>", methods=["GET", "POST"])
@permission("cctv.record")
@village_only
def link_point(point_id):
    """Say which camera covers a point."""
    row = _visible(point_id)
    form = LinkForm(lists.to_choose(scope, scope.locality), row.camera_id)
    if form.validate_on_submit():
        points.link(scope, row, form.chosen)
        flash(_("保存好了"))
        return done(url_for("cctv.points_list"))
    return page("cctv/point_form.html", status=422 if form.errors else 200, form=form, row=row)


@blueprint.route("/points/<int:point_id>/drop", methods=["GET", "POST"])
@permission("cctv.record")
@village_only
def drop_point(point_id):
    """Strike a point off the list; confirmed on this page."""
    row, form = _visible(point_id), Form()
    if form.validate_on_submit():
        points.drop(scope, row)
        flash(_("去掉了"))
        return done(url_for("cctv.points_list"))
    return page("cctv/point_drop.html", status=422 if form.errors else 200, form=form, row=row)


def _visible(point_id):
    return Point.visible_to(scope).where(
        Point.id == point_id, Point.locality == scope.locality).first() or abort(404)
