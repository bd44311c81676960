"""Rows for the addresses of agreements."""

from linli.people.services import give_post
from linli.testing.pages import photo
from linli.toolkit.calendar import today
from linli.toolkit.uploads import store_photo
from plugins.mediation.agreements.models import ORAL, Confirmation, Signature, Term
from plugins.mediation.cases.models import Party
from plugins.mediation.cases.states import AGREED, SITTING
from plugins.mediation.tests.making import make_agreement, make_case


def plant(app, place, person):
    """{the end of rules: values of their parts}: agreements of 黄美珍 and 谢国强 by 吴国安, one being
    written, one reached orally, one in force and at court.
    """
    mediator, one, other = person("吴国安"), person("黄美珍"), person("谢国强")
    give_post(mediator, "mediator", place)
    cases = [make_case(place, one, other, state, mediator) for state in (SITTING, SITTING, AGREED)]
    writing, oral, agreed = (make_agreement(case) for case in cases)
    oral.form = ORAL
    oral.save()
    upload = store_photo(photo()[0], mediator, app.config["DATA"])
    agreed.signed_on = agreed.confirm_by = agreed.follow_up_by = today()
    agreed.save()
    party = Party.get(Party.case == cases[2])
    Signature.create(agreement=agreed, party=party, way="paper", upload=upload)
    Confirmation.create(case=cases[2], court="开平市人民法院", applied_on=today())
    terms = {row.id: Term.get(Term.agreement == row) for row in (writing, agreed)}
    Term.update(proof=upload).where(Term.id == terms[agreed.id].id).execute()
    draft, kept = {"code": cases[0].code}, {"code": cases[2].code}
    done = {**kept, "term_id": terms[agreed.id].id}
    return {
        "/cases/<code>/agreement": kept, "/cases/<code>/agreement/edit": draft,
        "/cases/<code>/agreement/terms/new": draft,
        **{f"/cases/<code>/agreement/terms/<int:term_id>/{tail}": {**draft, "term_id": terms[writing.id].id}
           for tail in ("edit", "remove")},
        **{f"/cases/<code>/agreement/terms/<int:term_id>/{tail}": done for tail in ("done", "proof")},
        "/cases/<code>/agreement/signatures/<int:party_id>": {
            **draft, "party_id": Party.get(Party.case == cases[0]).id},
        "/cases/<code>/agreement/signatures/<int:party_id>/photo": {**kept, "party_id": party.id},
        "/cases/<code>/agreement/unsign": draft, "/cases/<code>/agreement/oral": {"code": cases[1].code},
        "/cases/<code>/agreement/broken": kept, "/cases/<code>/follow-ups/new": kept,
        "/cases/<code>/confirmation/new": kept, "/cases/<code>/confirmation/decide": kept}
