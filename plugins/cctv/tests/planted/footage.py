"""Rows for the addresses of footage."""

from datetime import timedelta

from linli.database import utc_now
from linli.testing.pages import photo
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.uploads import store_photo
from plugins.cctv.cameras.models import Camera
from plugins.cctv.footage.models import ASKED, GRANTED, FootageRequest


def make_camera(village, **columns):
    """A common camera over public ground that has stood in a village for 100 days."""
    return Camera.create(**{
        "number": f"SX-test-{Camera.select().count() + 1}", "locality": village, "place": "祠堂前的广场",
        "article": 7, "since": today() - timedelta(days=100), **columns})


def make_request(camera, person, state=ASKED, **columns):
    """A request of `person` for ten minutes of yesterday."""
    start = utc_now() - timedelta(days=1)
    decided = today() if state not in (ASKED, "withdrawn") else None
    return FootageRequest.create(**{
        "number": f"DY-test-{FootageRequest.select().count() + 1}", "locality": camera.locality_id,
        "camera": camera, "person": person, "who": "self", "reason": "车被刮了", "starts_at": start,
        "ends_at": start + timedelta(minutes=10), "state": state, "answer_by": today() + timedelta(days=3),
        "decided_on": decided, **columns})


def plant(app, place, person):
    """{the end of rules: values of their parts}: 谢国强's requests about a common camera of the
    village, one open with a photo and one granted.
    """
    camera, asker = make_camera(place), person("谢国强")
    asked = make_request(camera, asker)
    granted = make_request(camera, asker, GRANTED, decided_by=person("方敏仪"))
    mine = make_request(camera, person("黄美珍"))
    album.add(asked, [store_photo(photo()[0], asker, app.config["DATA"])])
    return {"/footage/ask/<int:camera_id>": {"camera_id": camera.id},
            **{f"/footage/<int:request_id>{tail}": {"request_id": row.id} for tail, row in (
                ("", asked), ("/decide", asked), ("/access", granted), ("/withdraw", mine))},
            "/footage/<int:request_id>/photos/<int:photo_id>": {
                "request_id": asked.id, "photo_id": album.photos_of(asked)[0].id}}
