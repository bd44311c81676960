"""Intake: one thing a page, from every side; violence is asked alone, and held back."""

import json

import pytest

from linli.database import transaction
from linli.people.models import Person
from linli.testing import csrf
from linli.testing.pages import PageReader
from linli.toolkit import links
from linli.toolkit.notices import Notice
from plugins.mediation.cases.models import Case, Matter, Party

V = "/440783108226"
NEW = f"{V}/mediation/cases/new"
SAID = {"violence": "no", "kind": "0202", "story": "他家的墙过了界", "wish": "把墙退回去",
        "other_name": "谢国强", "other_phone": "14000000002", "people": "2"}


@pytest.fixture(autouse=True)
def _desk(mediators):
    """Somebody mediates here."""


def walk(client, said, url=NEW, **first):
    """Go through the pages one by one as a browser does, and send the last; returns its answer."""
    answer, step = client.get(url), None
    for _page in range(9):
        form = next(each for each in PageReader(answer.text).forms if "step" in each.fields)
        assert form.fields["step"] != step, f"stuck at {step}: {answer.text}"
        step = form.fields["step"]
        own = {name: value for name, value in said.items() if f'name="{name}"' in answer.text}
        answer = client.post(url, data={**form.fields, **own})
        if answer.status_code != 200:
            return answer
    raise AssertionError("no end")


def test_a_resident_applies_and_is_given_a_number(client_as, person):
    answer = walk(client_as("黄美珍"), SAID)
    case = Case.select().order_by(Case.id.desc()).first()
    assert answer.status_code == 303
    assert answer.location == f"{V}/mediation/cases/{case.code}/applied"
    assert case.code.startswith("TJ-2026-")
    assert (case.state, case.ministry_kind, case.number) == ("applied", "neighbour", None)
    assert Matter.get(case=case).summary == "他家的墙过了界"
    sides = {each.side: each for each in Party.select().where(Party.case == case)}
    assert sides["applicant"].person == person("黄美珍")
    assert sides["respondent"].person == person("谢国强")
    assert sides["respondent"].told_at is None


def test_what_is_missing_is_said_on_its_page_and_what_was_typed_stays(client_as):
    answer = walk(client_as("黄美珍"), {**SAID, "story": ""})
    assert answer.status_code == 422
    assert "请写几句" in answer.text
    assert 'name="violence" value="no"' in answer.text


def test_back_keeps_what_was_typed(client_as):
    client = client_as("黄美珍")
    page = client.get(NEW)
    sent = {"csrf_token": csrf(page.text), "step": "words", "violence": "no", "kind": "0202",
            "story": "他家的墙过了界", "go": "back"}
    answer = client.post(NEW, data=sent)
    assert answer.status_code == 200
    assert 'name="story" value="他家的墙过了界"' in answer.text
    assert 'checked id="kind-0"' in answer.text


def test_the_same_application_sent_twice_is_one(client_as):
    client = client_as("黄美珍")
    page = client.get(NEW)
    sent = {**SAID, "csrf_token": csrf(page.text), "step": "check", "nonce": "once-only"}
    answers = [client.post(NEW, data=sent) for _time in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert Case.select().join(Matter).where(Matter.summary == SAID["story"]).count() == 1


def test_violence_holds_it_back_and_shows_where_help_is(client_as, person):
    client = client_as("黄美珍")
    page = client.get(NEW)
    assert "没有别人看着" in page.text
    sent = {**SAID, "violence": "yes", "csrf_token": csrf(page.text)}
    after = client.post(NEW, data={**sent, "step": "alone"})
    assert all(each in after.text for each in ('href="tel:110"', 'href="tel:12338"', "人身安全保护令"))
    client.post(NEW, data={**sent, "step": "check"})
    case = Case.select().order_by(Case.id.desc()).first()
    assert (case.state, case.violence) == ("held", True)
    before = Notice.select().where(Notice.person == person("谢国强")).count()
    assert before == 0


def test_the_other_side_finds_no_trace_of_what_is_held(client_as, person):
    client = client_as("黄美珍")
    walk(client, {**SAID, "violence": "yes"})
    code = Case.select().order_by(Case.id.desc()).first().code
    other = client_as("谢国强")
    for url in ("/me/", "/me/inbox", "/me/calendar", f"{V}/", f"{V}/mediation/",
                f"{V}/mediation/cases/mine"):
        answer = other.get(url)
        assert answer.status_code == 200, url
        assert code not in answer.text, url
        assert "他家的墙" not in answer.text, url
    assert other.get(f"{V}/mediation/cases/{code}").status_code == 404
    assert Notice.select().where(Notice.person == person("谢国强")).count() == 0


def test_a_mediator_of_the_household_learns_nothing_of_it(client_as, person, place):
    Person.update(household=person("谢国强").household_id).where(Person.name == "吴国安").execute()
    walk(client_as("黄美珍"), {**SAID, "violence": "yes"})
    case = Case.select().order_by(Case.id.desc()).first()
    assert case.desk == place.parent
    assert client_as("吴国安").get(f"{V}/mediation/cases/{case.code}").status_code == 404
    assert Notice.select().where(Notice.person == person("吴国安")).count() == 0
    assert Notice.select().where(Notice.person == person("关淑贞")).count() == 1


def test_a_grid_worker_helps_somebody_without_a_phone_and_sees_nothing_after(client_as):
    worker = client_as("方立秋")
    answer = walk(worker, {**SAID, "way": "helped", "name": "陈阿婆", "address": "3组8号"})
    assert answer.location == f"{V}/mediation/"
    case = Case.select().order_by(Case.id.desc()).first()
    applicant = Party.get(Party.case == case, Party.side == "applicant")
    assert (case.way, applicant.name, applicant.person) == ("helped", "陈阿婆", None)
    assert case.code in worker.get(f"{V}/mediation/").text
    assert worker.get(f"{V}/mediation/cases/{case.code}").status_code == 404


def test_a_mediator_enters_what_a_court_sends_with_its_number(client_as):
    said = {**SAID, "way": "court", "name": "黄美珍", "phone": "14000000001"}
    url = f"{V}/mediation/cases/enter"
    assert "请填对方单位的编号" in walk(client_as("吴国安"), said, url).text
    answer = walk(client_as("吴国安"), {**said, "way_number": "(2026)粤0783委调12号"}, url)
    case = Case.select().order_by(Case.id.desc()).first()
    assert answer.location == f"{V}/mediation/cases/{case.code}"
    assert (case.way, case.way_number) == ("court", "(2026)粤0783委调12号")


def test_a_mediator_enters_nothing_of_their_own(client_as):
    said = {**SAID, "way": "offered", "name": "吴国安", "phone": "14000000013"}
    answer = walk(client_as("吴国安"), said, f"{V}/mediation/cases/enter")
    assert answer.status_code == 422
    assert "请别的调解员来登记" in answer.text


def test_nobody_quarrels_with_themself(client_as):
    answer = walk(client_as("黄美珍"), {**SAID, "other_name": "黄美珍", "other_phone": "14000000001"})
    assert answer.status_code == 422
    assert "不能是同一个人" in answer.text


def test_a_minor_needs_a_guardian(client_as):
    said = {**SAID, "other_name": "小明", "other_phone": "", "other_minor": "y"}
    answer = walk(client_as("黄美珍"), said)
    assert answer.status_code == 422
    assert "未成年人要有监护人" in answer.text
    walk(client_as("黄美珍"), {**said, "other_guardian": "谢国强", "other_guardian_phone": "14000000002"})
    guardian = Party.select().order_by(Party.id.desc()).first()
    assert (guardian.role, guardian.stands_for.name, guardian.person.name) == ("guardian", "小明", "谢国强")


def test_somebody_of_another_name_is_not_told_by_a_phone_alone(client_as):
    walk(client_as("黄美珍"), {**SAID, "other_name": "谢大强"})
    assert Party.select().order_by(Party.id.desc()).first().person is None


def test_a_matter_of_another_page_goes_on_here_with_its_words(client_as, scope_of, place):
    scope = scope_of("黄美珍")
    with transaction():
        link = links.begin(scope, place, "一件事", f"{V}/", "他家的狗天天叫", place)
    client = client_as("黄美珍")
    seen = client.post(f"{NEW}?referral={link.id}", data={
        "csrf_token": csrf(client.get(f"{NEW}?referral={link.id}").text), "referral": link.id,
        "step": "kind", "way": "application", "violence": "no", "kind": "0203"})
    assert "他家的狗天天叫" in seen.text
    said = {**SAID, "way": "application", "story": "他家的狗天天叫，晚上也叫"}
    walk(client, said, f"{NEW}?referral={link.id}")
    case = Case.select().order_by(Case.id.desc()).first()
    assert links.Link.get_by_id(link.id).target_title == "乡情调解室"
    assert "一件事" in client.get(f"{V}/mediation/cases/{case.code}").text


@pytest.mark.parametrize("data", [
    {"step": "check"}, {"step": "nothing"}, {"step": "check", "violence": "yes", "kind": "x"},
    {"step": "other", "other_name": "x"}, {"step": "words", "story": "\0"}, {"step": "way", "way": "court"},
    {"step": "other", "other_name": "甲", "people": "9" * 30}, {"go": "back"}])
def test_nothing_strange_makes_a_case(client_as, data):
    client, before = client_as("黄美珍"), Case.select().count()
    answer = client.post(NEW, data={"csrf_token": csrf(client.get(NEW).text), **data})
    assert answer.status_code in (200, 422)
    assert Case.select().count() == before


def test_an_application_written_at_a_block_is_the_villages(client_as, place):
    block = place.children.get()
    answer = walk(client_as("黄美珍"), SAID, f"/{block.code}/mediation/cases/new")
    case = Case.select().order_by(Case.id.desc()).first()
    assert case.locality == place
    assert answer.location == f"{V}/mediation/cases/{case.code}/applied"


def send(client, **said):
    """One page of the application as a browser sends it."""
    return client.post(NEW, data={"csrf_token": csrf(client.get(NEW).text), **said})


@pytest.mark.parametrize(("step", "asked"), [("alone", "请选一项"), ("kind", "请选最像的一项"),
                                             ("words", "请写几句"), ("other", "请填对方姓名")])
def test_a_page_sent_empty_lacks_what_it_asks_and_nothing_else(client_as, step, asked):
    answer = send(client_as("黄美珍"), step=step)
    assert answer.status_code == 422
    assert asked in answer.text and "有 1 处要改" in answer.text and "页面放得久了" not in answer.text


def test_whoever_told_of_violence_reads_where_help_is_before_the_next_question(client_as):
    client = client_as("黄美珍")
    safe = send(client, step="alone", violence="yes").text
    assert 'value="safe"' in safe and 'href="tel:110"' in safe and 'name="kind"' not in safe
    assert 'name="kind"' in send(client, step="safe", violence="yes").text
    assert 'value="safe"' not in send(client, step="alone", violence="no").text


def test_there_is_one_way_back_after_the_first_page(client_as):
    for step in ("alone", "kind", "words"):
        page = send(client_as("黄美珍"), **SAID, step=step).text
        assert 'class="back"' not in page and page.count('value="back"') == 1, step


def test_from_the_last_page_one_thing_is_changed_and_the_last_page_comes_again(client_as):
    client = client_as("黄美珍")
    last = send(client, **SAID, step="other").text
    assert all(f'name="go" value="{step}"' in last for step in ("kind", "words", "other"))
    words = send(client, **SAID, step="check", go="words").text
    assert "他家的墙过了界</textarea>" in words and 'name="review"' in words
    again = send(client, **{**SAID, "story": "墙又往外砌了"}, step="words", review="1")
    assert 'name="step" value="check"' in again.text and "墙又往外砌了" in again.text
    told = send(client, **{**SAID, "violence": "yes"}, step="alone", review="1").text
    assert 'name="step" value="safe"' in told
    lacking = send(client, **{**SAID, "story": ""}, step="kind", review="1").text
    assert 'name="step" value="words"' in lacking


def test_one_step_back_from_the_others_keeps_who_was_written(client_as):
    back = send(client_as("黄美珍"), **SAID, others="y", step="more", go="back", more_name="陈三",
                more_side="respondent").text
    assert 'name="step" value="other"' in back and json.loads(
        PageReader(back).forms[-1].fields["named"])["name"] == "陈三"
