"""The clerk takes advisers into the village's service and lets them go."""

from datetime import timedelta

import pytest

from linli.database import transaction
from linli.localities.models import Locality
from linli.people.models import Person, Post
from linli.people.services import disable, give_post
from linli.testing import count_queries, post
from linli.toolkit.calendar import today
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.lists import coming
from plugins.legal.booking.models import Booking
from plugins.legal.roster.models import Roster

HERE = "/440783108226/legal"
NEXT_DOOR = "/440783108227/legal"
DESK = "/440783108226/desk"
NEW = {"name": "梁正", "phone": "14000000901", "kind": "prosecutor", "matters": ["wages", "land"],
       "dialects": ["mandarin"]}
PAGES = ["advisers", "advisers/new", "advisers/1", "advisers/1/end",
         "advisers/to-ring", "rosters/new", "rosters/1", "rosters/1/end",
         "leave/new", "leave/1/end"]
WRONG = [
    ({"phone": "1400"}, "手机号要有 11 位数字"),
    ({"name": "  "}, "请填姓名"),
    ({"name": "长" * 41}, "最多 40 个字"),
    ({"name": "梁\0正"}, "看不见的符号"),
    ({"kind": ""}, "请选一种"),
    ({"matters": []}, "请至少选一项"),
    ({"dialects": []}, "请至少选一种"),
    ({"phone": "14000000001"}, "登记的是另一位"),
]


def adviser_of(name):
    return Adviser.select().join(Person).where(Person.name == name).get()


def test_the_page_tells_who_comes_when_and_where(clerk):
    text = clerk.get(f"{HERE}/advisers").text
    assert "司徒晴" in text and "律师" in text
    assert "每周二 9:00–11:30，党群服务中心二楼" in text
    assert "强亚村委会一楼" not in text


def test_the_page_keeps_its_query_budget(clerk):
    clerk.get(f"{HERE}/advisers")
    with count_queries() as seen:
        clerk.get(f"{HERE}/advisers")
    assert len(seen) <= 15, seen


def test_without_advisers_the_page_says_what_to_do(clerk):
    Post.delete().where(Post.role == "adviser").execute()
    assert "先登记一位律师" in clerk.get(f"{HERE}/advisers").text
    for page in ("rosters/new", "leave/new"):
        answer = clerk.get(f"{HERE}/{page}")
        assert answer.headers["Location"].endswith("/advisers/new")


def test_a_township_has_no_such_pages(client_as, person):
    give_post(person("梁书宁"), "village_staff", Locality.get_by_id("440783108000"))
    clerk = client_as("梁书宁")
    for page in ("advisers", "advisers/new", "advisers/to-ring", "rosters/new", "leave/new"):
        assert clerk.get(f"/440783108000/legal/{page}").status_code == 404, page


def test_only_staff_of_the_village_may(client_as):
    for name, place in (("黄美珍", HERE), ("司徒晴", HERE), ("方敏仪", NEXT_DOOR)):
        client = client_as(name)
        for page in PAGES:
            assert client.get(f"{place}/{page}").status_code == 403, (name, page)


def test_ids_that_are_nobodys_are_not_found(clerk):
    for page in ("advisers/{}", "advisers/{}/end", "rosters/{}", "rosters/{}/end", "leave/{}/end"):
        for number in ("999999", "9" * 30, "-1", "０"):
            assert clerk.get(f"{HERE}/{page.format(number)}").status_code == 404, (page, number)


def test_another_villages_adviser_is_not_found(clerk_next_door):
    judge = adviser_of("谭仲明")
    for page in (judge.id, f"{judge.id}/end"):
        assert clerk_next_door.get(f"{NEXT_DOOR}/advisers/{page}").status_code == 404


def test_a_new_adviser_serves_this_village_from_today(clerk):
    answer = post(clerk, f"{HERE}/advisers/new", NEW)
    assert answer.status_code == 303
    adviser = adviser_of("梁正")
    assert (adviser.kind, adviser.matters) == ("prosecutor", ("wages", "land"))
    held = Post.get(Post.person == adviser.person)
    assert (held.role, held.locality_id, held.starts_on) == ("adviser", "440783108226", today())
    assert "梁正" in clerk.get(f"{HERE}/advisers").text


def test_the_same_form_twice_makes_one(clerk):
    page = clerk.get(f"{HERE}/advisers/new").text
    nonce = page.split('name="nonce" value="')[1].split('"')[0]
    for _each in range(2):
        answer = post(clerk, f"{HERE}/advisers/new", {**NEW, "nonce": nonce})
        assert answer.status_code == 303
    assert Person.select().where(Person.name == "梁正").count() == 1


def test_one_known_from_another_village_is_given_this_one_too(clerk_next_door):
    judge = adviser_of("谭仲明")
    answer = post(clerk_next_door, f"{NEXT_DOOR}/advisers/new", {
        **NEW, "name": "谭仲明", "phone": judge.person.phone.removeprefix("+86")})
    assert answer.status_code == 303
    assert adviser_of("谭仲明").kind == "judge"
    assert {held.locality_id for held in judge.person.posts} == {"440783108226", "440783108227"}


def test_what_is_wrong_is_said_and_the_rest_stays(clerk):
    for typed, message in WRONG:
        answer = post(clerk, f"{HERE}/advisers/new", {**NEW, **typed})
        assert answer.status_code == 422 and message in answer.text, typed
        assert 'value="prosecutor"' in answer.text
        assert "phone" not in typed or f'value="{typed["phone"]}"' in answer.text
    assert not Person.select().where(Person.name == "梁正").exists()


def test_unknown_choices_are_refused(clerk):
    for forged in ({"kind": "wizard"}, {"matters": ["gold"]}, {"dialects": ["latin"]}):
        assert post(clerk, f"{HERE}/advisers/new", {**NEW, **forged}).status_code == 422


def test_a_closed_account_is_not_taken(clerk, person):
    disable(person("谭仲明"))
    answer = post(clerk, f"{HERE}/advisers/new", {**NEW, "name": "谭仲明", "phone": "14000000006"})
    assert answer.status_code == 422 and "停用" in answer.text


def test_the_profile_can_be_changed(clerk):
    lawyer = adviser_of("司徒晴")
    answer = post(clerk, f"{HERE}/advisers/{lawyer.id}", {
        "kind": "lawyer", "matters": ["injury"], "dialects": ["hakka", "yi"]})
    assert answer.status_code == 303
    changed = adviser_of("司徒晴")
    assert (changed.matters, set(changed.dialects)) == (("injury",), {"hakka", "yi"})


def test_an_adviser_who_is_let_go_leaves_this_village_alone(clerk):
    lawyer = adviser_of("司徒晴")
    page = clerk.get(f"{HERE}/advisers/{lawyer.id}/end")
    assert "仍然有效" in page.text
    answer = post(clerk, f"{HERE}/advisers/{lawyer.id}/end")
    assert "不在排班里" in clerk.get(answer.headers["Location"]).text
    ends = {held.locality_id: held.ends_on for held in lawyer.person.posts}
    assert ends == {"440783108226": today(), "440783108227": None}
    last_days = {roster.locality_id: roster.last_day for roster in lawyer.rosters}
    assert last_days == {"440783108226": today(), "440783108227": None}
    assert "司徒晴" in clerk.get(f"{HERE}/advisers/to-ring").text
    assert post(clerk, f"{HERE}/advisers/{lawyer.id}/end").status_code == 303


def test_one_let_go_today_may_be_taken_back_today(clerk):
    judge = adviser_of("谭仲明")
    post(clerk, f"{HERE}/advisers/{judge.id}/end")
    post(clerk, f"{HERE}/advisers/new", {**NEW, "name": "谭仲明", "phone": "14000000006"})
    assert [held.ends_on for held in judge.person.posts] == [None]


def test_who_is_to_be_rung_can_be_cancelled_there(clerk):
    assert "没有要打电话的预约" in clerk.get(f"{HERE}/advisers/to-ring").text
    with transaction():
        Roster.update(last_day=today() - timedelta(days=1)).execute()
    page = clerk.get(f"{HERE}/advisers/to-ring").text
    assert "/cancel" in page and "没有登记" in page
    assert "不在排班里" in clerk.get(f"{HERE}/advisers").text


def test_the_clerks_desk_says_how_many_to_ring_and_leads_there(clerk, village):
    assert "请给村民打电话" not in clerk.get(DESK).text
    with transaction():
        Roster.update(last_day=today() - timedelta(days=1)).execute()
    count = coming(Booking.select()).where(Booking.locality == village("宅群村")).count()
    page = clerk.get(DESK).text
    assert f"{count} 个预约要改，请给村民打电话" in page and "要打电话" in page
    assert f"{HERE}/advisers/to-ring" in page


@pytest.mark.parametrize(("name", "url"), [
    ("黄美珍", "/440783108226/"), ("司徒晴", "/440783108226/"), ("方敏仪", "/me/"),
    ("方敏仪", "/440783108227/")])
def test_nobody_else_and_nowhere_else_is_told_to_ring(client_as, name, url):
    with transaction():
        Roster.update(last_day=today() - timedelta(days=1)).execute()
    assert "请给村民打电话" not in client_as(name).get(url).text
