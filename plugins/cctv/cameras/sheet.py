"""The table by which many points to be covered are listed at once."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.toolkit.importer import Sheet
from linli.toolkit.importer.runs import Unsettled
from plugins.cctv.cameras import lists, points
from plugins.cctv.cameras.forms import PointRowForm
from plugins.cctv.cameras.models import Point

ALIASES = {"点位名称": "title", "名称": "title", "位置": "title", "摄像头编号": "camera", "编号": "camera"}


def sheet_here(scope):
    """The sheet of a village; None elsewhere."""
    if not scope.locality.is_village:
        return None
    return Sheet(_l("规划点位"), PointRowForm, examine, save, ALIASES)


def examine(scope, rows):
    """Refuse what is listed already, in the village or further up in the file, and cameras that do not
    stand in the village (importer.Sheet.examine); a camera's number becomes the Camera.
    """
    titles = [row.values["title"] for row in rows]
    known = {title for (title,) in Point.select(Point.title).where(
        Point.locality == scope.locality, Point.title.in_(titles)).tuples()} if rows else set()
    cameras = {camera.number.upper(): camera
               for camera in lists.to_choose(scope, scope.locality)} if rows else {}
    for row in rows:
        number = row.values["camera"]
        if row.values["title"] in known:
            row.refuse("title", points.LISTED)
        if number and number.upper() not in cameras:
            row.refuse("camera", _l("本村没有摄像头 %(number)s", number=number))
        known.add(row.values["title"])
        row.values["camera"] = cameras.get(number.upper())


def save(scope, values):
    """List one that `examine` let pass; returns the Point. Raises Unsettled where it stands by now."""
    try:
        return points.write(scope, scope.locality, **values)
    except peewee.IntegrityError as error:
        raise Unsettled from error
