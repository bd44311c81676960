"""Several on a side: named at intake, each asked, and what follows where they do not agree."""

import re
from html import unescape

import pytest

from linli.database import utc_now
from linli.people.services import give_post
from linli.testing import csrf, post
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import History
from plugins.mediation.agreements.signing import places_of
from plugins.mediation.cases import consent
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import ACCEPTED, APPLIED, ASKING, REFUSED, SITTING
from plugins.mediation.papers.contents import gather
from plugins.mediation.tests.making import make_agreement, make_case
from plugins.mediation.tests.test_intake import NEW, SAID, V, walk


@pytest.fixture(autouse=True)
def _desk(mediators):
    """Somebody mediates here."""


@pytest.fixture
def case(place, person):
    """黄美珍 against 谢国强 and 邓桂香, who are being asked."""
    made = make_case(place, person("黄美珍"), person("谢国强"), ASKING)
    Party.create(case=made, side="respondent", person=person("邓桂香"), name="邓桂香", told_at=utc_now())
    return made


@pytest.fixture
def says(scope_of, case, person):
    """`says("谢国强", False)`: one of them answers."""
    def answer(name, yes):
        party = Party.get(Party.case == case, Party.person == person(name))
        consent.answer(scope_of(name), case, party, yes, f"{name}-{yes}")
    return answer


def url(case, tail=""):
    return f"{V}/mediation/cases/{case.code}{tail}"


def name_more(client, *people, **last):
    """Go to the page of further people, add these, and go on; returns the answer of the page after."""
    sent = {**SAID, "others": "y", "csrf_token": csrf(client.get(NEW).text), "nonce": "several"}
    named = []
    for each in people:
        answer = client.post(NEW, data={**sent, "step": "more", "named": named, "go": "add", **each})
        assert answer.status_code == 200, answer.text
        named = hidden(answer.text)
    return client.post(NEW, data={**sent, "named": named, "step": "check", **last})


def hidden(html):
    """The words in which those who were named travel along."""
    return [unescape(word) for word in re.findall(r'name="named" value="([^"]*)"', html)]


def test_the_applicant_names_further_people_one_a_page(client_as, person):
    client = client_as("黄美珍")
    answer = name_more(client, {"more_side": "respondent", "more_name": "邓桂香",
                                "more_phone": person("邓桂香").phone},
                       {"more_side": "applicant", "more_name": "黄阿婆", "more_phone": ""})
    assert answer.status_code == 303, answer.text
    case = Case.select().order_by(Case.id.desc()).first()
    found = {(each.side, each.name): each for each in Party.select().where(Party.case == case)}
    assert found.keys() == {("applicant", "黄美珍"), ("respondent", "谢国强"), ("respondent", "邓桂香"),
                            ("applicant", "黄阿婆")}
    assert found["respondent", "邓桂香"].person == person("邓桂香")
    assert [key for key, each in found.items() if each.told_at] == [("applicant", "黄美珍")]
    assert case.people == 4
    assert client_as("邓桂香").get(url(case)).status_code == 404


def test_one_is_taken_out_again_and_what_was_typed_stays(client_as):
    client = client_as("黄美珍")
    sent = {**SAID, "others": "y", "csrf_token": csrf(client.get(NEW).text), "step": "more"}
    first = client.post(NEW, data={**sent, "go": "add", "more_side": "respondent", "more_name": "甲"})
    one = hidden(first.text)
    wrong = client.post(NEW, data={**sent, "named": one, "more_side": "respondent", "more_name": "乙",
                                   "more_minor": "y"})
    assert wrong.status_code == 422
    assert "未成年人要有监护人" in wrong.text and 'value="乙"' in wrong.text and hidden(wrong.text) == one
    assert hidden(client.post(NEW, data={**sent, "named": one, "drop": "0"}).text) == []
    gone_on = client.post(NEW, data={**sent, "named": one, "more_side": "respondent", "more_name": ""})
    assert "甲（对方）" in gone_on.text


def test_nobody_is_asked_about_more_people_who_said_there_are_none(client_as):
    assert walk(client_as("黄美珍"), SAID).status_code == 303  # and it never stopped at that page
    assert Party.select().where(Party.case == Case.select().order_by(Case.id.desc()).first()).count() == 2


@pytest.mark.parametrize("named", [
    ["x"], ["[]"], ['{"name": 3}'], ['{"name": "' + "字" * 41 + '"}'], ["null"],
    ['{"name": "甲", "side": "judge"}'], ['{"name": "甲", "side": "respondent", "minor": true}']])
def test_what_is_no_person_is_not_taken_in(client_as, named):
    client = client_as("黄美珍")
    sent = {**SAID, "others": "y", "csrf_token": csrf(client.get(NEW).text), "step": "check", "named": named}
    assert client.post(NEW, data=sent).status_code == 303
    assert Party.select().where(Party.case == Case.select().order_by(Case.id.desc()).first()).count() == 2


def test_nobody_is_named_twice(client_as, person):
    answer = name_more(client_as("黄美珍"), {"more_side": "respondent", "more_name": "谢国强",
                                             "more_phone": person("谢国强").phone})
    assert answer.status_code == 422
    assert "一个人只写一次" in answer.text


def test_a_mediator_who_is_named_second_learns_nothing_of_it(client_as, person, place):
    give_post(person("邓桂香"), "mediator", place)
    name_more(client_as("黄美珍"), {"more_side": "respondent", "more_name": "吴国安",
                                    "more_phone": person("吴国安").phone}, violence="yes")
    case = Case.select().order_by(Case.id.desc()).first()
    assert case.desk == place.parent  # nobody of his desk may let a word slip
    assert not Notice.select().where(Notice.person == person("吴国安")).exists()
    assert client_as("吴国安").get(url(case)).status_code == 404


def test_who_stands_with_the_applicant_is_asked_too(client_as, scope_of, person, place, fresh):
    case = make_case(place, person("黄美珍"), person("谢国强"), APPLIED)
    beside = Party.create(case=case, side="applicant", person=person("邓桂香"), name="邓桂香")
    assert client_as("邓桂香").get(url(case)).status_code == 404
    post(client_as("吴国安"), url(case, "/steps/ask"))
    assert Notice.select().where(Notice.person == person("邓桂香")).count() == 1
    assert Notice.select().where(Notice.person == person("黄美珍")).count() == 0
    other = Party.get(Party.case == case, Party.side == "respondent")
    consent.answer(scope_of("谢国强"), case, other, True, "1")
    assert fresh(case).state == ASKING
    assert url(case, "/answers") in client_as("邓桂香").get("/me/").text
    consent.answer(scope_of("邓桂香"), case, beside, False, "2")
    assert fresh(case).state == ACCEPTED


def test_it_goes_on_with_who_agrees(case, says, fresh):
    says("谢国强", False)
    assert fresh(case).state == ASKING
    says("邓桂香", True)
    assert fresh(case).state == ACCEPTED and fresh(case).number


def test_nobody_agrees_and_it_is_refused(case, says, fresh):
    says("谢国强", False)
    says("邓桂香", False)
    assert (fresh(case).state, fresh(case).number) == (REFUSED, None)


def test_for_who_said_no_it_ends_there(case, says, client_as, person):
    says("邓桂香", True)
    says("谢国强", False)
    left = client_as("谢国强")
    seen = left.get(url(case)).text
    assert "这件事不再找您" in seen and "向法院起诉" in seen
    taken_on = History.get(History.record == f"mediation_case:{case.id}", History.name == "accept")
    assert taken_on.person is None  # not by who said no
    assert "墙角滴水" not in seen and "邓桂香" not in seen and "已受理" not in seen
    assert case.code not in left.get(f"{V}/mediation/cases/mine").text
    for tail in ("/papers", "/steps/session", "/agreement"):
        assert left.get(url(case, tail)).status_code in (403, 404), tail
    told = Notice.select().where(Notice.person == person("谢国强")).count()
    Case.update(state=SITTING, mediator=person("吴国安")).where(Case.id == case.id).execute()
    post(client_as("吴国安"), url(case, "/steps/fail"), {"words": "谈不拢", "next_step": "court"})
    assert Notice.select().where(Notice.person == person("谢国强")).count() == told


def test_who_said_no_neither_signs_nor_sits_nor_stands_in_the_papers(app, case, says, client_as, person,
                                                                     scope_of, fresh):
    says("谢国强", False)
    says("邓桂香", True)
    Case.update(state=SITTING, mediator=person("吴国安")).where(Case.id == case.id).execute()
    agreement = make_agreement(case)
    assert [each.party.name for each in places_of(agreement)] == ["黄美珍", "邓桂香"]
    planning = client_as("吴国安").get(url(case, "/sessions/new")).text
    assert "邓桂香（对方）" in planning and "谢国强（对方）" not in planning
    with app.test_request_context():
        told = gather(scope_of("吴国安"), fresh(case), ("agreement",), {}).parties
    assert [each.name for each in told.all] == ["黄美珍", "邓桂香"] and len(told.named) == 3
