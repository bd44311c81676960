"""Rows for the addresses of settlements."""

from plugins.cctv.settlements.models import DRAFT, SENT, Settlement, SettlementLine
from plugins.cctv.tests.making import make_application, make_programme


def make_batch(programme, applications, person, state=DRAFT, **columns):
    """A batch of these applications, each for 199.50 元."""
    count = Settlement.select().count() + 1
    batch = Settlement.create(**{
        "number": f"JS-test-{count}", "locality": programme.locality_id, "programme": programme,
        "total": 199_50 * len(applications), "state": state, "made_by": person, **columns})
    for row in applications:
        SettlementLine.create(settlement=batch, application=row, amount=199_50)
    return batch


def plant(app, place, person):
    """{the end of rules: values of their parts}: in the township, a programme with something to settle,
    a draft and a batch that was sent.
    """
    programme, package = make_programme(place.parent)
    rows = [make_application(package, place, person("谢国强"), "accepted") for _each in range(3)]
    draft = make_batch(programme, rows[:1], person("梁书宁"))
    sent = make_batch(programme, rows[1:2], person("梁书宁"), SENT)
    here = {"locality": programme.locality_id}
    return {"/cctv/settlements": here, "/programmes/<number>/settle": {**here, "number": programme.number},
            **{f"/settlements/<number>{tail}": {**here, "number": draft.number}
               for tail in ("", "/lines", "/statement", "/pdf")},
            "/settlements/<number>/pay": {**here, "number": sent.number},
            "/settlements/<number>/<any(send,take_back,drop):step>": {
                **here, "number": draft.number, "step": "send"}}
