"""Publishing tasks and plans."""

from datetime import date, datetime, timedelta

import pytest

from linli.modules.services import switch
from linli.people.services import give_post
from linli.testing import csrf, post
from linli.toolkit.calendar import SHANGHAI, local, today
from linli.toolkit.notices import Notice
from plugins.leaders.tasks.clock import following, tick
from plugins.leaders.tasks.models import CANCELLED, MONTH, QUARTER, WEEK, Plan, Task

V, TOWNSHIP = "440783108226", "440783108000"
NEW = f"/{V}/leaders/tasks/new"


@pytest.fixture
def clerk(client_as):
    """方敏仪, village staff of 宅群村."""
    return client_as("方敏仪")


def typed(**changed):
    """What a clerk types into the form of a task."""
    return {"topic": "cleaning", "title": "清一清水沟", "text": "把沟里的垃圾捞上来", "place": "三组水沟",
            "people": "2", "photos": "1", "claim_hours": "24", "audience": "anybody",
            "until_day": str(today() + timedelta(days=3)), "until_clock": "18:00", **changed}


def newest():
    """The task that was published last."""
    return Task.select().order_by(Task.id.desc()).get()


def test_a_task_is_published_and_found_in_the_ledger(clerk):
    answer = post(clerk, NEW, typed())
    task = newest()
    assert answer.status_code == 303 and answer.location.endswith(f"/leaders/tasks/{task.number}")
    assert (task.title, task.people, task.taken, task.published_by.name) == ("清一清水沟", 2, 0, "方敏仪")
    assert local(task.until) == datetime.combine(
        today() + timedelta(days=3), datetime.min.time(), SHANGHAI).replace(hour=18)
    assert task.number in clerk.get(f"/{V}/leaders/ledgers/tasks?state=open").text


def test_the_same_form_twice_is_one_task(clerk):
    before, token = Task.select().count(), csrf(clerk.get(NEW).text)
    for _each in range(2):
        clerk.post(NEW, data={"csrf_token": token, "nonce": "twice", **typed()})
    assert Task.select().count() == before + 1


@pytest.mark.parametrize(("name", "value", "said"), [
    ("title", " ", "请写做什么"), ("people", "0", "1 到 200"), ("photos", "7", "0 到 6"),
    ("until_day", "2026-01-01", "已经过了"), ("until_day", "2099-01-01", "一年以内"), ("until_clock",
                                                                                       "25:00", "时间请写成"),
    ("topic", "nothing", ""), ("claim_hours", "", "几小时")])
def test_bad_input_is_told_and_nothing_is_lost(clerk, name, value, said):
    before = Task.select().count()
    answer = post(clerk, NEW, typed(**{name: value}))
    assert answer.status_code == 422 and said in answer.text
    assert "把沟里的垃圾捞上来" in answer.text and Task.select().count() == before


def test_a_usual_task_and_a_plan_fill_the_form(clerk):
    assert "打扫楼道和门前" in clerk.get(f"{NEW}?topic=cleaning").text
    plan = Plan.select().where(Plan.locality == V).first()
    assert plan.text in clerk.get(f"{NEW}?plan={plan.id}").text
    assert clerk.get(f"{NEW}?plan=99999999&topic=nothing").status_code == 200
    assert clerk.get(f"{NEW}?topic=%00x").status_code == 404


@pytest.mark.parametrize("plan", ["99999999999999999999", "3000000000", "-1", "２", "abc", ""])
def test_no_such_plan_is_an_empty_form(clerk, plan):
    assert clerk.get(f"{NEW}?plan={plan}").status_code == 200


def test_assigned_leaders_are_told_and_nobody_else_sees_the_task(clerk, client_as, person, village):
    for name in ("黄美珍", "谢国强"):
        give_post(person(name), "building_steward", village("宅群村"))
    post(clerk, NEW, typed(audience="assigned", leaders=str(person("黄美珍").id)))
    task = newest()
    assert Notice.select().where(Notice.person == person("黄美珍")).order_by(
        Notice.id.desc()).get().url.endswith(task.number)
    url = f"/{V}/leaders/tasks/{task.number}"
    assert client_as("黄美珍").get(url).status_code == 200
    assert client_as("谢国强").get(url).status_code == 404


def test_who_or_what_is_named_twice_is_meant_once(clerk, person, village):
    give_post(person("黄美珍"), "building_steward", village("宅群村"))
    key = str(person("黄美珍").id)
    assert post(clerk, NEW, typed(audience="assigned", leaders=[key, f" {key}", key])).status_code == 303
    assert [row.person_id for row in newest().assigned] == [person("黄美珍").id]
    assert post(clerk, NEW, typed(audience="blocks", blocks=[f"{V}-b01"] * 2)).status_code == 303
    assert [row.block_id for row in newest().blocks] == [f"{V}-b01"]


def test_a_task_for_certain_people_names_them(clerk):
    answer = post(clerk, NEW, typed(audience="assigned"))
    assert answer.status_code == 422 and "请选是给谁的" in answer.text


def test_a_township_publishes_for_all_its_villages(client_as, person, village):
    give_post(person("黄美珍"), "building_steward", village("宅群村"))
    post(client_as("梁书宁"), f"/{TOWNSHIP}/leaders/tasks/new", typed())
    task = newest()
    assert task.locality_id == TOWNSHIP
    scope_sees = client_as("黄美珍").get(f"/{V}/leaders/tasks")
    assert task.title in scope_sees.text


def test_what_is_taken_cannot_be_fewer(clerk):
    post(clerk, NEW, typed())
    task = newest()
    Task.update(taken=2).where(Task.id == task.id).execute()
    url = f"/{V}/leaders/tasks/{task.number}/edit"
    answer = post(clerk, url, typed(people="1", version="0"))
    assert answer.status_code == 409 and "已经有 2 个人领了" in answer.text
    assert newest().people == 2


def test_two_clerks_change_one_task(clerk):
    post(clerk, NEW, typed())
    url = f"/{V}/leaders/tasks/{newest().number}/edit"
    assert post(clerk, url, typed(place="东头", version="0")).status_code == 303
    answer = post(clerk, url, typed(place="西头", version="0"))
    assert answer.status_code == 409 and "东头" in answer.text and "西头" in answer.text
    assert newest().place == "东头"


def test_a_cancelled_task_is_not_changed(clerk):
    post(clerk, NEW, typed())
    Task.update(state=CANCELLED).where(Task.id == newest().id).execute()
    assert clerk.get(f"/{V}/leaders/tasks/{newest().number}/edit").status_code == 409


def test_only_staff_publishes(client_as):
    for name in ("黄美珍", "邓桂香"):
        assert client_as(name).get(NEW).status_code == 403


@pytest.mark.parametrize(("rhythm", "next_on", "day", "expected"), [
    (WEEK, "2026-11-02", "2026-11-02", "2026-11-09"), (WEEK, "2026-11-02", "2026-11-20", "2026-11-23"),
    (MONTH, "2026-11-28", "2026-12-01", "2026-12-28"), (MONTH, "2026-12-05", "2026-12-05", "2027-01-05"),
    (QUARTER, "2026-11-05", "2026-11-05", "2027-02-05")])
def test_the_next_day_of_a_rhythm(rhythm, next_on, day, expected):
    plan = Plan(rhythm=rhythm, next_on=date.fromisoformat(next_on))
    assert following(plan, date.fromisoformat(day)) == date.fromisoformat(expected)


def a_plan(village, person, **columns):
    """A weekly plan of 宅群村 whose day is today."""
    Plan.update(ended_on=today()).execute()
    return Plan.create(**{"locality": village("宅群村"), "topic": "hazard", "title": "看电线",
                          "text": "每栋看一遍",
                          "claim_hours": 24, "rhythm": WEEK, "next_on": today(), "days": 3,
                          "made_by": person("方敏仪"), **columns})


def test_a_plan_publishes_once_on_its_day(app, village, person):
    plan, now = a_plan(village, person), datetime.now(SHANGHAI)
    tick(now)
    tick(now)
    tasks = list(plan.tasks)
    assert [task.title for task in tasks] == ["看电线"]
    assert local(tasks[0].until).date() == today() + timedelta(days=3)
    assert Plan.get_by_id(plan.id).next_on == today() + timedelta(days=7)


def test_a_clock_that_stood_still_publishes_one_task(app, village, person):
    plan = a_plan(village, person, next_on=today() - timedelta(days=30))
    tick(datetime.now(SHANGHAI))
    assert plan.tasks.count() == 1


def test_a_plan_rests_where_the_module_is_off(app, village, person):
    plan = a_plan(village, person)
    switch(village("宅群村"), "leaders", False, None)
    tick(datetime.now(SHANGHAI))
    assert plan.tasks.count() == 0


def test_a_plan_is_kept_changed_and_put_away(clerk):
    url = f"/{V}/leaders/plans"
    words = {"topic": "hazard", "title": "看灭火器", "text": "看压力表", "people": "1", "photos": "1",
             "claim_hours": "24", "days": "7", "rhythm": "month",
             "next_on": str(today() + timedelta(days=70))}
    assert "请选 1 号到 28 号" in post(clerk, f"{url}/new", {**words, "next_on": "2027-01-31"}).text
    words["next_on"] = "2027-02-15"
    assert post(clerk, f"{url}/new", words).status_code == 303
    plan = Plan.get(Plan.title == "看灭火器")
    assert "看灭火器" in clerk.get(url).text
    assert post(clerk, f"{url}/{plan.id}/end").status_code == 303
    assert "看灭火器" not in clerk.get(url).text
    assert clerk.get(f"{url}/{plan.id}/edit").status_code == 404
