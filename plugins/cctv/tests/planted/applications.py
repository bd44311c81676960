"""Rows for the addresses of applications."""

from linli.testing.pages import photo
from linli.toolkit import album
from linli.toolkit.uploads import store_photo
from plugins.cctv.applications.models import Question
from plugins.cctv.tests.making import make_application, make_programme


def plant(app, place, person):
    """{the end of rules: values of their parts}: of 黄美珍, one in each state that a page asks for."""
    package = make_programme(place.parent)[1]
    applied, surveyed, quoted = (make_application(package, place, person("黄美珍"), state)
                                 for state in ("applied", "surveyed", "quoted"))
    album.add(applied, [store_photo(photo()[0], person("黄美珍"), app.config["DATA"])])
    asked = Question.create(application=make_application(package, place, person("黄美珍")), topic="place",
                            text="请写清楚是哪个门口", asked_by=person("方敏仪"))
    question = {"number": asked.application.number, "question_id": asked.id}
    return {**{f"/applications/<number>{tail}": {"number": applied.number}
               for tail in ("", "/survey", "/refuse", "/ask", "/withdraw", "/paper")},
            "/applications/<number>/quote": {"number": surveyed.number},
            "/applications/<number>/approve": {"number": quoted.number},
            "/applications/<number>/photos/<int:photo_id>": {
                "number": applied.number, "photo_id": album.photos_of(applied)[0].id},
            **{f"/questions/<int:question_id>{tail}": question for tail in ("", "/take-back")}}
