"""Rows for the addresses of papers."""

from linli.people.services import give_post
from linli.testing.pages import photo
from linli.toolkit.uploads import store_photo
from plugins.mediation.cases.states import SITTING
from plugins.mediation.papers.models import Scan
from plugins.mediation.tests.making import make_case


def plant(app, place, person):
    """{the end of rules: values of their parts}: a case with 吴国安 as its mediator, and a scan in it."""
    mediator = person("吴国安")
    give_post(mediator, "mediator", place)
    case = make_case(place, person("黄美珍"), person("谢国强"), SITTING, mediator)
    upload = store_photo(photo()[0], mediator, app.config["DATA"])
    scan = Scan.create(case=case, kind="evidence", upload=upload, person=mediator)
    code = {"code": case.code}
    return {"/cases/<code>/papers": code, "/cases/<code>/file": code,
            **{f"/cases/<code>/papers/<kind>{tail}": {**code, "kind": "application"}
               for tail in ("", "/pdf", "/scans")},
            "/cases/<code>/pictures/<int:upload_id>": {**code, "upload_id": upload.id},
            "/cases/<code>/scans/<int:scan_id>/remove": {**code, "scan_id": scan.id}}
