"""Rows for the addresses of programmes."""

from plugins.cctv.tests.making import make_programme


def plant(app, place, person):
    """{the end of rules: values of their parts}: an open programme of the township with a package."""
    programme, package = make_programme(place.parent)
    part = {"number": programme.number, "package_id": package.id}
    town = {**part, "locality": programme.locality_id}
    return {"/programmes/<number>": part, "/programmes/<number>/apply": part,
            "/programmes/<number>/enter": part, "/programmes/new": town,
            **{f"/programmes/<number>{tail}": town
               for tail in ("/edit", "/budget", "/limits", "/packages/new")},
            "/programmes/<number>/steps/<name>": {**town, "name": "close"},
            **{f"/packages/<int:package_id>{tail}": town for tail in ("", "/end")}}
