"""Posts: who gives which, to whom, from when to when; what is handed over, what the desk keeps showing."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from linli.audit.models import AuditLine
from linli.database import LostRace, db, utc_now
from linli.people.models import Person, Post
from linli.people.posts import services
from linli.people.services import disable, give_post
from linli.testing import count_queries, csrf, post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import FieldRefused
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, Booking

V, TOWN, OTHER = "/440783108226", "/440783108000", "/440783108227"
WHY = "村委会会议决定"


def data(role, **more):
    """What a clerk fills in: by name and phone, from today on."""
    return {"role": role, "name": "钟大文", "phone": "13800002222", "starts_on": str(today()),
            "reason": WHY, **more}


def held(role, name="钟大文"):
    """The posts of this role of the person of this name."""
    return list(Post.select().join(Person).where(Person.name == name, Post.role == role).order_by(Post.id))


def offered(client, place=V):
    """The keys of the roles that the form offers."""
    text = client.get(f"{place}/posts/new").text
    select = re.search(r'<select[^>]*name="role".*?</select>', text, re.DOTALL)
    return set(re.findall(r'value="(\w+)"', select[0])) if select else set()


def last_post(person, role, village, **days):
    """A post of one of the cast in a place."""
    return give_post(person, role, village, **days)


def days(count):
    """The day in so many days."""
    return today() + timedelta(days=count)


def test_what_village_staff_may_give(client_as):
    assert offered(client_as("方敏仪")) == {
        "village_staff", "supervision_committee", "grid_worker", "points_committee", "points_keeper"}


def test_what_the_township_may_give(client_as):
    staff, administrator = client_as("梁书宁"), client_as("关启文")
    theirs = {"township_staff", "labour_officer", "camera_police"}
    assert offered(staff, TOWN) == theirs and offered(administrator, TOWN) == {
        "administrator", "auditor", *theirs}
    assert "village_staff" in offered(staff, OTHER)


def test_roles_of_a_module_that_is_off_are_not_offered(client_as):
    assert offered(client_as("梁书宁"), "/440783108230") == {
        "village_staff", "supervision_committee", "grid_worker"}


def test_what_a_module_gives_by_its_own_steps_is_linked_there(client_as):
    text = client_as("方敏仪").get(f"{V}/posts/").text
    for role, href in (("法律顾问", "legal/advisers"), ("调解员", "mediation/roster"),
                       ("楼长", "leaders/name")):
        assert f'href="{V}/{href}">{role}</a>' in text


def test_the_steps_of_each_role_are_a_page(app):
    for role, module in app.extensions["linli"].posts.values():
        assert not role.steps or (role.steps in app.view_functions and role.steps.startswith(f"{module}."))


def test_somebody_new_gets_a_post_is_told_and_it_is_written_down(client_as, person):
    answer = post(client_as("方敏仪"), f"{V}/posts/new", data("grid_worker", ends_on=str(days(30))))
    assert answer.status_code == 303
    made, = held("grid_worker")
    assert (made.starts_on, made.ends_on, made.person.phone) == (today(), days(30), "+8613800002222")
    line = AuditLine.select().where(AuditLine.act == "give_post").order_by(AuditLine.id.desc()).get()
    assert (line.person, line.what, line.reason, line.locality_id) == (
        person("方敏仪"), "grid_worker", WHY, "440783108226")
    assert line.subject == made.person and "钟大文" not in line.details
    assert "网格员" in Notice.get(Notice.person == made.person).text


def test_somebody_of_the_village_is_found_by_name_and_by_phone(client_as, person):
    clerk = client_as("方敏仪")
    for text in ("谢国强", person("谢国强").phone[-8:]):
        url = f"{V}/posts/new?q={text}"
        assert "谢国强" in clerk.get(url).text
    sent = data("grid_worker", person=str(person("谢国强").id), name="", phone="")
    assert post(clerk, url, sent).status_code == 303
    assert len(held("grid_worker", "谢国强")) == 1
    assert 'name="person"' not in clerk.get(f"{V}/posts/new?q=陈玉莲").text, "she lives elsewhere"


@pytest.mark.parametrize(("wrong", "field"), [
    ({"role": "administrator"}, "role"), ({"role": "mediator"}, "role"), ({"role": ""}, "role"),
    ({"name": ""}, "name"), ({"phone": "12"}, "phone"), ({"phone": ""}, "phone"), ({"reason": " "}, "reason"),
    ({"starts_on": "x"}, "starts_on"), ({"starts_on": "2026-11-30", "ends_on": "2026-11-29"}, "ends_on"),
    ({"phone": "14000000001"}, "name")])
def test_what_is_wrong_is_said_beside_the_field(client_as, wrong, field):
    answer = post(client_as("方敏仪"), f"{V}/posts/new", {**data("grid_worker"), **wrong})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert "会议决定" in answer.text or field == "reason", "nothing that was typed is lost"
    assert not held("grid_worker") and not AuditLine.select().where(
        AuditLine.act == "give_post", AuditLine.person.is_null(False)).exists()


def test_nobody_gives_one_to_themself_nor_to_a_closed_account(client_as, person):
    clerk = client_as("方敏仪")
    mine = {"name": "方敏仪", "phone": person("方敏仪").phone}
    assert "请别的同事来安排" in post(clerk, f"{V}/posts/new", data("grid_worker", **mine)).text
    disable(person("谢国强"))
    theirs = {"name": "谢国强", "phone": person("谢国强").phone}
    assert "账号停用了" in post(clerk, f"{V}/posts/new", data("grid_worker", **theirs)).text
    assert not held("grid_worker", "方敏仪") and not held("grid_worker", "谢国强")


def test_a_form_sent_twice_gives_one(client_as):
    clerk = client_as("方敏仪")
    fields = next(form.fields for form in PageReader(clerk.get(f"{V}/posts/new").text).forms
                  if form.method == "post" and "nonce" in form.fields)
    sent = {**fields, **data("grid_worker")}
    answers = [clerk.post(f"{V}/posts/new", data=sent) for _twice in range(2)]
    assert answers[0].location == answers[1].location and len(held("grid_worker")) == 1


@pytest.mark.parametrize(("starts", "ends", "refused"), [(0, None, True), (-5, 0, True), (11, None, False),
                                                         (10, 20, True), (-9, -1, False)])
def test_the_same_role_is_held_once_at_a_time(client_as, person, village, starts, ends, refused):
    last_post(person("谢国强"), "grid_worker", village("宅群村"), starts_on=today(), ends_on=days(10))
    whom = {"name": "谢国强", "phone": person("谢国强").phone, "starts_on": str(days(starts)),
            "ends_on": str(days(ends)) if ends is not None else ""}
    answer = post(client_as("方敏仪"), f"{V}/posts/new", data("grid_worker", **whom))
    assert (answer.status_code == 422) is refused
    assert len(held("grid_worker", "谢国强")) == (1 if refused else 2)


def test_a_village_is_left_alone_by_others(client_as, person, village):
    clerk = client_as("张远")  # of 强亚村
    row = last_post(person("谢国强"), "grid_worker", village("宅群村"))
    assert clerk.get(f"{V}/posts/").status_code == 403
    assert clerk.get(f"{OTHER}/posts/{row.id}").status_code == 404
    assert "谢国强" not in clerk.get(f"{OTHER}/posts/?when=all").text
    assert client_as("黄美珍").get(f"{V}/posts/").status_code == 403


def test_now_soon_and_past(client_as, person, village):
    place, clerk = village("宅群村"), client_as("方敏仪")
    give_post(person("谢国强"), "grid_worker", place, days(-30), days(-1))
    give_post(person("黄美珍"), "grid_worker", place, days(5))
    assert "谢国强" in clerk.get(f"{V}/posts/?when=past").text
    assert "黄美珍" in clerk.get(f"{V}/posts/?when=soon").text
    now = clerk.get(f"{V}/posts/").text
    assert "方立秋" in now and "谢国强" not in now and "黄美珍" not in now
    found = clerk.get(f"{V}/posts/?when=all&role=grid_worker&q=国强").text
    assert "谢国强" in found and "共 1 个" in found
    assert "没有符合的" in clerk.get(f"{V}/posts/?q=没有这个人").text


def test_one_person_with_several_hats(client_as, person, village):
    row = last_post(person("方立秋"), "supervision_committee", village("宅群村"))
    clerk = client_as("方敏仪")
    listed = clerk.get(f"{V}/posts/?q=方立秋").text
    assert "共 2 个" in listed and listed.count("村监委") >= 3
    assert "网格员（宅群村）" in clerk.get(f"{V}/posts/{row.id}").text


def test_the_roster_on_paper_has_who_serves_today_and_no_phones(client_as, person, village):
    give_post(person("谢国强"), "grid_worker", village("宅群村"), days(5))
    text = client_as("方敏仪").get(f"{V}/posts/paper").text
    assert "岗位名册" in text and "方立秋" in text and "盖章" in text and "谢国强" not in text
    assert person("方立秋").phone[-8:] not in text


def test_a_post_ends_on_its_last_day(client_as, person, village, app):
    row = last_post(person("谢国强"), "grid_worker", village("宅群村"), starts_on=days(-9))
    answer = post(client_as("方敏仪"), f"{V}/posts/{row.id}/end", {"last_day": str(days(3)), "reason": WHY})
    assert answer.status_code == 303 and Post.get_by_id(row.id).ends_on == days(3)
    line = AuditLine.get(AuditLine.act == "end_post")
    assert (line.what, line.reason) == ("grid_worker", WHY)
    assert "为止" in Notice.get(Notice.person == person("谢国强")).text


@pytest.mark.parametrize("wrong", [{"last_day": str(days(-1))}, {"last_day": ""}, {"last_day": str(days(40))},
                                   {"last_day": str(days(3)), "reason": ""}])
def test_an_end_that_cannot_be_is_said_beside_the_field(client_as, person, village, wrong):
    row = last_post(person("谢国强"), "grid_worker", village("宅群村"), starts_on=days(-9), ends_on=days(30))
    answer = post(client_as("方敏仪"), f"{V}/posts/{row.id}/end", {"reason": WHY, **wrong})
    assert answer.status_code == 422 and "-error" in answer.text
    assert Post.get_by_id(row.id).ends_on == days(30)


def test_an_end_that_another_changed_meanwhile(client_as, person, village):
    row = last_post(person("谢国强"), "grid_worker", village("宅群村"))
    clerk = client_as("方敏仪")
    fields = next(form.fields for form in PageReader(clerk.get(f"{V}/posts/{row.id}/end").text).forms
                  if "seen" in form.fields)
    Post.update(ends_on=days(7)).where(Post.id == row.id).execute()
    sent = {**fields, "last_day": str(days(3)), "reason": WHY}
    assert clerk.post(f"{V}/posts/{row.id}/end", data=sent).status_code == 409
    assert Post.get_by_id(row.id).ends_on == days(7)


def test_what_has_not_begun_is_taken_back(client_as, person, village):
    row = last_post(person("谢国强"), "grid_worker", village("宅群村"), starts_on=days(5))
    clerk = client_as("方敏仪")
    assert post(clerk, f"{V}/posts/{row.id}/take-back", {"reason": WHY}).status_code == 303
    assert not held("grid_worker", "谢国强")
    assert AuditLine.get(AuditLine.act == "take_back_post").reason == WHY
    begun = last_post(person("谢国强"), "grid_worker", village("宅群村"))
    assert clerk.get(f"{V}/posts/{begun.id}/take-back").status_code == 404


def test_whoever_may_not_give_a_role_may_not_end_it(client_as, person, village):
    adviser = Post.get(Post.role == "adviser", Post.locality == village("宅群村"))
    clerk = client_as("方敏仪")
    assert clerk.get(f"{V}/posts/{adviser.id}").status_code == 200
    assert clerk.get(f"{V}/posts/{adviser.id}/end").status_code == 403, "by steps of its own"
    administrator = Post.get(Post.role == "administrator")
    assert client_as("梁书宁").get(f"{TOWN}/posts/{administrator.id}/end").status_code == 403


def test_the_last_administrator_stays(client_as, person, village):
    row, client = Post.get(Post.role == "administrator"), client_as("关启文")
    end = {"last_day": str(today()), "reason": WHY}
    assert "只剩这一位" in post(client, f"{TOWN}/posts/{row.id}/end", end).text
    last_post(person("梁书宁"), "administrator", row.locality, starts_on=days(1), ends_on=days(1))
    assert post(client, f"{TOWN}/posts/{row.id}/end", end).status_code == 303


def test_two_administrators_who_end_each_others_at_once(app, person, scope_of, village):
    first = Post.get(Post.role == "administrator")
    second = last_post(person("梁书宁"), "administrator", first.locality)
    role = app.extensions["linli"].posts["administrator"][0]
    start = threading.Barrier(2)

    def work(mine, theirs):
        with db.connection_context():
            scope = scope_of(mine.person, "440783108000")
            start.wait(10)
            try:
                services.end(scope, role, theirs, today(), None, WHY)
                return "ended"
            except (FieldRefused, LostRace):
                return "refused"
    pairs = ((first, second), (second, first))
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(lambda pair: work(*pair), pairs)) == ["ended", "refused"]


def test_what_is_open_is_shown_and_keeps_nobody_from_ending(client_as, person, village):
    row = Post.get(Post.role == "adviser", Post.locality == village("宅群村"),
                   Post.person == person("司徒晴"))
    text = client_as("方敏仪").get(f"{V}/posts/{row.id}").text
    count = Booking.select().join(Adviser).where(
        Adviser.person == row.person, Booking.state == BOOKED, Booking.locality == row.locality,
        Booking.ends_at > utc_now()).count()
    assert count and f"还有 {count} 个约好的咨询" in text and f'href="{V}/legal/coming"' in text
    grid = held("grid_worker", "方立秋")[0]
    assert "没有没办完的事" in client_as("方敏仪").get(f"{V}/posts/{grid.id}/end").text


def test_the_desk_keeps_showing_what_nobody_took_over(client_as, person, village):
    clerk, place = client_as("方敏仪"), village("宅群村")
    assert "还没有交接" not in clerk.get(f"{V}/desk").text
    adviser = Post.get(Post.role == "adviser", Post.locality == place, Post.person == person("司徒晴"))
    Post.update(starts_on=days(-20), ends_on=days(-1)).where(
        (Post.id == adviser.id) | (Post.role == "supervision_committee")).execute()
    assert "还没有交接" in clerk.get(f"{V}/desk").text
    left = clerk.get(f"{V}/posts/left").text
    assert "司徒晴" in left and "个约好的咨询" in left and "宅群村现在没有人担任村监委" in left
    Booking.update(state="cancelled").where(Booking.locality == place).execute()
    give_post(person("谢国强"), "supervision_committee", place)
    assert "没有等人接手的事" in clerk.get(f"{V}/posts/left").text
    assert "还没有交接" not in clerk.get(f"{V}/desk").text


def test_after_two_months_it_is_forgotten(client_as, person, village):
    Post.update(starts_on=days(-20), ends_on=days(-1)).where(Post.role == "supervision_committee").execute()
    with time_machine.travel(utc_now() + timedelta(days=61)):
        assert "没有等人接手的事" in client_as("方敏仪").get(f"{V}/posts/left").text


def test_many_posts_ask_no_more_than_few(client_as, person, village):
    clerk, place = client_as("方敏仪"), village("宅群村")

    def plant(count):
        for _each in range(count):
            someone = Person.create(name="钟大文", locality=place)
            give_post(someone, "grid_worker", place)
            give_post(someone, "supervision_committee", place)
            give_post(someone, "mediator", place, days(-9), days(-1))

    def asked():
        found = []
        for url in (f"{V}/posts/", f"{V}/posts/left", f"{V}/desk"):
            with count_queries() as seen:
                clerk.get(url)
            found.append(len(seen))
        return found
    plant(1)
    few = asked()
    plant(14)
    assert asked() == few


def test_a_forged_form_gives_nothing(client_as):
    clerk = client_as("方敏仪")
    token = csrf(clerk.get(f"{V}/posts/new").text)
    assert clerk.post(f"{V}/posts/new", data=data("grid_worker")).status_code == 422
    assert clerk.post(f"{V}/posts/new", data=data("township_staff", csrf_token=token)).status_code == 422
    assert not held("grid_worker") and not held("township_staff")
