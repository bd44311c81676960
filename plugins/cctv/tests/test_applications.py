"""An application from the form to the survey, with questions on the way, and how it ends."""

import re
from datetime import timedelta

import pytest

from linli.database import transaction, utc_now
from linli.people.models import Person
from linli.testing import count_queries, csrf, photo, post
from linli.toolkit import album, workflow
from linli.toolkit.calendar import local, today
from linli.toolkit.figures import asked_together
from linli.toolkit.figures.periods import YEAR, Period
from linli.toolkit.notices import Notice
from linli.toolkit.once import AlreadyDone
from linli.toolkit.refusals import FieldRefused, NotNow
from linli.toolkit.uploads import store_photo
from plugins.cctv.applications import applying, lens, questions, steps, surveying
from plugins.cctv.applications.figures import FIGURES
from plugins.cctv.applications.lens import DUTY, MANAGER, PRIVATE
from plugins.cctv.applications.models import Application, Question, Survey
from plugins.cctv.programmes.models import Package, Programme
from plugins.cctv.tests.conftest import FOUND
from plugins.cctv.tests.making import make_application, make_programme

V = "/440783108226/cctv"


def told(package, **typed):
    """What the form sends."""
    return {"package": package.id, "kind": "home", "place": "3 号门口", "sees": ["own"], **typed}


def test_a_resident_applies_and_sees_what_comes_next(client_as, programme, package, person):
    client = client_as("黄美珍")
    url = f"{V}/programmes/{programme.number}/apply"
    answer = post(client, url, {**told(package), "photos": photo()})
    row = Application.get(Application.programme == programme)
    assert answer.status_code == 303 and answer.location == f"{V}/applications/{row.number}"
    assert row.number.startswith("SB-") and row.person == person("黄美珍") and row.state == "applied"
    assert row.household_id == person("黄美珍").household_id and album.count_of(row) == 1
    page = client.get(answer.location).text
    assert "等上门看" in page and row.number in page and "3 号门口" in page


def test_what_is_wrong_stands_beside_the_field_and_words_stay(client_as, programme, package):
    answer = post(client_as("黄美珍"), f"{V}/programmes/{programme.number}/apply",
                  {**told(package), "package": 999_999, "place": "", "proof": "有合同"})
    assert answer.status_code == 422
    assert "请写清楚装在哪里" in answer.text and "请选一个套餐" in answer.text and "有合同" in answer.text
    assert not Application.select().where(Application.programme == programme).exists()


def test_the_same_form_twice_is_one_application(app, scope_of, programme, package):
    scope = scope_of("黄美珍")
    made = applying.apply(scope, programme, package.id, "home", [], "once", place="门口", sees=["own"])
    with pytest.raises(AlreadyDone) as again:
        applying.apply(scope, programme, package.id, "home", [], "once", place="门口", sees=["own"])
    assert again.value.result == made.number


def test_a_household_has_one_open_application_in_a_programme(app, place, township, person, scope_of, applied):
    first = applied("黄美珍")
    member = Person.create(name="同户", locality=place, household=person("黄美珍").household_id)
    with pytest.raises(NotNow, match=first.number):
        _apply(scope_of(member), first.programme, first.package)
    other, package = make_programme(township)
    assert _apply(scope_of(member), other, package).programme == other
    Application.update(state="refused").where(Application.id == first.id).execute()
    assert _apply(scope_of(member), first.programme, first.package, nonce="later")


def test_a_village_applies_for_as_many_places_as_it_has(app, scope_of, programme, package):
    scope = scope_of("方敏仪")
    made = [_apply(scope, programme, package, kind="village", nonce=each) for each in "ab"]
    assert [row.household_id for row in made] == [None, None]


@pytest.mark.parametrize(("who", "kind"), [("黄美珍", "village"), ("陈玉莲", "home"), ("梁书宁", "village"),
                                           ("司徒晴", "home"), ("梁书宁", "home")])
def test_who_may_not_apply_for_what(app, scope_of, programme, package, who, kind):
    with pytest.raises(workflow.NotAllowed):
        _apply(scope_of(who), programme, package, kind=kind)


def test_a_programme_says_who_may_apply_and_when(app, scope_of, township):
    only_shops, package = make_programme(township, applicants=("shop",))
    with pytest.raises(workflow.NotAllowed):
        _apply(scope_of("黄美珍"), only_shops, package)
    for odd in ({"state": "closed"}, {"last_day": today() - timedelta(days=1)},
                {"first_day": today() + timedelta(days=1)}):
        shut, package = make_programme(township, **odd)
        with pytest.raises(NotNow, match="不接受申请"):
            _apply(scope_of("黄美珍"), shut, package)


def test_a_package_that_changed_meanwhile_is_not_sold_at_its_old_price(app, scope_of, programme, package):
    Package.update(ended_at=utc_now()).where(Package.id == package.id).execute()
    with pytest.raises(NotNow, match="刚刚改了"):
        _apply(scope_of("黄美珍"), programme, package)


def _apply(scope, programme, package, kind="home", nonce="n"):
    return applying.apply(scope, programme, package.id, kind, [], f"{nonce}-{scope.person.id}", place="门口",
                          sees=["own"])


# Who sees what


@pytest.mark.parametrize(("who", "status"), [
    ("黄美珍", 200), ("方敏仪", 200), ("方立秋", 200), ("梁书宁", 200), ("谢国强", 404), ("张远", 404),
    ("司徒晴", 404), (None, 302)])
def test_an_application_is_seen_by_whom_it_concerns(client_as, applied, person, app, who, status):
    row = applied("黄美珍")
    with transaction():
        album.add(row, [store_photo(photo()[0], person("黄美珍"), app.config["DATA"])])
    client = client_as(who)
    picture = album.photos_of(row)[0].id
    for tail in ("", f"/photos/{picture}"):
        assert client.get(f"{V}/applications/{row.number}{tail}").status_code == status, tail
    assert client_as("方敏仪").get(f"/440783108227/cctv/applications/{row.number}").status_code == 404


# The survey


SURVEYED = {"points": 1, "cable": 20, "sees": ["own"], "lens": "kept", "article": 0, "place": "3 号门口",
            "village": "440783108226"}


def test_a_survey_is_kept_and_the_applicant_told(client_as, applied, person):
    row = applied("黄美珍")
    url = f"{V}/applications/{row.number}/survey"
    answer = post(client_as("方立秋"), url, {**SURVEYED, "day": str(today()), "latitude": "22.41",
                                             "longitude": "112.6", "place": "3 号后门"})
    assert answer.status_code == 303
    row = Application.get_by_id(row.id)
    assert (row.state, row.place, row.latitude) == ("surveyed", "3 号后门", 22.41)
    assert Survey.get(Survey.application == row).cable == 20
    notice = Notice.select().where(Notice.person == person("黄美珍")).order_by(Notice.id.desc()).first()
    assert "后门" not in notice.title + notice.text, "a notice says only that there is something"


@pytest.mark.parametrize(("typed", "words"), [
    ({"day": str(today() + timedelta(days=1))}, "还没到"),
    ({"village": "440783108227"}, "不能挪到别的村"),
    ({"room": "y"}, "第八条"),
    ({"sees": ["own", "lane"]}, "没有安全管理义务"),
    ({"sees": ["neighbour"]}, "邻居同意也不行"),
    ({"sees": ["lane"], "duty": "y"}, "请选第七条或第九条"),
    ({"article": 9}, "选私人地方"),
    ({"sees": ["lane"], "duty": "y", "article": 7}, "住户家的请选第九条"),
    ({"latitude": "122"}, "度数"),
    ({"points": "0"}, "整数")])
def test_a_survey_that_may_not_be(client_as, applied, typed, words):
    row = applied("黄美珍")
    answer = post(client_as("方立秋"), f"{V}/applications/{row.number}/survey",
                  {**SURVEYED, "day": str(today()), "words": "看得很细", **typed})
    assert answer.status_code == 422 and words in answer.text and "看得很细" in answer.text
    assert Application.get_by_id(row.id).state == "applied"


@pytest.mark.parametrize(("kind", "sees", "done", "room", "duty", "allowed"), [
    ("home", ["own"], "kept", False, False, True),
    ("home", ["road"], "kept", False, False, False),
    ("home", ["road"], "turned", False, False, True),
    ("home", ["yard"], "masked", False, False, True),
    ("home", ["yard"], "kept", False, True, True),
    ("shop", ["road"], "kept", False, False, False),
    ("village", ["road"], "kept", False, False, True),
    ("village", ["road"], "kept", True, True, False),
    ("village", ["neighbour"], "kept", False, True, False),
    ("home", ["neighbour"], "masked", False, False, True),
    ("home", ["own"], "turned", True, False, False)])
def test_what_a_lens_may_see(kind, sees, done, room, duty, allowed):
    assert (lens.why_refused(kind, sees, done, room, duty) is None) == allowed


def test_the_service_too_refuses_what_the_law_forbids(app, applied, scope_of):
    row = applied("黄美珍")
    with pytest.raises(FieldRefused):
        surveying.survey(scope_of("方立秋"), row, "n", False, row.place, day=today(),
                         **{**FOUND, "sees": ["road"], "article": DUTY})
    assert not Survey.select().where(Survey.application == row).exists()


@pytest.mark.parametrize(("article", "asked"), [
    (PRIVATE, ()), (MANAGER, ("sign", "filing", "register", "keeping")), (DUTY, ("sign",))])
def test_what_each_article_asks(article, asked):
    """Those of art. 9 owe the sign alone."""
    assert lens.ASKS[article] == asked
    assert [lens.asks(article, each) for each in lens.WORDS] == [each in asked for each in lens.WORDS]


def test_a_site_of_article_seven_needs_a_sign_and_filing(client_as, applied, scope_of):
    row = applied("方敏仪", kind="village", household=None)
    surveying.survey(scope_of("方立秋"), row, "n", False, row.place, day=today(),
                     **{**FOUND, "sees": ["road"], "article": MANAGER})
    page = client_as("梁书宁").get(f"{V}/applications/{row.number}").text
    assert "要挂提示牌" in page and "到公安备案" in page
    assert lens.follows(PRIVATE) == []


def test_a_survey_again_voids_the_quote(app, client_as, quoted, scope_of):
    row = quoted("黄美珍")
    assert "199.50" in client_as("黄美珍").get(f"{V}/applications/{row.number}").text
    surveying.survey(scope_of("方立秋"), row, "again", False, row.place, day=today(), **FOUND)
    row = Application.get_by_id(row.id)
    assert (row.state, row.turn) == ("surveyed", "")
    assert "199.50" not in client_as("黄美珍").get(f"{V}/applications/{row.number}").text
    assert [line.name for line in workflow.history_of(row)][-2:] == ["quote", "survey_again"]


def test_nobody_surveys_their_own(app, client_as, applied, scope_of):
    row = applied("方立秋")
    assert client_as("方立秋").get(f"{V}/applications/{row.number}/survey").status_code == 403
    with pytest.raises(steps.TooNear):
        surveying.survey(scope_of("方立秋"), row, "n", False, row.place, day=today(), **FOUND)


# Questions


def test_more_is_asked_and_only_that_can_be_changed(client_as, applied, scope_of):
    row = applied("黄美珍")
    answer = post(client_as("方敏仪"), f"{V}/applications/{row.number}/ask",
                  {"topic": "place", "text": "前门还是后门？"})
    assert answer.status_code == 303
    question = Question.get(Question.application == row)
    client = client_as("黄美珍")
    assert "前门还是后门" in client.get(f"{V}/applications/{row.number}").text
    url = f"{V}/applications/{row.number}/questions/{question.id}"
    answer = post(client, url, {"place": "后门", "proof": "别的", "sees": ["road"], "words": "后面"})
    assert answer.status_code == 303
    row = Application.get_by_id(row.id)
    assert (row.place, row.proof, row.sees) == ("后门", "", ("own",))
    assert Question.get_by_id(question.id).answer == "后面"
    assert client.get(url).status_code == 303, "it is answered"
    with pytest.raises(AssertionError, match="only what was asked"):
        questions.answer(scope_of("黄美珍"), Question.get_by_id(question.id), "", "n", duty=True)


@pytest.mark.parametrize(("topic", "typed", "column", "value"), [
    ("lens", {"sees": ["own", "lane"], "duty": "y"}, "sees", ("own", "lane")),
    ("proof", {"proof": "房东同意书"}, "proof", "房东同意书")])
def test_each_topic_changes_its_own(client_as, applied, scope_of, topic, typed, column, value):
    row = applied("黄美珍")
    question = questions.ask(scope_of("方立秋"), row, topic, "请补", "n")
    url = f"{V}/applications/{row.number}/questions/{question.id}"
    assert post(client_as("黄美珍"), url, typed).status_code == 303
    assert getattr(Application.get_by_id(row.id), column) == value


def test_photos_are_asked_for(client_as, applied, scope_of):
    row = applied("黄美珍")
    question = questions.ask(scope_of("方立秋"), row, "photo", "请拍一张", "n")
    url = f"{V}/applications/{row.number}/questions/{question.id}"
    assert post(client_as("黄美珍"), url).status_code == 422
    assert post(client_as("黄美珍"), url, {"photos": photo()}).status_code == 303
    assert album.count_of(row) == 1


def test_no_step_is_taken_while_one_is_open(client_as, quoted, scope_of, applied):
    row = quoted("黄美珍")
    questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")
    client = client_as("方敏仪")
    for step, typed in (("approve", {}), ("quote", {"extra": "0"}), ("refuse", {"reason": "不行"}),
                        ("survey", {**SURVEYED, "day": str(today())})):
        url = f"{V}/applications/{row.number}/{step}"
        answer = client.get(url)
        assert answer.status_code == 409 and "还有材料没补齐" in answer.text, step
        token = csrf(client.get(f"{V}/applications/{row.number}/ask").text)
        sent = client.post(url, data={**typed, "csrf_token": token})
        assert sent.status_code == 409 and "还有材料没补齐" in sent.text, step
    assert Application.get_by_id(row.id).state == "quoted"


def test_a_question_is_taken_back(client_as, applied, scope_of):
    row = applied("黄美珍")
    question = questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")
    url = f"{V}/applications/{row.number}/questions/{question.id}/take-back"
    assert client_as("黄美珍").get(url).status_code == 403
    assert post(client_as("方立秋"), url).status_code == 303
    assert client_as("方立秋").get(f"{V}/applications/{row.number}/survey").status_code == 200


def test_one_topic_is_asked_once_at_a_time(app, applied, scope_of):
    row = applied("黄美珍")
    questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")
    with pytest.raises(NotNow, match="已经问过"):
        questions.ask(scope_of("方立秋"), row, "proof", "请补", "m")
    assert questions.ask(scope_of("方立秋"), row, "place", "请补", "o")


def test_only_the_applicant_answers_and_only_staff_ask(app, client_as, applied, scope_of):
    row = applied("黄美珍")
    question = questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")
    assert client_as("方敏仪").get(
        f"{V}/applications/{row.number}/questions/{question.id}").status_code == 403
    assert client_as("黄美珍").get(f"{V}/applications/{row.number}/ask").status_code == 403
    other = applied("谢国强")
    assert client_as("谢国强").get(
        f"{V}/applications/{other.number}/questions/{question.id}").status_code == 404
    with pytest.raises(workflow.NotAllowed):
        questions.answer(scope_of("谢国强"), question, "", "n", proof="x")


# Pages of lists


def test_what_awaits_whom(client_as, applied, quoted, scope_of, person):
    new, priced = applied("黄美珍"), quoted("谢国强")
    assert _waits(client_as("方立秋"), "survey") == {new.number}
    assert _waits(client_as("方敏仪"), "survey") == {new.number}
    assert _waits(client_as("方敏仪"), "approve") == {priced.number}
    assert _waits(client_as("梁书宁"), "approve") == set(), "it is the village's turn"
    Application.update(turn="township_staff").where(Application.id == priced.id).execute()
    assert _waits(client_as("梁书宁"), "approve") == {priced.number}
    assert _waits(client_as("方敏仪"), "approve") == set()
    questions.ask(scope_of("方敏仪"), new, "place", "哪个门？", "n")
    assert _waits(client_as("方立秋"), "survey") == set(), "it waits for an answer"
    assert new.number in client_as("黄美珍").get("/me/").text
    assert client_as("黄美珍").get(f"{V}/applications/waiting").status_code == 303


def _waits(client, what):
    """The numbers of SB-test that a queue shows, without those of the demo."""
    return set(re.findall(r"SB-test-\d+", client.get(f"{V}/applications/waiting?what={what}").text))


def test_ones_own_is_in_nobodys_own_queue(client_as, applied):
    applied("方立秋")
    assert _waits(client_as("方立秋"), "survey") == set()
    assert len(_waits(client_as("方敏仪"), "survey")) == 1


@pytest.mark.parametrize(("who", "url"), [
    ("方敏仪", "/applications/waiting?what=survey"), ("黄美珍", "/applications"), ("黄美珍", "/"),
    ("方敏仪", "/ledgers/applications"), ("黄美珍", "/programmes")])
def test_a_list_asks_as_much_for_thirty_rows_as_for_three(client_as, package, place, person, who, url):
    client, counts = client_as(who), []
    for more in (3, 27):
        for _each in range(more):
            make_application(package, place, person("黄美珍"))
        client.get(V + url)
        with count_queries() as queries:
            assert client.get(V + url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_a_record_asks_little(client_as, quoted, scope_of):
    row = quoted("黄美珍")
    questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")
    clerk = client_as("方敏仪")
    with count_queries() as queries:
        clerk.get(f"{V}/applications/{row.number}")
    assert len(queries) <= 15, "\n".join(map(str, queries))


def test_the_figures_are_what_counting_by_hand_gives(app, place, applied, quoted, scope_of):
    applied("黄美珍", "refused")
    applied("谢国强", "approved", approved_at=utc_now(), applied_at=utc_now() - timedelta(days=6))
    period = Period.around(today(), YEAR)
    rows = [row for row in Application.select().where(Application.locality == place)
            if period.first <= local(row.applied_at).date() < period.shifted(1).first]
    approved = [row for row in rows if row.approved_at]
    days = sum((local(row.approved_at).date() - local(row.applied_at).date()).days for row in approved)
    counted = {"applications": (len(rows), 0), "approved": (len(approved), len(rows)),
               "refused": (sum(row.state == "refused" for row in rows), len(rows)),
               "days": (days, len(approved))}
    sums = asked_together([each for figure in FIGURES for each in figure.sums], place, [period])
    assert days >= 6
    for figure in FIGURES:
        halves = tuple(sum(sums.get((each, place.code, 0), 0) for each in half)
                       for half in (figure.above, figure.below))
        assert halves == counted[figure.name], figure.name


def test_a_stale_state_is_said_in_words(client_as, applied):
    row = applied("黄美珍", "approved")
    answer = client_as("方立秋").get(f"{V}/applications/{row.number}/survey")
    assert answer.status_code == 409 and "等交款" in answer.text


def test_withdrawing_before_approval(client_as, quoted, scope_of):
    row, client = quoted("谢国强"), client_as("谢国强")
    questions.ask(scope_of("方敏仪"), row, "proof", "请补", "n")
    assert "要补材料" in client.get("/me/").text
    url = f"{V}/applications/{row.number}/withdraw"
    assert client_as("方敏仪").get(url).status_code == 403
    assert post(client, url, {"reason": "不装了"}).status_code == 303, "also while one is asked"
    assert Application.get_by_id(row.id).state == "withdrawn"
    assert client.get(url).status_code == 409
    assert "要补材料" not in client.get("/me/").text


def test_refused_with_a_reason_that_only_the_page_tells(client_as, applied, person):
    row = applied("黄美珍")
    url = f"{V}/applications/{row.number}/refuse"
    assert post(client_as("方立秋"), url, {"reason": ""}).status_code == 422
    assert post(client_as("方立秋"), url, {"reason": "对着邻居的窗"}).status_code == 303
    assert "对着邻居的窗" in client_as("黄美珍").get(f"{V}/applications/{row.number}").text
    notice = Notice.select().where(Notice.person == person("黄美珍")).order_by(Notice.id.desc()).first()
    assert "没有通过" in notice.title and "邻居" not in notice.text


# For whom a package is

@pytest.fixture
def pole(programme, package):
    """A second package, for the village's own places."""
    return Package.create(
        programme=programme, key="pole", title="村口立杆", camera="球机", storage="录像机", price=3_600_00,
        telecom_permille=250, resident_permille=250, applicants=("village",))


def test_a_home_is_not_offered_what_is_for_the_village(client_as, scope_of, programme, package, pole):
    url = f"{V}/programmes/{programme.number}/apply"
    page = client_as("黄美珍").get(url).text
    assert "门口一路，您出 99.75 元" in page and "村口立杆" not in page
    answer = post(client_as("黄美珍"), url, told(pole))
    assert answer.status_code == 422 and "请选一个套餐" in answer.text
    with pytest.raises(FieldRefused, match="不是给住户的"):
        _apply(scope_of("黄美珍"), programme, pole)
    assert _apply(scope_of("方敏仪"), programme, pole, kind="village").package == pole


def test_what_is_for_shops_alone_says_so_and_goes_with_a_shop(client_as, programme, package):
    Package.update(applicants=("shop",)).where(Package.id == package.id).execute()
    url = f"{V}/programmes/{programme.number}/apply"
    assert "只给商铺" in client_as("黄美珍").get(url).text
    answer = post(client_as("黄美珍"), url, told(package))
    assert answer.status_code == 422 and "不是给住户的" in answer.text
    assert post(client_as("黄美珍"), url, told(package, kind="shop", title="美珍小店")).status_code == 303


def test_without_a_package_for_a_home_nothing_is_offered_to_one(client_as, programme, package, pole):
    Package.update(ended_at=utc_now()).where(Package.id == package.id).execute()
    assert client_as("黄美珍").get(f"{V}/programmes/{programme.number}/apply").status_code == 409
    Programme.update(state="closed").where(Programme.id != programme.id).execute()
    home = client_as("黄美珍").get(f"{V}/").text
    assert programme.title in home and "元起" not in home
    assert "只给村集体装" in client_as().get(f"{V}/programmes/{programme.number}").text
