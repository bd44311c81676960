"""Applying for somebody without a phone (代录): who may, whose word, who hears, and the paper."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from linli.database import db
from linli.people.models import Household, Person
from linli.testing import post
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import FieldRefused
from plugins.cctv.applications import applying, approving, questions, steps, surveying
from plugins.cctv.applications.models import Application, Question
from plugins.cctv.tests.conftest import FOUND

V = "/440783108226/cctv"
WORD = "11 月 28 日在家里念给她听，她说同意"


@pytest.fixture
def house(place):
    """A household of 宅群村 with an old woman who has no phone."""
    made = Household.create(locality=place, number="T-901", address="水塔旁 9 号")
    Person.create(name="谢阿婆", household=made, locality=place)
    return made


@pytest.fixture
def entered(client_as, programme, package, house):
    """Her application, entered by 方立秋."""
    assert post(client_as("方立秋"), there(programme), typed(package)).status_code == 303
    return Application.get(Application.programme == programme)


def there(programme):
    return f"{V}/programmes/{programme.number}/enter"


def typed(package, **changed):
    return {"package": package.id, "kind": "home", "place": "水塔旁，院门", "sees": ["own"],
            "number": "T-901", "name": "谢阿婆", "consent": WORD, **changed}


def told(person):
    return [row.title for row in Notice.select().where(Notice.person == person)]


def test_it_is_recorded_as_entered_for_her_with_her_word(client_as, entered, house, person):
    assert (entered.person.name, entered.household, entered.entered_by) == ("谢阿婆", house, person("方立秋"))
    assert entered.consent == WORD and Person.select().where(Person.household == house).count() == 1
    assert workflow.history_of(entered)[0].person == person("方立秋")
    page = client_as("方敏仪").get(f"{V}/applications/{entered.number}").text
    assert "谢阿婆" in page and "谁代录的" in page and WORD in page
    assert "方立秋" in client_as("方敏仪").get(f"{V}/ledgers/applications?q={entered.number}").text


def test_the_price_is_the_households_not_the_readers(client_as, programme, package):
    page = client_as("方立秋").get(there(programme)).text
    assert "门口一路，住户出 99.75 元" in page and "您出" not in page


@pytest.mark.parametrize(("changed", "said"), [
    ({"number": ""}, "请填户号"), ({"number": "T-902"}, "本村没有这个户号"), ({"name": " "}, "请填姓名"),
    ({"consent": ""}, "怎么同意的"), ({"name": "别的人"}, "没有登记过这个名字"), ({"place": ""}, "装在哪里"),
    ({"kind": "village"}, "")])
def test_what_is_wrong_stands_beside_its_field(client_as, programme, package, house, changed, said):
    answer = post(client_as("方立秋"), there(programme), typed(package, proof="有合同", **changed))
    assert answer.status_code == 422 and said in answer.text and "有合同" in answer.text
    assert not Application.select().where(Application.programme == programme).exists()
    assert Person.select().where(Person.household == house).count() == 1


def test_whoever_is_not_in_the_register_comes_into_it(client_as, programme, package, house):
    sent = typed(package, name="谢小妹", unlisted="y")
    assert post(client_as("方立秋"), there(programme), sent).status_code == 303
    made = Person.get(Person.name == "谢小妹")
    assert (made.household, made.locality, made.phone, made.password_hash) == (
        house, house.locality, None, None)


def test_two_who_enter_the_same_newcomer_make_one(app, programme, package, house, scope_of):
    def enter(who):
        def run():
            with app.app_context(), db.connection_context():
                try:
                    applying.enter(scope_of(who), programme, package.id, house, "谢小妹", [], who,
                                   kind="home", consent="x", place="门口", sees=["own"])
                except applying.NotNow:
                    return 0
                return 1
        return run
    attempts = [enter("方立秋"), enter("谢小禾")]
    db.close()
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(lambda each: each(), attempts)) == 1, "a household has one open application"
    with db.connection_context():
        assert Person.select().where(Person.name == "谢小妹").count() == 1
    db.connect()


def test_who_can_sign_in_is_told_that_it_was_done(client_as, programme, package, person):
    home = person("黄美珍").household
    sent = typed(package, number=home.number, name="黄美珍")
    assert post(client_as("方立秋"), there(programme), sent).status_code == 303
    assert "有人替您申请了装摄像头" in told(person("黄美珍"))
    row = Application.get(Application.programme == programme)
    assert post(client_as("黄美珍"), f"{V}/applications/{row.number}/withdraw").status_code == 303


def test_who_may_enter(client_as, programme, package, house, scope_of, person):
    for name, status in (("方立秋", 200), ("方敏仪", 200), ("黄美珍", 403), ("梁书宁", 403), ("张远", 403)):
        assert client_as(name).get(there(programme)).status_code == status, name
    shown = f"{V}/programmes/{programme.number}"
    assert "替没有手机的人申请" in client_as("方立秋").get(shown).text
    assert "替没有手机的人申请" not in client_as("黄美珍").get(shown).text
    with pytest.raises(workflow.NotAllowed):
        applying.enter(scope_of("黄美珍"), programme, package.id, house, "谢阿婆", [], "n", "home", "x")
    with pytest.raises(FieldRefused):
        applying.enter(scope_of("方立秋"), programme, package.id, person("方立秋").household, "x", [], "n",
                       "home", "x")


def test_the_form_twice_is_one_and_a_household_has_one(client_as, programme, package, entered):
    answer = post(client_as("方敏仪"), there(programme), typed(package))
    assert answer.status_code == 409 and entered.number in answer.text and WORD in answer.text


def test_whoever_entered_it_hears_and_answers_for_her(client_as, entered, person, scope_of):
    questions.ask(scope_of("方敏仪"), entered, "place", "哪个门？", "n")
    assert "装摄像头的申请要补一点材料" in told(person("方立秋"))
    assert not told(entered.person)
    question = Question.get(Question.application == entered)
    url = f"{V}/applications/{entered.number}/questions/{question.id}"
    assert client_as("谢国强").get(url).status_code == 404
    assert "替他补" in client_as("方立秋").get(f"{V}/applications/{entered.number}").text
    assert post(client_as("方立秋"), url, {"place": "院子的后门", "words": "她说后门"}).status_code == 303
    assert Question.get_by_id(question.id).answered_by == person("方立秋")
    assert "方立秋 记的" in client_as("方敏仪").get(f"{V}/applications/{entered.number}").text


def test_where_that_one_is_gone_too_the_villages_staff_hear(entered, person, scope_of):
    Person.update(password_hash=None).where(Person.name == "方立秋").execute()
    row = Application.get_by_id(entered.id)
    assert steps.ears(row) == [person("方敏仪")]


def test_once_she_can_sign_in_it_is_hers(client_as, entered, scope_of, person):
    Person.update(phone="+8614000000999", password_hash="x").where(Person.name == "谢阿婆").execute()
    row = Application.get_by_id(entered.id)
    assert [each.name for each in steps.ears(row)] == ["谢阿婆"]
    assert not steps.answers_for(scope_of("方立秋"), row) and steps.speaks_for(scope_of("谢阿婆"), row)


def test_nobody_approves_what_they_entered(client_as, programme, package, house, scope_of):
    assert post(client_as("方敏仪"), there(programme), typed(package)).status_code == 303
    row = Application.get(Application.programme == programme)
    surveying.survey(scope_of("方立秋"), row, "s", False, row.place, day=today(), **FOUND)
    quote = approving.quote(scope_of("余海川"), row, 0, "", "q")
    assert quote.approvers == ("township_staff",), "the village's only clerk entered it"
    Application.update(turn="village_staff").where(Application.id == row.id).execute()
    with pytest.raises(workflow.NotAllowed):
        approving.approve(scope_of("方敏仪"), row, quote.id, "")
    assert row.number not in client_as("方敏仪").get(f"{V}/applications/waiting?what=approve").text


def test_her_paper_is_printed_and_signed(client_as, entered):
    page = client_as("方立秋").get(f"{V}/applications/{entered.number}/paper").text
    for said in ("谢阿婆", "T-901", "水塔旁，院门", "99.75", "199.50", WORD, "签名或按指印", "代录人",
                 entered.number):
        assert said in page, said
    assert client_as("谢国强").get(f"{V}/applications/{entered.number}/paper").status_code == 404
