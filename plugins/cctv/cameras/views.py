"""The pages of the register: how many, one's own, the map, one camera, entering one."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.toolkit import album, once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.places import Spot, drawing_of
from linli.web import done, page, paged, show_photo
from plugins.cctv.applications.lens import ARTICLES, PUBLIC, SIGN, asks
from plugins.cctv.applications.models import LENS, SEEN
from plugins.cctv.blueprint import blueprint
from plugins.cctv.cameras import (
    accept_views,
    change_views,
    fault_views,
    lists,
    point_views,
    repairs,
    services,
)
from plugins.cctv.cameras.forms import CameraForm
from plugins.cctv.cameras.models import (
    CHANGES,
    FAULT_STATES,
    REMOVED,
    STATES,
    STEPS,
)
from plugins.cctv.cameras.seen_views import visible_camera
from plugins.cctv.programmes import lists as programmes

__all__ = ["accept_views", "change_views", "fault_views", "point_views"]
MOST_ON_MAP = 500
PAGE = 30


@blueprint.route("/cameras/count")
@permission("cctv.see")
def camera_counts():
    """How many cameras each village has, and had when the first programme began: what the public may
    know.
    """
    start = programmes.first_day(scope.locality)
    rows = lists.counts(scope.locality, start or today())
    return page("cctv/camera_counts.html", rows=rows, start=start, total=sum(row.stands for row in rows),
                before=sum(row.stood for row in rows))


@blueprint.route("/cameras/mine")
@permission("me")
def my_cameras():
    """The cameras that the reader answers for."""
    return page("cctv/my_cameras.html", rows=list(lists.own(scope).limit(100)), states=STATES)


@blueprint.route("/cameras/map")
@permission("cctv.register")
def camera_map():
    """Where the cameras hang, as a drawing with a list beside it; for whoever keeps the register."""
    rows = list(lists.placed(scope).limit(MOST_ON_MAP))
    spots = [Spot(row.latitude, row.longitude, f"{row.number} {row.place}",
                  str(STATES[row.state][0]), STATES[row.state][1],
                  url_for("cctv.camera", locality=row.locality_id, number=row.number)) for row in rows]
    return page("cctv/camera_map.html", drawing=drawing_of(spots), most=MOST_ON_MAP,
                count=lists.standing(scope).count())


@blueprint.route("/cameras/new", methods=["GET", "POST"])
@permission("cctv.record")
@village_only
def new_camera():
    """Enter a camera that stands already, without an application."""
    form = CameraForm(scope.locality)
    if form.validate_on_submit():
        try:
            number = services.register(scope, scope.locality, form.nonce.data, **form.columns).number
            flash(_("登记好了，编号 %(number)s", number=number))
        except once.AlreadyDone as again:
            number = again.result
        return done(url_for("cctv.camera", number=number))
    return page("cctv/camera_form.html", status=422 if form.errors else 200, form=form)


@blueprint.route("/cameras/<number>")
@permission("me")
def camera(number):
    """One camera: where, since when, who answers for it, its filing, faults and history."""
    row = visible_camera(number)
    stands = row.state != REMOVED
    return page("cctv/camera.html", row=row, states=STATES, steps=STEPS, articles=ARTICLES, today=today(),
                photos=album.photos_of(row), history=workflow.history_of(row), changes=lists.changes_of(row),
                change_words=CHANGES, faults=lists.faults_of(row), fault_states=FAULT_STATES,
                reports=stands and repairs.may_report(scope, row), seen=SEEN, lenses=LENS,
                lacks_sign=stands and asks(row.article, SIGN) and not row.sign,
                files_freely=stands and row.article in PUBLIC and not row.file_by and not row.filed_on
                and scope.can("cctv.file", row.locality),
                records=stands and scope.can("cctv.record", row.locality),
                files=stands and row.file_by and not row.filed_on and scope.can("cctv.file", row.locality))


@blueprint.route("/cameras/<number>/photos/<int:photo_id>")
@permission("me")
def camera_photo(number, photo_id):
    """One photo, for whoever may see the camera."""
    return show_photo((album.find(visible_camera(number), photo_id) or abort(404)).upload)


@blueprint.route("/filing")
@permission("cctv.file")
def filing():
    """What has to be filed with the police, the first due first."""
    return page("cctv/filing.html", **paged(lists.to_file(scope), PAGE), today=today())
