"""Rows for the addresses of payment and installation."""

from datetime import timedelta

from linli.testing.pages import photo
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.uploads import store_photo
from plugins.cctv.applications.models import APPROVED, INSTALLED, PAID
from plugins.cctv.tests.making import make_application, make_programme
from plugins.cctv.works.models import Installation, Payment


def plant(app, place, person):
    """{the end of rules: values of their parts}: of 黄美珍, one in each state that a page asks for."""
    programme, package = make_programme(place.parent)
    approved, paid, installed = (make_application(package, place, person("黄美珍"), state)
                                 for state in (APPROVED, PAID, INSTALLED))
    late = make_application(package, place, person("黄美珍"), APPROVED, pay_by=today() - timedelta(days=1))
    line = Payment.create(application=paid, programme=programme, amount=99_75, way="cash", receipt="planted",
                          paid_on=today(), person=person("方敏仪"))
    made = Installation.create(application=installed, day=today(), by="电信", serial="SN-planted",
                               person=person("方敏仪"))
    album.add(made, [store_photo(photo()[0], person("方敏仪"), app.config["DATA"])])
    return {"/applications/<number>/pay": {"number": approved.number},
            "/applications/<number>/lapse": {"number": late.number},
            "/applications/<number>/withdraw-for": {"number": approved.number},
            "/applications/<number>/install": {"number": paid.number},
            **{f"/applications/<number>/{end}": {"number": installed.number}
               for end in ("accept", "send-back", "accept-for")},
            "/payments/<int:payment_id>/reverse": {"payment_id": line.id},
            "/installations/<int:installation_id>/photos/<int:photo_id>": {
                "installation_id": made.id, "photo_id": album.photos_of(made)[0].id}}
