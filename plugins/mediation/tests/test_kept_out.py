"""Who is kept out of a case, and from when on; and that a case never lies with nobody."""

from datetime import timedelta

import pytest

from linli.database import transaction, utc_now
from linli.people.services import give_post, leave_post
from linli.testing import post
from linli.toolkit import links
from plugins.mediation.cases import intake, parties
from plugins.mediation.cases.eligible import mediators_for
from plugins.mediation.cases.handing import take_over
from plugins.mediation.cases.intake import Facts, Someone
from plugins.mediation.cases.lists import orphaned
from plugins.mediation.cases.models import APPLICATION, REFERRED, Case, Matter, Party, Sitter
from plugins.mediation.cases.states import AGREED, FAILED, LOOKING, SITTING
from plugins.mediation.sessions.models import Seat, Session
from plugins.mediation.tests.making import make_case

V = "/440783108226"


@pytest.fixture
def case_in(place, person, mediators):
    """`case_in(LOOKING)`: 黄美珍's case with 谢国强 in 吴国安's hands."""
    return lambda state, **columns: make_case(
        place, person("黄美珍"), person("谢国强"), state, mediators[0], **columns)


def test_a_mediator_who_bears_the_name_of_the_other_side_reads_nothing(
        app, client_as, person, place, mediators, scope_of):
    give_post(person("邓桂香"), "mediator", place)
    facts = Facts(way=APPLICATION, violence=True, dispute_class="0101", summary="他打我",
                  other=Someone("吴国安", "", "", False, "", ""))
    with app.test_request_context():
        case = intake.apply(scope_of("黄美珍"), place, facts, "one")
        assert person("吴国安") not in mediators_for(Case.get_by_id(case.id))
    assert client_as("吴国安").get(f"{V}/mediation/cases/{case.code}").status_code == 404
    assert case.code not in client_as("吴国安").get("/me/inbox").text


@pytest.mark.parametrize(("violence", "shown"), [(True, []), (False, ["乡情调解室"])])
def test_the_page_it_came_from_tells_no_more_than_the_room(
        app, person, place, mediators, scope_of, violence, shown):
    scope = scope_of("黄美珍")
    facts = Facts(way=REFERRED, violence=violence, dispute_class="0201", summary="墙角滴水",
                  other=Someone("谢国强", "", "", False, "", ""))
    with app.test_request_context():
        with transaction():
            link = links.begin(scope, place, "一件事", f"{V}/", "墙角滴水", place)
        case = intake.apply(scope, place, facts, "one", link)
        told = [stop for stop in links.chain(place) if not stop.here]
    assert [stop.title for stop in told] == shown
    assert not [stop for stop in told if case.code in stop.url]


def test_after_an_agreement_the_desk_goes_on_where_its_mediator_left(
        app, case_in, person, place, scope_of, fresh):
    case = case_in(AGREED)
    give_post(person("邓桂香"), "mediator", place)
    with app.test_request_context():
        assert not orphaned(scope_of("邓桂香"), case)
        leave_post(person("吴国安"), "mediator", place)
        assert orphaned(scope_of("邓桂香"), fresh(case))
        take_over(scope_of("邓桂香"), fresh(case), (str(fresh(case).version), "one"), "他不做了")
    assert (fresh(case).state, fresh(case).mediator) == (AGREED, person("邓桂香"))


def test_who_sat_in_reads_no_more_once_it_ended(client_as, case_in, person):
    case = case_in(SITTING)
    Sitter.create(case=case, person=person("谭仲明"), kind="judge")
    page = f"{V}/mediation/cases/{case.code}"
    assert client_as("谭仲明").get(page).status_code == 200
    post(client_as("吴国安"), f"{page}/steps/fail", {"words": "谈不拢", "next_step": "court"})
    assert Case.get_by_id(case.id).state == FAILED
    assert client_as("谭仲明").get(page).status_code == 404


def test_talks_with_one_side_alone_are_not_for_the_other(client_as, case_in, person):
    case = case_in(SITTING)
    at = utc_now() + timedelta(days=2)
    session = Session.create(locality=case.locality, case=case, mediator=case.mediator, place="娘家",
                             starts_at=at, ends_at=at + timedelta(hours=1))
    Seat.create(session=session, party=Party.get(Party.case == case, Party.side == "applicant"))
    page = f"{V}/mediation/cases/{case.code}"
    assert "娘家" in client_as("黄美珍").get(page).text and "娘家" in client_as("吴国安").get(page).text
    assert "娘家" not in client_as("谢国强").get(page).text
    assert client_as("谢国强").get(f"{V}/mediation/sessions/{session.id}").status_code == 404


def test_findings_are_the_mediators(client_as, case_in):
    case = case_in(LOOKING)
    Matter.update(findings="听邻居说").where(Matter.case == case).execute()
    page = f"{V}/mediation/cases/{case.code}"
    assert "听邻居说" in client_as("吴国安").get(page).text
    assert "听邻居说" not in client_as("黄美珍").get(page).text


def test_a_corrected_address_leaves_the_account(app, case_in, person, scope_of, fresh):
    case = case_in(LOOKING)
    party = Party.get(Party.case == case, Party.side == "applicant")
    with app.test_request_context():
        parties.change(scope_of("吴国安"), case, (str(fresh(case).version), "one"), party, party.name,
                       party.phone, "祠堂边 3 号", False)
    assert Party.get_by_id(party.id).person == person("黄美珍")


def test_what_was_agreed_once_goes_up_no_more(client_as, case_in, fresh):
    case = case_in(FAILED, agreed_on=utc_now().date())
    answer = post(client_as("吴国安"), f"{V}/mediation/cases/{case.code}/steps/escalate", {"words": "不做"})
    assert answer.status_code == 422 and fresh(case).state == FAILED
