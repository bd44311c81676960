"""Whose hands a case may come into: not again into those of who was objected to or withdrew, never into
nobody's; and its file is put in order by somebody.
"""

from datetime import timedelta

import pytest

from linli.database import LostRace, utc_now
from linli.people.models import Person
from linli.people.services import give_post, leave_post
from linli.testing import photo, post
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import FieldRefused
from linli.toolkit.uploads import store_photo
from plugins.mediation import clock
from plugins.mediation.agreements.models import FollowUp, Signature, Term
from plugins.mediation.cases import handing, parties
from plugins.mediation.cases.eligible import waiting_for_somebody
from plugins.mediation.cases.models import Case, KeptOut, Party
from plugins.mediation.cases.states import (
    ACCEPTED,
    AGREED,
    APPLIED,
    HELD,
    LOOKING,
    SITTING,
    WITHDRAWN,
)
from plugins.mediation.rooms.models import Listed
from plugins.mediation.tests.making import make_agreement, make_case

V = "/440783108226"


@pytest.fixture
def make(place, person, mediators):
    """`make(LOOKING)`: 黄美珍's case with 谢国强 in 吴国安's hands."""
    return lambda state, **columns: make_case(
        place, person("黄美珍"), person("谢国强"), state, mediators[0], **columns)


@pytest.fixture
def colleague(person, place):
    """邓桂香 mediates in the village too."""
    give_post(person("邓桂香"), "mediator", place)
    return person("邓桂香")


def url(case, tail=""):
    return f"{V}/mediation/cases/{case.code}{tail}"


def step(client, case, name, **data):
    return post(client, url(case, f"/steps/{name}"), data)


def sent(case):
    return str(Case.get_by_id(case.id).version), f"n-{utc_now().timestamp()}"


def test_who_was_objected_to_does_not_come_back(client_as, make, fresh, scope_of, person, colleague):
    case = make(LOOKING)
    assert step(client_as("谢国强"), case, "object", words="表亲").status_code == 303
    assert client_as("吴国安").get(url(case)).status_code == 404
    assert case.number not in client_as("吴国安").get(f"{V}/mediation/cases").text
    assert "吴国安" not in client_as("邓桂香").get(url(case, "/steps/assign")).text
    with pytest.raises(FieldRefused):
        handing.assign(scope_of("邓桂香"), fresh(case), sent(case), person("吴国安"))
    with pytest.raises(workflow.NotAllowed):
        handing.assign(scope_of("吴国安"), fresh(case), sent(case), person("吴国安"))
    told = Notice.select().where(Notice.person == person("吴国安")).order_by(Notice.id.desc()).first()
    assert case.code not in told.url + told.text


def test_nor_does_who_sat_at_it_before_sit_in(client_as, make, fresh, scope_of, person, place, colleague):
    case = make(LOOKING)
    step(client_as("谢国强"), case, "object", words="表亲")
    handing.assign(scope_of("邓桂香"), fresh(case), sent(case), colleague)
    elder = Listed.create(locality=place, person=person("吴国安"), kind="elder", since=today())
    assert "吴国安" not in client_as("邓桂香").get(url(case, "/seats/new")).text
    with pytest.raises(FieldRefused):
        parties.seat(scope_of("邓桂香"), fresh(case), sent(case), elder)


def test_only_the_party_who_objected_takes_it_back(client_as, make, fresh, scope_of, person, colleague):
    case = make(LOOKING)
    step(client_as("谢国强"), case, "object", words="表亲")
    assert "原来的调解员也可以" not in client_as("黄美珍").get(url(case)).text
    with pytest.raises(LostRace):
        handing.accept_again(scope_of("黄美珍"), fresh(case), sent(case), person("吴国安").id)
    assert KeptOut.select().where(KeptOut.case == case).count() == 1
    assert "吴国安" in client_as("谢国强").get(url(case, "/steps/accept-again")).text
    assert step(client_as("谢国强"), case, "accept-again", person=person("吴国安").id).status_code == 303
    handing.assign(scope_of("吴国安"), fresh(case), sent(case), person("吴国安"))
    assert fresh(case).mediator == person("吴国安")


def test_who_withdrew_is_not_given_it_again(client_as, make, fresh, scope_of, person, colleague):
    case = make(LOOKING)
    assert step(client_as("吴国安"), case, "hand-back", words="是我侄子").status_code == 303
    with pytest.raises(FieldRefused):
        handing.assign(scope_of("邓桂香"), fresh(case), sent(case), person("吴国安"))
    for name in ("黄美珍", "谢国强"):
        assert "原来的调解员也可以" not in client_as(name).get(url(case)).text


def test_a_desk_without_anybody_else_passes_it_to_the_township_with_new_days(client_as, make, fresh, person):
    case = make(LOOKING, due_on=today() + timedelta(days=3))
    step(client_as("谢国强"), case, "object", words="表亲")
    now = fresh(case)
    assert (now.state, now.desk, now.mediator, now.number) == (
        ACCEPTED, case.locality.parent, None, case.number)
    assert (now.escalated_on, now.due_on) == (today(), today() + timedelta(days=30))
    assert "塘口镇" in client_as("黄美珍").get(url(case)).text
    assert step(client_as("关淑贞"), case, "assign", mediator=person("关淑贞").id).status_code == 303


def test_a_party_who_turns_out_to_be_the_mediators_family_moves_it_on(client_as, make, fresh, person):
    case = make(APPLIED)
    Person.update(household=person("胡月娥").household).where(Person.name == "吴国安").execute()
    said = {"side": "respondent", "role": "party", "stands_for": "", "name": "胡月娥",
            "phone": person("胡月娥").phone}
    assert post(client_as("吴国安"), url(case, "/parties/new"), said).status_code == 303
    assert fresh(case).desk == case.locality.parent
    assert client_as("吴国安").get(url(case)).status_code == 404
    assert "墙角滴水" in client_as("关淑贞").get(url(case)).text


@pytest.mark.parametrize(("state", "after"), [(LOOKING, ACCEPTED), (AGREED, AGREED), (HELD, HELD)])
def test_the_clock_moves_on_what_the_last_mediator_of_a_desk_left(app, make, fresh, person, place, client_as,
                                                                  state, after):
    case = make(state)
    leave_post(person("吴国安"), "mediator", place)
    with app.app_context():
        clock.tick(utc_now())
        clock.tick(utc_now())
    assert (fresh(case).state, fresh(case).desk) == (after, place.parent)
    if state == AGREED:
        assert post(client_as("关淑贞"), url(case, "/take-over"), {"words": "他不做了"}).status_code == 303
        assert fresh(case).mediator == person("关淑贞")


def test_what_somebody_left_waits_on_the_desk_of_the_others(client_as, make, person, place, colleague):
    case, queue = make(AGREED), f"{V}/mediation/cases?which=wait"
    assert case.number not in client_as("邓桂香").get(queue).text
    leave_post(person("吴国安"), "mediator", place)
    assert case.number in client_as("邓桂香").get(queue).text


def test_where_nobody_may_staff_see_a_number_and_nothing_else(app, client_as, make, person, fresh, place):
    case = make(LOOKING)
    leave_post(person("关淑贞"), "mediator", place.parent)
    step(client_as("谢国强"), case, "object", words="表亲")
    assert fresh(case).desk == place
    for name, where in (("方敏仪", f"{V}/desk"), ("梁书宁", "/440783108000/desk"),
                        ("方敏仪", f"{V}/mediation/roster")):
        seen = client_as(name).get(where).text
        assert "1 件调解没有能办的调解员，请安排" in seen, name
        hidden = (case.code, case.number, "墙角滴水", "用水排水")
        assert not [word for word in hidden if word in seen]
    for name in ("黄美珍", "谢国强"):
        assert "没有能办这件事的调解员" in client_as(name).get(url(case)).text
    assert "没有能办的调解员" not in client_as("吴国安").get(f"{V}/desk").text
    give_post(person("邓桂香"), "mediator", place)
    assert "没有能办的调解员" not in client_as("方敏仪").get(f"{V}/desk").text
    assert case.number in client_as("邓桂香").get(f"{V}/mediation/cases").text


def test_staff_are_not_told_of_what_is_near_them(app, make, person, place, scope_of):
    make(HELD, violence=True)
    for each, where in (("吴国安", place), ("关淑贞", place.parent)):
        leave_post(person(each), "mediator", where)
    with app.test_request_context():
        def told(name):
            return [each.waiting for each in waiting_for_somebody(scope_of(name))]
        before = told("方敏仪")
        Person.update(household=person("谢国强").household).where(Person.name == "方敏仪").execute()
        assert told("方敏仪") == [each - 1 for each in before if each > 1]
        assert told("梁书宁") == before


def test_a_number_that_was_withdrawn_before_anybody_had_it_gets_its_file(client_as, make, fresh, person):
    case = make(ACCEPTED)
    step(client_as("黄美珍"), case, "withdraw", words="")
    mediator = client_as("吴国安")
    assert mediator.get(url(case, "/file")).status_code == 403
    assert url(case, "/take-over") in mediator.get(url(case)).text
    assert post(mediator, url(case, "/take-over"), {"words": "整理"}).status_code == 303
    assert (fresh(case).state, fresh(case).mediator) == (WITHDRAWN, person("吴国安"))
    assert "还缺 1 样：情况说明。" in mediator.get(url(case, "/papers")).text
    assert step(mediator, case, "explain", words="申请人当面说不用了").status_code == 303
    assert "必须有的都齐了" in mediator.get(url(case, "/papers")).text
    assert post(mediator, url(case, "/file")).mimetype == "application/pdf"


def test_but_not_from_one_who_is_near(client_as, make, fresh, person):
    case = make(ACCEPTED)
    step(client_as("黄美珍"), case, "withdraw", words="")
    Person.update(household=person("谢国强").household).where(Person.name == "吴国安").execute()
    assert client_as("吴国安").get(url(case, "/take-over")).status_code == 404


def test_the_desk_opens_no_signature_while_nobody_has_it(app, client_as, make, person):
    case = make(SITTING)
    agreement, applicant = make_agreement(case), case.parties.first()
    upload = store_photo(photo()[0], person("吴国安"), app.config["DATA"])
    Signature.create(agreement=agreement, party=applicant, way="screen", upload=upload)
    picture = url(case, f"/agreement/signatures/{applicant.id}/photo")
    for name in ("吴国安", "黄美珍", "谢国强"):
        assert client_as(name).get(picture).status_code == 200, name
    Case.update(state=ACCEPTED, mediator=None).where(Case.id == case.id).execute()
    assert client_as("吴国安").get(url(case)).status_code == 200
    for tail in (picture, url(case, "/agreement")):
        assert client_as("吴国安").get(tail).status_code == 404
    assert client_as("谢国强").get(picture).status_code == 200


@pytest.fixture
def kept(app, make, person):
    """An agreed case: 谢国强 paid 黄美珍, and did something that is for nobody; both were visited."""
    case = make(AGREED, agreed_on=today())
    agreement = make_agreement(case, signed_on=today(), confirm_by=today(), follow_up_by=today())
    one, other = Party.select().where(Party.case == case).order_by(Party.id)
    upload = store_photo(photo()[0], person("吴国安"), app.config["DATA"])
    Term.update(receiver=one, done_on=today(), note="银行转的", proof=upload).execute()
    alone = Term.create(agreement=agreement, party=other, text="不再提", due_on=today(), done_on=today(),
                        note="写了保证", proof=upload)
    for party, words in ((one, "她还在生气"), (other, "他觉得亏了")):
        FollowUp.create(case=case, party=party, day=today(), kept=True, words=words,
                        person=person("吴国安"))
    return case, Term.get(Term.agreement == agreement), alone


def test_what_a_visit_heard_is_for_who_was_visited(client_as, kept):
    page = url(kept[0], "/agreement")
    said = ("她还在生气", "他觉得亏了")
    heard = {name: [word for word in said if word in client_as(name).get(page).text]
             for name in ("黄美珍", "谢国强", "吴国安")}
    assert heard == {"黄美珍": ["她还在生气"], "谢国强": ["他觉得亏了"], "吴国安": list(said)}


def test_a_receipt_is_for_who_gave_and_who_received(client_as, kept):
    case, paid, alone = kept
    for name, opens in (("黄美珍", [True, False]), ("谢国强", [True, True]), ("吴国安", [True, True])):
        client = client_as(name)
        answers = [client.get(url(case, f"/agreement/terms/{each.id}/proof")).status_code == 200
                   for each in (paid, alone)]
        page = client.get(url(case, "/agreement")).text
        assert answers == opens == ["银行转的" in page, "写了保证" in page], name
