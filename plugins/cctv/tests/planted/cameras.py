"""Rows for the addresses of cameras, faults and points."""

from linli.testing.pages import photo
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.importer.runs import ImportRun
from linli.toolkit.uploads import store_photo
from plugins.cctv.cameras.models import Fault, Point
from plugins.cctv.tests.making import make_camera


def plant(app, place, person):
    """{the end of rules: values of their parts}: a camera of 黄美珍 that has to be filed, with a fault
    and a point of it, and one more that nobody reported.
    """
    camera, quiet = (make_camera(place, person("黄美珍"), article=9, file_by=today(), latitude=22.35,
                                 longitude=112.55) for _each in range(2))
    album.add(camera, [store_photo(photo()[0], person("黄美珍"), app.config["DATA"])])
    fault = Fault.create(number="BX-planted", locality=place, camera=camera, text="黑屏",
                         reported_by=person("黄美珍"), visit_by=today())
    point = Point.create(locality=place, title="小桥头", listed_on=today(), camera=camera)
    run = ImportRun.create(sheet="cctv.points", locality=place, person=person("方敏仪"), file="点位.xlsx",
                           rows='[[2, {}, [["name", "x"]]]]')
    return {**{f"/imports/points/<int:run_id>{tail}": {"run_id": run.id} for tail in ("", "/bad")},
            **{f"/cameras/<number>{end}": {"number": camera.number}
               for end in ("", "/move", "/replace", "/state", "/remove", "/file", "/hand-over")},
            "/cameras/<number>/sign": {"number": quiet.number},
            "/cameras/<number>/report": {"number": quiet.number},
            "/cameras/<number>/photos/<int:photo_id>": {
                "number": camera.number, "photo_id": album.photos_of(camera)[0].id},
            **{f"/faults/<number>{end}": {"number": fault.number} for end in ("", "/answer")},
            **{f"/points/<int:point_id>{end}": {"point_id": point.id} for end in ("", "/drop")}}
