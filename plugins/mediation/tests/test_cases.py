"""The path of a case: consent, number, mediator, ends; who sees what of it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import peewee
import pytest

from linli.audit.models import AuditLine
from linli.database import LostRace, db, transaction, utc_now
from linli.people.models import Person
from linli.people.services import give_post, leave_post
from linli.testing import count_queries, post
from linli.testing.pages import PageReader
from linli.testing.races import let_two_meet, without_guards
from linli.testing.scopes import scope_for
from linli.toolkit import numbers, workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import FieldRefused
from plugins.mediation.cases import consent, handing, numbering, parties, services
from plugins.mediation.cases.models import Case, Matter, Party, Sitter
from plugins.mediation.cases.states import (
    ACCEPTED,
    AGREED,
    APPLIED,
    ASKING,
    ASSIGNED,
    FAILED,
    HELD,
    LOOKING,
    REFUSED,
    SITTING,
    WITHDRAWN,
)
from plugins.mediation.rooms.models import Listed
from plugins.mediation.tests.making import make_case

V = "/440783108226/mediation"


@pytest.fixture
def make(place, person, mediators):
    """`make(state)`: a case of 黄美珍 against 谢国强, in 吴国安's hands where a state wants it."""
    def made(state, **more):
        return make_case(place, person("黄美珍"), person("谢国强"), state, mediators[0], **more)
    return made


@pytest.fixture
def respondent():
    """`respondent(case)`: the row of the other side."""
    return lambda case: Party.get(Party.case == case, Party.side == "respondent")


def sent(case):
    """What a form would send of a case as it stands now."""
    return str(Case.get_by_id(case.id).version), f"n-{utc_now().timestamp()}"


def url(case, *tail):
    return "/".join([f"{V}/cases/{case.code}", *map(str, tail)])


def told(person):
    return Notice.select().where(Notice.person == person).count()


def step(client, case, name, **data):
    return post(client, url(case, "steps", name), data)


def test_from_the_application_to_a_mediator(client_as, make, fresh, person, respondent):
    case, mediator = make(APPLIED), client_as("吴国安")
    assert client_as("谢国强").get(url(case)).status_code == 404
    assert step(mediator, case, "ask").status_code == 303
    assert fresh(case).state == ASKING
    other = client_as("谢国强")
    assert "墙角滴水" in other.get(url(case)).text
    assert told(person("谢国强")) == 1
    answer = post(other, url(case, "answers", respondent(case).id), {"answer": "yes"})
    assert answer.status_code == 303
    assert fresh(case).state == ACCEPTED
    assert re.fullmatch(r"\(2026\)宅群人调字第\d+号", fresh(case).number)
    assert fresh(case).due_on == today() + timedelta(days=30)
    step(mediator, case, "assign", mediator=person("吴国安").id)
    assert (fresh(case).state, fresh(case).mediator) == (ASSIGNED, person("吴国安"))
    step(mediator, case, "look")
    step(mediator, case, "findings", findings="去看过了")
    assert fresh(case).state == LOOKING
    assert "去看过了" in mediator.get(url(case)).text and "去看过了" not in other.get(url(case)).text


def test_a_no_ends_it_and_tells_the_other_ways(client_as, make, fresh, respondent):
    case = make(ASKING)
    other = client_as("谢国强")
    post(other, url(case, "answers", respondent(case).id), {"answer": "no"})
    assert (fresh(case).state, fresh(case).number) == (REFUSED, None)
    for name in ("谢国强", "黄美珍"):
        assert "向法院起诉" in client_as(name).get(url(case)).text


def test_a_notice_says_only_that_there_is_something(client_as, make, person):
    step(client_as("吴国安"), make(APPLIED), "ask")
    notice = Notice.get(Notice.person == person("谢国强"))
    assert "墙" not in notice.title + notice.text
    assert "黄美珍" not in notice.title + notice.text


def test_several_have_to_say_yes_all_of_them(make, fresh, scope_of, person, respondent):
    case = make(ASKING)
    second = Party.create(case=case, side="respondent", person=person("邓桂香"), name="邓桂香",
                          told_at=utc_now())
    consent.answer(scope_of("谢国强"), case, respondent(case), True, "a")
    assert fresh(case).state == ASKING
    consent.answer(scope_of("邓桂香"), case, second, True, "b")
    assert fresh(case).state == ACCEPTED


def test_nobody_answers_for_another(make, scope_of, respondent):
    case = make(ASKING)
    for name in ("黄美珍", "邓桂香", "吴国安", "方敏仪"):  # 谢国强 has an account: not even the mediator
        with pytest.raises(workflow.NotAllowed):
            consent.answer(scope_of(name), case, respondent(case), True, f"x-{name}")


def test_a_mediator_writes_down_what_somebody_without_an_account_said(make, scope_of, fresh, respondent):
    case = make(ASKING)
    Party.update(person=None).where(Party.case == case, Party.side == "respondent").execute()
    consent.answer(scope_of("吴国安"), case, respondent(case), True, "said")
    assert fresh(case).state == ACCEPTED


def test_a_guardian_answers_for_a_minor_who_does_not(make, scope_of, fresh, person, respondent):
    case = make(ASKING)
    Party.update(minor=True).where(Party.id == respondent(case).id).execute()
    Party.create(case=case, side="respondent", role="guardian", stands_for=respondent(case),
                 person=person("邓桂香"), name="邓桂香", told_at=utc_now())
    with pytest.raises(workflow.NotAllowed):
        consent.answer(scope_of("谢国强"), case, respondent(case), True, "child")
    consent.answer(scope_of("邓桂香"), case, respondent(case), True, "guardian")
    assert fresh(case).state == ACCEPTED


def test_a_minor_without_a_guardian_is_not_asked(client_as, make, fresh, respondent):
    case = make(APPLIED)
    Party.update(minor=True).where(Party.id == respondent(case).id).execute()
    answer = step(client_as("吴国安"), case, "ask")
    assert answer.status_code == 422
    assert "先登记监护人" in answer.text
    assert fresh(case).state == APPLIED


def test_numbers_run_on_without_gaps_and_a_withdrawn_case_keeps_its(make, scope_of, fresh, respondent):
    first, second = make(ASKING), make(ASKING)
    consent.answer(scope_of("谢国强"), first, respondent(first), True, "1")
    services.withdraw(scope_of("黄美珍"), fresh(first), sent(first), "算了")
    consent.answer(scope_of("谢国强"), second, respondent(second), True, "2")
    counts = [int(re.search(r"第(\d+)号", fresh(each).number)[1]) for each in (first, second)]
    assert counts[1] == counts[0] + 1
    assert fresh(first).state == WITHDRAWN


def test_a_number_of_a_transaction_that_failed_is_given_again(app, place):
    def draw_and_fail():
        with transaction():
            numbering.draw(place, 2031)
            raise LostRace
    with pytest.raises(LostRace):
        draw_and_fail()
    with transaction():
        assert numbering.draw(place, 2031).endswith("第1号")


@pytest.mark.parametrize("protected", [True, False])
def test_two_accept_at_once_and_the_counter_decides(app, make, scope_of, person, respondent, monkeypatch,
                                                    protected):
    """Two answers to two cases draw a number at the same moment."""
    cases = [make(ASKING), make(ASKING)]
    if protected:
        let_two_meet(monkeypatch, consent, "settings_of")
    else:
        _without_counter(monkeypatch)
        let_two_meet(monkeypatch, numbering, "draw")

    def accept(case):
        with app.app_context(), db.connection_context():
            scope = scope_for(app, person("谢国强"), case.locality)
            consent.answer(scope, case, respondent(case), True, f"race-{case.id}")
    if protected:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(accept, cases))
        assert len({Case.get_by_id(case.id).number for case in cases}) == 2
        return
    with pytest.raises(peewee.IntegrityError), ThreadPoolExecutor(2) as pool:
        list(pool.map(accept, cases))


def _without_counter(monkeypatch):
    """As one would do it without a counter: the highest there is, and one more."""
    without_guards(monkeypatch, consent)

    def highest(place, year):
        count = Case.select().where(Case.locality == place, Case.number.is_null(False)).count()
        return f"({year})宅群人调字第{count + 1}号"
    monkeypatch.setattr(numbering, "draw", highest)


def test_nobody_of_the_household_mediates(make, scope_of, person, place, fresh):
    case = make(ACCEPTED)
    home = person("谢国强").household_id
    Person.update(household=home).where(Person.id == person("吴国安").id).execute()
    give_post(person("邓桂香"), "mediator", place)
    with pytest.raises(FieldRefused, match="有关系"):
        handing.assign(scope_of("邓桂香"), fresh(case), sent(case), person("吴国安"))
    with pytest.raises(workflow.NotAllowed):
        handing.assign(scope_of("吴国安"), fresh(case), sent(case), person("邓桂香"))


def test_a_mediator_who_becomes_a_party_is_refused(client_as, make, person):
    case = make(ASSIGNED)
    answer = post(client_as("吴国安"), url(case, "parties", "new"), {
        "side": "applicant", "role": "party", "stands_for": "", "name": "吴国安", "phone": "14000000013"})
    assert answer.status_code == 422
    assert "调解员本人" in answer.text


def test_a_party_objects_and_the_desk_is_told(client_as, make, fresh, person, place):
    case = make(LOOKING)
    give_post(person("邓桂香"), "mediator", place)
    assert step(client_as("谢国强"), case, "object", words="他和对方是表亲").status_code == 303
    assert (fresh(case).state, fresh(case).mediator, fresh(case).desk) == (ACCEPTED, None, place)
    assert told(person("吴国安")) == 1
    assert "表亲" in client_as("邓桂香").get(url(case)).text
    assert "表亲" not in client_as("黄美珍").get(url(case)).text


def test_who_no_longer_mediates_is_relieved_by_the_desk(client_as, make, fresh, person, place):
    case = make(LOOKING)
    give_post(person("邓桂香"), "mediator", place)
    desk = client_as("邓桂香")
    assert desk.get(url(case, "take-over")).status_code == 403
    former = client_as("吴国安")
    assert former.get(url(case)).status_code == 200
    leave_post(person("吴国安"), "mediator", place)
    assert former.get(url(case)).status_code == 404
    assert post(desk, url(case, "take-over"), {"words": "他不做了"}).status_code == 303
    assert fresh(case).state == ACCEPTED


def test_an_open_session_wants_everybody(make, scope_of, fresh):
    case = make(ASSIGNED)
    assert fresh(case).is_open is None
    consent.choose_session(scope_of("黄美珍"), case, True, "1")
    assert fresh(case).is_open is None
    consent.choose_session(scope_of("谢国强"), case, True, "2")
    assert fresh(case).is_open is True
    consent.choose_session(scope_of("谢国强"), case, False, "3")
    assert fresh(case).is_open is False


def test_extended_once_and_by_no_more_than_the_setting(make, scope_of, fresh):
    case = make(LOOKING)
    due = fresh(case).due_on
    with pytest.raises(FieldRefused, match="30"):
        services.extend(scope_of("吴国安"), fresh(case), sent(case), 31, "都同意")
    services.extend(scope_of("吴国安"), fresh(case), sent(case), 10, "都同意")
    assert (fresh(case).due_on, fresh(case).extended_on) == (due + timedelta(days=10), today())
    assert Matter.get(Matter.case == case).extension == "都同意"
    with pytest.raises(LostRace):
        services.extend(scope_of("吴国安"), fresh(case), sent(case), 5, "又同意")


def test_up_to_the_township_and_its_number_stays(client_as, make, fresh, person, place):
    case = make(SITTING)
    number = case.number
    assert step(client_as("吴国安"), case, "escalate", words="涉及两个村").status_code == 303
    case = fresh(case)
    assert (case.state, case.desk, case.mediator, case.number) == (ACCEPTED, place.parent, None, number)
    assert case.escalated_on == today()
    assert client_as("吴国安").get(url(case)).status_code == 404
    township = client_as("关淑贞")
    step(township, case, "assign", mediator=person("关淑贞").id)
    assert fresh(case).mediator == person("关淑贞")


def test_no_agreement_says_where_to_go(client_as, make, fresh):
    case = make(SITTING)
    step(client_as("吴国安"), case, "fail", next_step="court", words="钱数差得远")
    assert (fresh(case).state, fresh(case).next_step, fresh(case).ended_on) == (FAILED, "court", today())
    seen = client_as("谢国强").get(url(case)).text
    assert "钱数差得远" in seen
    assert "向法院起诉" in seen


def test_only_the_applicant_withdraws(client_as, make, fresh):
    case = make(LOOKING)
    other = client_as("谢国强")
    assert "steps/withdraw" not in other.get(url(case)).text
    answer = other.get(url(case, "steps", "withdraw"))
    assert answer.status_code == 303
    step(client_as("黄美珍"), case, "withdraw", words="")
    assert (fresh(case).state, fresh(case).ended_on) == (WITHDRAWN, today())


def test_the_other_side_never_learns_that_violence_was_told(client_as, make, scope_of, fresh):
    case = make(HELD, violence=True)
    workflow_line(case, scope_of("黄美珍"))
    mediator = client_as("吴国安")
    assert 'href="tel:110"' in mediator.get(url(case)).text
    assert "steps/ask" not in mediator.get(url(case)).text
    step(mediator, case, "release")
    step(mediator, case, "ask")
    seen = client_as("谢国强").get(url(case)).text
    for word in ("可以联系对方", "暴力", "12338", "人身安全保护令", "先不通知"):
        assert word not in seen, word
    assert "人身安全保护令" in client_as("黄美珍").get(url(case)).text


def workflow_line(case, scope):
    with transaction():
        workflow.begin(case, scope)


def test_what_a_mediator_tells_is_read_by_nobody_else(client_as, make, place, person):
    """What the README says, role by role."""
    case = make(LOOKING)
    give_post(person("胡月娥"), "mediator", place)  # of the desk, but it is not hers
    opens = {"黄美珍": True, "谢国强": True, "吴国安": True, "胡月娥": False}
    for name, whole in opens.items():
        answer = client_as(name).get(url(case))
        assert answer.status_code == 200, name
        assert ("墙角滴水" in answer.text) is whole, name
        assert ("谢国强" in answer.text) is whole or name == "谢国强", name
    for name in ("方敏仪", "梁书宁", "方立秋", "关启文", "邓桂香", "陈玉莲", "司徒晴", "关淑贞"):
        assert client_as(name).get(url(case)).status_code == 404, name


def test_whoever_sits_in_reads_it_until_they_do_not_any_more(client_as, make, person, place):
    case = make(LOOKING)
    judge, mediator = client_as("谭仲明"), client_as("吴国安")
    listed = Listed.get(Listed.person == person("谭仲明"))
    assert judge.get(url(case)).status_code == 404
    assert post(mediator, url(case, "seats", "new"), {"listed": listed.id}).status_code == 303
    assert "墙角滴水" in judge.get(url(case)).text
    sitter = Sitter.get(Sitter.case == case)
    post(mediator, url(case, "seats", sitter.id), page=url(case))
    assert judge.get(url(case)).status_code == 404


def test_reading_leaves_one_line_a_day_but_not_of_parties(client_as, make):
    case = make(LOOKING)
    for name in ("黄美珍", "谢国强", "吴国安", "吴国安"):
        client_as(name).get(url(case))
    lines = list(AuditLine.select().where(AuditLine.details == case.code))
    assert [each.person.name for each in lines] == ["吴国安"]


def test_phones_and_addresses_are_for_the_mediator(client_as, make):
    case = make(LOOKING)
    Party.update(phone="+8613800001111", address="3组9号").where(Party.case == case).execute()
    assert "3组9号" in client_as("吴国安").get(url(case)).text
    for name in ("黄美珍", "谢国强"):
        assert "3组9号" not in client_as(name).get(url(case)).text


def test_a_stale_form_changes_nothing_and_says_so(client_as, make, fresh, scope_of):
    case = make(LOOKING)
    mediator = client_as("吴国安")
    data = {"findings": "我写的", "version": str(fresh(case).version)}
    services.write_findings(scope_of("吴国安"), fresh(case), sent(case), "别人写的")
    answer = post(mediator, url(case, "steps", "findings"), data)
    assert answer.status_code == 409
    assert "我写的" in answer.text
    assert Matter.get(Matter.case == case).findings == "别人写的"


def test_what_is_no_matter_for_mediation_is_declined_and_the_other_side_hears_nothing(client_as, make, fresh):
    case = make(APPLIED)
    step(client_as("吴国安"), case, "decline", words="不归这里管", next_step="office")
    assert fresh(case).state == "declined"
    assert "不归这里管" in client_as("黄美珍").get(url(case)).text
    assert client_as("谢国强").get(url(case)).status_code == 404


def test_the_same_step_sent_twice_is_one(client_as, make, fresh, person):
    case, mediator = make(APPLIED), client_as("吴国安")
    form = next(each for each in PageReader(mediator.get(url(case, "steps", "ask")).text).forms
                if each.action.endswith("/ask"))
    answers = [mediator.post(url(case, "steps", "ask"), data=form.fields) for _time in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert fresh(case).state == ASKING
    assert told(person("谢国强")) == 1


@pytest.mark.parametrize("data", [{"mediator": "9" * 30}, {"mediator": "\0"}, {"mediator": "-1"}, {}])
def test_nothing_strange_is_assigned(client_as, make, fresh, data):
    case = make(ACCEPTED)
    assert step(client_as("吴国安"), case, "assign", **data).status_code == 422
    assert fresh(case).state == ACCEPTED


def test_late_cases_stand_first_on_the_desk(client_as, make, place):
    case = make(LOOKING, due_on=today() - timedelta(days=1))
    page = client_as("吴国安").get(f"{V}/cases?which=late").text
    assert case.number in page
    assert "积案" in page
    assert "过了期限" in client_as("吴国安").get(url(case)).text


def test_me_shows_what_is_asked_of_a_party(client_as, make):
    case = make(ASKING)
    assert url(case, "answers") in client_as("谢国强").get("/me/").text
    assert url(case, "answers") not in client_as("黄美珍").get("/me/").text


def test_the_pages_do_not_ask_more_with_more_cases(client_as, make):
    client = client_as("吴国安")
    case = make(LOOKING)

    def counts():
        found = []
        for address in (f"{V}/cases", f"{V}/", url(case), f"{V}/ledgers/cases", "/me/"):
            with count_queries() as seen:
                client.get(address)
            found.append(len(seen))
        return found
    counts()  # the audit line of the day
    before = counts()
    for _each in range(9):
        make(LOOKING)
        make(APPLIED)
    assert counts() == before
    assert max(before[:4]) <= 15, before


def test_the_register_holds_no_name_and_no_word(client_as, make):
    case = make(AGREED, agreed_on=today())
    page = client_as("吴国安").get(f"{V}/ledgers/cases").text
    assert case.number in page
    assert not any(each in page for each in ("黄美珍", "谢国强", "墙角滴水"))
    assert client_as("方敏仪").get(f"{V}/ledgers/cases").status_code == 403


def test_a_party_is_added_only_before_the_other_side_was_asked(client_as, make):
    said = {"side": "respondent", "role": "party", "stands_for": "", "name": "邓桂香", "phone": ""}
    assert post(client_as("吴国安"), url(make(APPLIED), "parties", "new"), said).status_code == 303
    assert post(client_as("吴国安"), url(make(ASSIGNED), "parties", "new"), said).status_code == 422


def test_counter_values_are_drawn_in_a_transaction(app):
    with pytest.raises(AssertionError):
        numbers.next_value("x")
    assert parties.account_of("黄美珍", "+8614000000002") is None
