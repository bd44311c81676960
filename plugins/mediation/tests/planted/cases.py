"""Rows for the addresses of cases."""

from linli.people.services import give_post
from plugins.mediation.cases.models import RESPONDENT, Party, Sitter
from plugins.mediation.cases.states import APPLIED, ASKING, ASSIGNED
from plugins.mediation.tests.making import make_case


def plant(app, place, person):
    """{the end of rules: values of their parts}: 黄美珍's cases with 谢国强, one for each page."""
    mediator, one, other = person("吴国安"), person("黄美珍"), person("谢国强")
    give_post(mediator, "mediator", place)
    applied = make_case(place, one, other, APPLIED)
    asking = make_case(place, other, one, ASKING)
    assigned = make_case(place, one, other, ASSIGNED, mediator)
    orphan = make_case(place, one, other, ASSIGNED, person("邓桂香"))
    asked = Party.get(Party.case == asking, Party.side == RESPONDENT)
    party = Party.get(Party.case == assigned, Party.side == RESPONDENT)
    sitter = Sitter.create(case=assigned, person=person("谭仲明"), kind="judge")
    code = {"code": assigned.code}
    return {"/cases/<code>": code, "/cases/<code>/applied": {"code": applied.code},
            "/cases/<code>/steps/<step>": {**code, "step": "withdraw"},
            "/cases/<code>/answers/<int:party_id>": {"code": asking.code, "party_id": asked.id},
            "/cases/<code>/parties/new": code,
            "/cases/<code>/parties/<int:party_id>": {**code, "party_id": party.id},
            "/cases/<code>/seats/new": code, "/cases/<code>/take-over": {"code": orphan.code},
            "/cases/<code>/seats/<int:sitter_id>": {**code, "sitter_id": sitter.id}}
