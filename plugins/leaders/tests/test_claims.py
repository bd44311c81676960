"""Claiming by one tap, leaving, running out, handing in; from the leader's side."""

from datetime import timedelta

import pytest
import time_machine

from linli.access import BY_CLOCK
from linli.database import transaction, utc_now
from linli.modules.services import save_settings, switch
from linli.people.leaving import die
from linli.people.models import Post
from linli.people.services import give_post
from linli.testing import csrf, photo, post
from linli.toolkit import album
from linli.toolkit.calendar import add_working_days, local, today
from linli.toolkit.notices import Notice
from plugins.leaders.claims import services
from plugins.leaders.claims.clock import tick
from plugins.leaders.claims.models import (
    CLAIMED,
    LAPSED,
    LEFT,
    STOPPED,
    SUBMITTED,
    Claim,
)
from plugins.leaders.module import module
from plugins.leaders.tasks.models import ASSIGNED, BLOCKS, CANCELLED, Task, TaskBlock, TaskPerson

V, TOWNSHIP = "440783108226", "440783108000"
HERE = f"/{V}/leaders"
TASKS = f"{HERE}/tasks"


@pytest.fixture(autouse=True)
def nothing_claimed(app):
    """Nobody has anything in hand, and nothing is open."""
    Claim.update(state=LEFT).execute()
    Task.update(state=CANCELLED, taken=0).execute()


@pytest.fixture
def publish(village):
    """`publish(people=2)`: a task of 宅群村 that is open for three days."""
    def make(**columns):
        number = f"RW-{Task.select().count()}"
        return Task.create(**{
            "number": number, "locality": village("宅群村"), "topic": "cleaning", "title": "扫楼道",
            "text": "从一楼扫到顶楼", "place": "1 号楼", "until": utc_now() + timedelta(days=3), "people": 1,
            "photos": 0, "worth": 3, "claim_hours": 24, **columns})
    return make


@pytest.fixture
def leader(client_as):
    """邓桂香, who serves 1 号楼 of 宅群村."""
    return client_as("邓桂香")


def tap(client, task):
    """Open the page of a task and press its button."""
    return post(client, f"{TASKS}/{task.number}/claim", page=f"{TASKS}/{task.number}")


def claimed(client, task):
    """Claim it; returns the claim."""
    answer = tap(client, task)
    assert answer.status_code == 303, answer.text
    return Claim.get_by_id(int(answer.location.rsplit("/", 1)[1]))


def words(**changed):
    """What a leader types when it is done."""
    return {"words": "扫干净了", "minutes": "40", **changed}


def taken(task):
    return Task.get_by_id(task.id).taken


def url(claim, end=""):
    return f"{HERE}/claims/{claim.id}{end}"


def test_a_leader_of_a_block_claims_by_one_tap(leader, publish, person):
    task = publish()
    assert task.title in leader.get(TASKS).text
    claim = claimed(leader, task)
    assert (claim.person, claim.locality_id, claim.state) == (person("邓桂香"), V, CLAIMED)
    assert claim.due_at - claim.claimed_at == timedelta(hours=24) and taken(task) == 1
    page = leader.get(url(claim)).text
    assert "前做完并交上来" in page and "领取" in page
    mine = leader.get(TASKS).text
    assert "我手上的" in mine and "现在能领 0 项" in mine


def test_a_claim_never_outlasts_its_task(leader, publish):
    task = publish(until=utc_now() + timedelta(hours=5))
    assert claimed(leader, task).due_at == Task.get_by_id(task.id).until


def test_a_second_tap_finds_the_claim(leader, publish):
    task = publish(people=2)
    token = csrf(leader.get(f"{TASKS}/{task.number}").text)
    answers = [leader.post(f"{TASKS}/{task.number}/claim", data={"csrf_token": token}) for _each in range(2)]
    assert answers[0].location == answers[1].location and taken(task) == 1


def test_the_last_place_is_gone_and_what_is_free_is_shown(leader, client_as, publish):
    task, other = publish(), publish(title="看电线")
    page = leader.get(f"{TASKS}/{task.number}").text
    claimed(client_as("劳伟明"), task)
    answer = leader.post(f"{TASKS}/{task.number}/claim", data={"csrf_token": csrf(page)})
    assert answer.status_code == 409
    assert "名额已经被领完了" in answer.text and other.number in answer.text
    assert taken(task) == 1


def test_a_task_that_ends_earlier_takes_its_claims_along(leader, client_as, clerk, publish, person):
    task = publish(people=3)
    running, handed = claimed(leader, task), claimed(client_as("劳伟明"), task)
    Claim.update(state=SUBMITTED).where(Claim.id == handed.id).execute()
    soon = local(utc_now()) + timedelta(hours=2)
    typed = {"topic": "cleaning", "title": task.title, "text": task.text, "place": "", "people": "3",
             "photos": "0", "claim_hours": "24", "version": "0", "until_day": str(soon.date()),
             "until_clock": soon.strftime("%H:%M")}
    assert post(clerk, f"{TASKS}/{task.number}/edit", typed).status_code == 303
    until = Task.get_by_id(task.id).until
    assert Claim.get_by_id(running.id).due_at == until < running.due_at
    assert Claim.get_by_id(handed.id).due_at == handed.due_at
    told = [notice.person for notice in Notice.select().where(Notice.title == "任务提前截止了")]
    assert told == [person("邓桂香")]
    with time_machine.travel(until + timedelta(minutes=1)):
        tick(utc_now())
    assert Claim.get_by_id(running.id).state == LAPSED and taken(task) == 1


def test_who_died_has_nothing_in_hand_any_more(leader, publish, person):
    task = publish()
    claim, doer = claimed(leader, task), person("邓桂香")
    tick(utc_now())
    assert Claim.get_by_id(claim.id).state == CLAIMED
    with transaction():
        die(BY_CLOCK, doer.id, doer.household_id)
    tick(utc_now())
    assert Claim.get_by_id(claim.id).state == LAPSED and taken(task) == 0


@pytest.mark.parametrize(("changes", "said"), [
    ({"state": CANCELLED}, "已经取消了"), ({"until": utc_now() - timedelta(minutes=1)}, "已经截止了")])
def test_a_task_that_is_over_or_cancelled_is_not_claimed(leader, publish, changes, said):
    task = publish()
    page = leader.get(f"{TASKS}/{task.number}").text
    Task.update(**changes).where(Task.id == task.id).execute()
    answer = leader.post(f"{TASKS}/{task.number}/claim", data={"csrf_token": csrf(page)})
    assert answer.status_code == 409 and said in answer.text
    assert "我来做" not in answer.text and taken(task) == 0


def test_nobody_hoards(leader, publish, village):
    save_settings(module, village("宅群村"), {"open_claims": 1}, None)
    claimed(leader, publish())
    second = publish()
    answer = tap(leader, second)
    assert answer.status_code == 409 and "最多 1 项" in answer.text and taken(second) == 0


def test_only_leaders_claim_and_only_what_is_meant_for_them(client_as, leader, publish, person, block):
    task = publish(people=9)
    assert client_as("黄美珍").get(f"{TASKS}/{task.number}").status_code == 404
    assert client_as().get(f"{TASKS}/{task.number}").status_code == 302
    clerk = client_as("方敏仪")
    assert "我来做" not in clerk.get(f"{TASKS}/{task.number}").text
    token = csrf(clerk.get(TASKS).text)
    assert clerk.post(f"{TASKS}/{task.number}/claim", data={"csrf_token": token}).status_code == 403
    assert taken(task) == 0
    other = publish(audience=BLOCKS)
    TaskBlock.create(task=other, block=block("祠堂边"))
    named = publish(audience=ASSIGNED)
    TaskPerson.create(task=named, person=person("劳伟明"))
    for each in (other, named):
        assert leader.get(f"{TASKS}/{each.number}").status_code == 404
        assert claimed(client_as("劳伟明"), each).person == person("劳伟明")


def test_staff_who_also_serve_claim_only_what_is_meant_for_them(app, scope_of, person, block, publish):
    give_post(person("方敏仪"), "building_steward", block("2 号楼"))
    other = publish(audience=BLOCKS)
    TaskBlock.create(task=other, block=block("祠堂边"))
    with pytest.raises(services.workflow.NotAllowed):
        services.claim(scope_of("方敏仪"), other)
    assert services.claim(scope_of("方敏仪"), publish()).locality_id == V


def test_a_task_of_the_township_is_done_for_ones_village(leader, publish, village):
    task = publish(locality=TOWNSHIP)
    assert claimed(leader, task).locality_id == V
    assert leader.get(f"/{TOWNSHIP}/leaders/tasks/{task.number}").status_code == 200


def test_points_are_named_only_where_somebody_gives_them(leader, publish, village):
    task = publish()
    switch(village("宅群村"), "points", False, None)
    assert "最多可得" not in leader.get(f"{TASKS}/{task.number}").text
    switch(village("宅群村"), "points", True, None)
    assert "最多可得 3 积分" in leader.get(f"{TASKS}/{task.number}").text


def test_leaving_frees_the_place_and_one_may_come_back(leader, publish):
    task = publish()
    claim = claimed(leader, task)
    assert post(leader, url(claim, "/leave")).status_code == 303
    assert Claim.get_by_id(claim.id).state == LEFT and taken(task) == 0
    again = claimed(leader, task)
    assert again != claim and taken(task) == 1


def test_leaving_ends_at_the_cut_off(leader, publish, village):
    save_settings(module, village("宅群村"), {"leave_minutes": 120}, None)
    task = publish()
    claim = claimed(leader, task)
    with time_machine.travel(claim.due_at - timedelta(minutes=119)):
        answer = post(leader, url(claim, "/leave"))
    assert answer.status_code == 409 and "不能退出" in answer.text and taken(task) == 1


def test_a_claim_runs_out_once_and_its_doer_is_told(app, leader, publish, person):
    task = publish()
    claim = claimed(leader, task)
    tick(claim.due_at - timedelta(seconds=1))
    assert Claim.get_by_id(claim.id).state == CLAIMED
    tick(claim.due_at)
    tick(claim.due_at)
    assert Claim.get_by_id(claim.id).state == LAPSED and taken(task) == 0
    assert Notice.select().where(Notice.person == person("邓桂香"), Notice.url == url(claim)).count() == 1


def test_handing_in_with_photos(leader, publish):
    task = publish(photos=2)
    claim = claimed(leader, task)
    answer = post(leader, url(claim, "/hand-in"), words(photos=[photo()]))
    assert answer.status_code == 422 and "至少要 2 张照片" in answer.text and "扫干净了" in answer.text
    answer = post(leader, url(claim, "/hand-in"), words(photos=[photo(), photo(50, 60)]))
    assert answer.status_code == 303, answer.text
    claim = Claim.get_by_id(claim.id)
    assert (claim.state, claim.words, claim.minutes) == (SUBMITTED, "扫干净了", 40)
    assert claim.review_by == add_working_days(today(), 3)
    assert len(album.photos_of(claim)) == 2


@pytest.mark.parametrize(("name", "value", "said"), [
    ("words", " ", "请写一句"), ("minutes", "0", "1 到 1440"), ("minutes", "1441", "1 到 1440"),
    ("minutes", "半天", "1 到 1440"), ("words", "长" * 1001, "最多 1000")])
def test_bad_input_is_told_and_nothing_is_lost(leader, publish, name, value, said):
    claim = claimed(leader, publish())
    answer = post(leader, url(claim, "/hand-in"), words(**{name: value}))
    assert answer.status_code == 422 and said in answer.text
    assert ("扫干净了" in answer.text) == (name != "words") and Claim.get_by_id(claim.id).state == CLAIMED


def test_the_same_form_twice_is_one_hand_in(leader, publish):
    claim = claimed(leader, publish())
    token = csrf(leader.get(url(claim, "/hand-in")).text)
    for _each in range(2):
        answer = leader.post(url(claim, "/hand-in"), data={
            "csrf_token": token, "nonce": "once", **words(photos=[photo()])})
        assert answer.status_code == 303
    assert len(album.photos_of(claim)) == 1
    answer = leader.post(url(claim, "/hand-in"), data={"csrf_token": token, "nonce": "other", **words()})
    assert answer.status_code == 409 and "等验收" in answer.text


def late(claim):
    """A moment at which the claim has run out and its task is still open."""
    return time_machine.travel(claim.due_at + timedelta(hours=1))


@pytest.mark.parametrize("ticked", [True, False])
def test_out_of_the_stairwell_too_late_while_the_place_is_free(leader, publish, ticked):
    """Whether or not the clock has come by meanwhile."""
    task = publish()
    claim = claimed(leader, task)
    page = leader.get(url(claim, "/hand-in")).text
    with late(claim):
        if ticked:
            tick(utc_now())
        answer = leader.post(url(claim, "/hand-in"), data={
            "csrf_token": csrf(page), "nonce": "late", **words()})
    assert answer.status_code == 303 and Claim.get_by_id(claim.id).state == SUBMITTED and taken(task) == 1


def test_out_of_the_stairwell_when_the_place_is_gone(leader, client_as, publish):
    task, other = publish(), publish(title="看电线", until=utc_now() + timedelta(days=9))
    claim = claimed(leader, task)
    page = leader.get(url(claim, "/hand-in")).text
    with late(claim):
        tick(utc_now())
        claimed(client_as("劳伟明"), task)
        answer = leader.post(url(claim, "/hand-in"), data={
            "csrf_token": csrf(page), "nonce": "late", **words(photos=[photo()])})
    assert answer.status_code == 409 and "名额已经被领完了" in answer.text
    assert "扫干净了" in answer.text and "已经收到的照片 1" in answer.text, "nothing is lost"
    assert other.number in answer.text, "what is free now"
    assert Claim.get_by_id(claim.id).state == LAPSED and taken(task) == 1


@pytest.mark.parametrize("ticked", [True, False])
def test_nothing_is_handed_in_after_the_task_is_over(leader, publish, ticked):
    task = publish(until=utc_now() + timedelta(hours=2))
    claim = claimed(leader, task)
    page = leader.get(url(claim, "/hand-in")).text
    with late(claim):
        if ticked:
            tick(utc_now())
        answer = leader.post(url(claim, "/hand-in"), data={
            "csrf_token": csrf(page), "nonce": "late", **words()})
    assert answer.status_code == 409 and "已经截止了" in answer.text and "扫干净了" in answer.text


def test_one_who_claimed_again_hands_in_there(leader, publish):
    task = publish(people=2)
    claim = claimed(leader, task)
    page = leader.get(url(claim, "/hand-in")).text
    with late(claim):
        tick(utc_now())
        again = claimed(leader, task)
        answer = leader.post(url(claim, "/hand-in"), data={
            "csrf_token": csrf(page), "nonce": "late", **words()})
        assert answer.status_code == 409 and "新领的那一项" in answer.text
    assert Claim.get_by_id(again.id).state == CLAIMED and taken(task) == 1


def _renews(leader, claim, page):
    return leader.post(url(claim, "/hand-in"), data={"csrf_token": csrf(page), "nonce": "late", **words()})


def test_who_serves_no_more_renews_nothing(leader, publish, person):
    task = publish()
    claim = claimed(leader, task)
    page = leader.get(url(claim, "/hand-in")).text
    with late(claim):
        tick(utc_now())
        Post.update(ends_on=today() - timedelta(days=1)).where(Post.person == person("邓桂香")).execute()
        answer = _renews(leader, claim, page)
        assert answer.status_code == 409 and "不在任" in answer.text and "扫干净了" in answer.text
        assert "补交" not in leader.get(url(claim)).text
    assert Claim.get_by_id(claim.id).state == LAPSED and taken(task) == 0


def test_renewing_counts_what_one_holds(leader, publish, village):
    save_settings(module, village("宅群村"), {"open_claims": 1}, None)
    task, other = publish(), publish()
    claim = claimed(leader, task)
    page = leader.get(url(claim, "/hand-in")).text
    with late(claim):
        tick(utc_now())
        held = claimed(leader, other)
        answer = _renews(leader, claim, page)
        assert answer.status_code == 409 and "最多 1 项" in answer.text and "扫干净了" in answer.text
        assert Claim.get_by_id(claim.id).state == LAPSED and taken(task) == 0
        post(leader, url(held, "/leave"))
        assert _renews(leader, claim, page).status_code == 303


def test_cancelled_while_claimed(leader, client_as, clerk, publish, person):
    task = publish(people=3)
    claim = claimed(leader, task)
    done = claimed(client_as("劳伟明"), task)
    post(client_as("劳伟明"), url(done, "/hand-in"), words())
    page = leader.get(url(claim, "/hand-in")).text
    cancel = f"{TASKS}/{task.number}/cancel"
    assert post(clerk, cancel, {"reason": " "}).status_code == 422
    assert post(clerk, cancel, {"reason": "下雨了"}).status_code == 303
    assert (Claim.get_by_id(claim.id).state, Claim.get_by_id(done.id).state) == (STOPPED, SUBMITTED)
    assert taken(task) == 1
    assert "下雨了" in Notice.get(Notice.person == person("邓桂香"), Notice.url == url(claim)).text
    answer = leader.post(url(claim, "/hand-in"), data={"csrf_token": csrf(page), "nonce": "x", **words()})
    assert answer.status_code == 409 and "已经取消了" in answer.text and "扫干净了" in answer.text
    assert post(clerk, f"{HERE}/reviews/{done.id}", {"verdict": "accept"}).status_code == 303
    assert clerk.get(cancel).status_code == 303


def test_only_those_who_publish_there_cancel(client_as, leader, publish, clerk_next_door, clerk):
    task, towns = publish(), publish(locality=TOWNSHIP)
    assert leader.get(f"{TASKS}/{task.number}/cancel").status_code == 403
    assert clerk_next_door.get(f"/440783108227/leaders/tasks/{task.number}/cancel").status_code == 404
    assert clerk.get(f"{TASKS}/{towns.number}/cancel").status_code == 404
    assert client_as("梁书宁").get(f"/{TOWNSHIP}/leaders/tasks/{towns.number}/cancel").status_code == 200


def test_the_claim_of_another_is_not_ones_own(leader, client_as, clerk, clerk_next_door, publish):
    claim = claimed(client_as("劳伟明"), publish(photos=1))
    post(client_as("劳伟明"), url(claim, "/hand-in"), words(photos=[photo()]))
    picture = url(claim, f"/photos/{album.photos_of(claim)[0].id}")
    for end in ("", "/leave", "/hand-in"):
        assert leader.get(url(claim, end)).status_code == 404
    assert leader.get(picture).status_code == 404 and clerk_next_door.get(picture).status_code == 404
    assert clerk.get(picture).mimetype == "image/jpeg"
    assert clerk.get(url(claim, "/hand-in")).status_code == 403
    assert client_as().get(picture).status_code == 302


def test_what_i_have_in_hand_awaits_me(leader, publish):
    claimed(leader, publish())
    for page in (f"/{V}/", "/me/"):
        assert "任务：扫楼道" in leader.get(page).text
