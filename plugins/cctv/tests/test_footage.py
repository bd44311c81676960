"""Footage: asking for minutes of a camera, deciding, the access register. No video comes in."""

import io
import re
from datetime import datetime, time, timedelta

import pytest

from linli.audit.models import AuditLine
from linli.database import LostRace, db, utc_now
from linli.people.services import give_post
from linli.testing import count_queries, photo, post
from linli.toolkit import album, workflow
from linli.toolkit.calendar import SHANGHAI, add_working_days, today
from linli.toolkit.notices import Notice
from plugins.cctv.cameras.models import Camera, CameraChange
from plugins.cctv.footage import clock, lists, services, times
from plugins.cctv.footage.models import (
    ASKED,
    GRANTED,
    REFUSED,
    SHOWN,
    WITHDRAWN,
    Access,
    FootageRequest,
)
from plugins.cctv.tests.planted.footage import make_camera, make_request

V, NEXT, TOWN = "440783108226", "440783108227", "440783108000"
HERE = f"/{V}/cctv/footage"
YESTERDAY = today() - timedelta(days=1)
SEEN = {"day": str(today()), "name": "谢国强", "unit": "", "how": "viewed", "masked": "y",
        "content": "19:10–19:25 广场东边"}


@pytest.fixture
def camera(village):
    """A common camera over public ground in 宅群村."""
    return make_camera(village("宅群村"))


@pytest.fixture
def police(person, village):
    """谭志豪 serves as the police for cameras of the township."""
    give_post(person("谭志豪"), "camera_police", village("宅群村").parent)
    return person("谭志豪")


def typed(**more):
    """What somebody types who lost something yesterday evening."""
    return {"who": "self", "day": str(YESTERDAY), "starts": "19:10", "ends": "19:25", "ends_day": "",
            "reason": "电动车不见了", **more}


def asks(client, camera, **more):
    return post(client, f"{HERE}/ask/{camera.id}", typed(**more))


def newest():
    return FootageRequest.select().order_by(FootageRequest.id.desc()).get()


def moment(days_ago, hour):
    return datetime.combine(today() - timedelta(days=days_ago), time(hour), SHANGHAI)


# Which cameras, and which minutes


def test_a_resident_finds_a_camera_by_the_number_on_its_sign(client_as, camera, village):
    other = make_camera(village("宅群村"), place="学校门口")
    page = client_as("谢国强").get(f"{HERE}/ask", query_string={"q": camera.number}).text
    assert f"ask/{camera.id}" in page and f"ask/{other.id}" not in page and "共 1 个" in page
    assert "没有找到" in client_as("谢国强").get(f"{HERE}/ask", query_string={"q": "SX-none"}).text


def test_a_private_camera_is_offered_to_nobody_but_its_owner_and_the_register(client_as, person, village,
                                                                              police):
    home = make_camera(village("宅群村"), person=person("黄美珍"), article=0, place="黄家天井")
    for name, sees in (("谢国强", False), ("陈玉莲", False), ("黄美珍", True), ("方敏仪", True),
                       ("谭志豪", True)):
        client = client_as(name)
        assert ("黄家天井" in client.get(f"{HERE}/ask").text) is sees, name
        assert ("黄家天井" in client.get(f"{HERE}/ask?q={home.number}").text) is sees, name
        assert client.get(f"{HERE}/ask/{home.id}").status_code == (200 if sees else 404), name


def test_a_camera_of_another_village_is_not_here(client_as, village):
    there = make_camera(village("强亚村"))
    assert client_as("谢国强").get(f"{HERE}/ask/{there.id}").status_code == 404
    assert client_as("谢国强").get(f"/{NEXT}/cctv/footage/ask/{there.id}").status_code == 200


def test_in_a_township_the_village_comes_first(client_as):
    page = client_as("梁书宁").get(f"/{TOWN}/cctv/footage/ask").text
    assert f"/{V}/cctv/footage/ask" in page and "摄像头在哪个村" in page


def test_asking(client_as, camera, person):
    answer = asks(client_as("谢国强"), camera)
    assert answer.status_code == 303
    row = newest()
    assert re.fullmatch(r"DY-\d{4}-\d{4}", row.number) and row.state == ASKED
    assert (row.camera_id, row.person_id, row.locality_id) == (camera.id, person("谢国强").id, V)
    assert row.starts_at == datetime.combine(YESTERDAY, time(19, 10), SHANGHAI)
    assert row.ends_at - row.starts_at == timedelta(minutes=15)
    assert row.answer_by == add_working_days(today(), 3)
    page = client_as("谢国强").get(answer.location).text
    assert "电动车不见了" in page and row.number in page
    assert row.number in client_as("谢国强").get(HERE).text


def test_a_form_sent_twice_is_one_request(client_as, camera):
    client, before = client_as("谢国强"), FootageRequest.select().count()
    places = {asks(client, camera, nonce="once").location for _each in "12"}
    assert len(places) == 1 and FootageRequest.select().count() == before + 1


@pytest.mark.parametrize(("more", "said"), [
    ({"day": str(today() + timedelta(days=1))}, "还没到这个时间"),
    ({"ends": "19:10"}, "要晚于开始"), ({"ends": "9:00"}, "要晚于开始"),
    ({"day": str(today() - timedelta(days=3)), "ends_day": str(YESTERDAY)}, "一次最多看 24 小时"),
    ({"day": str(today() - timedelta(days=40))}, "录像只保存 30 天"),
    ({"day": str(today() - timedelta(days=101))}, "那时还没有它"),
    ({"day": "2026-02-30"}, "没有这一天"), ({"starts": "25:00"}, "时间请写成"), ({"day": ""}, "请填哪天"),
    ({"reason": " "}, "为什么要看"), ({"reason": "长" * 501}, "最多 500"),
    ({"reason": "字\0"}, "看不见的符号"),
    ({"who": "police"}, ""), ({"who": "spy"}, ""), ({"who": "kin"}, "至少要 1 张照片")])
def test_what_is_wrong_is_said_and_nothing_lost(client_as, camera, more, said):
    before = FootageRequest.select().count()
    answer = asks(client_as("谢国强"), camera, **{"reason": "看看是谁", **more})
    assert answer.status_code == 422 and said in answer.text
    assert more.get("starts", "19:10") in answer.text and FootageRequest.select().count() == before


def test_what_stood_there_no_more(client_as, camera):
    Camera.update(state="removed", removed_on=today() - timedelta(days=2)).where(
        Camera.id == camera.id).execute()
    answer = asks(client_as("谢国强"), camera)
    assert answer.status_code == 422 and "就拆了" in answer.text
    day = str(today() - timedelta(days=2))
    assert asks(client_as("谢国强"), camera, day=day).status_code == 303


@pytest.mark.parametrize(("hours", "kept"), [(30 * 24 - 1, True), (30 * 24 + 1, False)])
def test_what_is_kept_to_the_hour(camera, hours, kept):
    now = utc_now()
    starts = now - timedelta(hours=hours)
    if kept:
        times.refuse(camera, starts, starts + timedelta(hours=24), now)
    else:
        with pytest.raises(times.NotThere, match="30 天"):
            times.refuse(camera, starts, starts + timedelta(hours=24), now)


def test_each_camera_keeps_for_its_own_days(village):
    home, now = make_camera(village("宅群村"), retention=7), utc_now()
    with pytest.raises(times.NotThere, match="7 天"):
        times.refuse(home, now - timedelta(days=8), now - timedelta(days=8, minutes=-5), now)


def test_a_whole_day_over_midnight(client_as, camera):
    three = str(today() - timedelta(days=3))
    two = str(today() - timedelta(days=2))
    assert asks(client_as("谢国强"), camera, day=three, ends_day=two, ends="19:10").status_code == 303
    assert newest().ends_at - newest().starts_at == timedelta(hours=24)
    assert asks(client_as("谢国强"), camera, day=three, ends_day=two, ends="19:11").status_code == 422


# Proof


def test_a_guardian_proves_it_with_a_photo_that_only_the_two_sides_see(client_as, camera):
    answer = asks(client_as("谢国强"), camera, who="guardian", photos=photo())
    assert answer.status_code == 303
    there = f"{HERE}/{newest().id}/photos/{album.photos_of(newest())[0].id}"
    assert client_as("谢国强").get(there).mimetype == "image/jpeg"
    assert client_as("方敏仪").get(there).status_code == 200
    assert client_as("黄美珍").get(there).status_code == 404


@pytest.mark.parametrize(("start", "name"), [
    (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.jpg"), (b"\x1aE\xdf\xa3" + b"webm" * 20, "录像.webm"),
    (b"xx", "走廊.mp4")])
def test_no_video_comes_in(client_as, camera, start, name):
    file = (io.BytesIO(start + b"\0" * 300), name)
    answer = asks(client_as("谢国强"), camera, photos=file)
    assert answer.status_code == 422 and "不收录像" in answer.text and "电动车不见了" in answer.text


def test_a_photo_that_came_stays_when_a_word_is_missing(client_as, camera):
    answer = asks(client_as("谢国强"), camera, who="kin", photos=photo(), reason="")
    assert answer.status_code == 422 and "已经收到" in answer.text


# Who decides


def told(name_of_person):
    return Notice.select().where(Notice.person == name_of_person).order_by(Notice.id.desc()).first()


def test_the_village_decides_about_a_common_camera(client_as, camera, person):
    asks(client_as("谢国强"), camera)
    row = newest()
    assert told(person("方敏仪")).url == f"{HERE}/{row.id}" and "电动车" not in told(person("方敏仪")).text
    assert row.number in client_as("方敏仪").get("/me/").text
    answer = post(client_as("方敏仪"), f"{HERE}/{row.id}/decide",
                  {"verdict": "grant", "masked": "y", "words": "带身份证来村委"})
    assert answer.status_code == 303
    row = newest()
    assert (row.state, row.masked, row.decided_on) == (GRANTED, True, today())
    page = client_as("谢国强").get(f"{HERE}/{row.id}").text
    assert "带身份证来村委" in page and "遮住别人的脸" in page and "录像保存到" in page
    assert told(person("谢国强")).url == f"{HERE}/{row.id}" and "身份证" not in told(person("谢国强")).text


def test_the_owner_decides_about_theirs_and_the_village_does_not_see_it(client_as, person, village):
    shop = make_camera(village("宅群村"), person=person("黄美珍"), article=9, place="美珍小店门口")
    asks(client_as("谢国强"), shop)
    url = f"{HERE}/{newest().id}"
    assert client_as("方敏仪").get(url).status_code == 404
    assert newest().number in client_as("黄美珍").get("/me/").text
    answer = post(client_as("黄美珍"), f"{url}/decide", {"verdict": "refuse", "words": "那天停电"})
    assert answer.status_code == 303
    assert newest().state == REFUSED and "那天停电" in client_as("谢国强").get(url).text


def test_what_the_owner_or_their_household_asks_the_village_decides(client_as, person, village):
    shop = make_camera(village("宅群村"), person=person("黄美珍"), article=9, place="美珍小店门口")
    asks(client_as("黄美珍"), shop)
    assert client_as("黄美珍").get(f"{HERE}/{newest().id}/decide").status_code == 403
    assert client_as("方敏仪").get(f"{HERE}/{newest().id}/decide").status_code == 200
    same = person("谢国强")
    same.household = person("黄美珍").household
    same.save()
    asks(client_as("谢国强"), shop)
    url = f"{HERE}/{newest().id}"
    assert client_as("黄美珍").get(url).status_code == 404, "the owner is not told who of the house asks"
    assert client_as("方敏仪").get(f"{url}/decide").status_code == 200
    assert (told(person("黄美珍")) is None) or told(person("黄美珍")).url != url


@pytest.mark.parametrize("lost", ["phone", "password_hash", "disabled_at"])
def test_where_the_owner_cannot_sign_in_the_village_decides(client_as, person, village, lost):
    owner = person("黄美珍")
    shop = make_camera(village("宅群村"), person=owner, article=9)
    setattr(owner, lost, utc_now() if lost == "disabled_at" else None)
    owner.save()
    asks(client_as("谢国强"), shop)
    assert client_as("方敏仪").get(f"{HERE}/{newest().id}/decide").status_code == 200


def test_nobody_decides_their_own_nor_their_households(client_as, camera, person, scope_of):
    asks(client_as("方敏仪"), camera)
    url, row = f"{HERE}/{newest().id}", newest()
    assert client_as("方敏仪").get(f"{url}/decide").status_code == 403
    with pytest.raises(workflow.NotAllowed):
        services.decide(scope_of("方敏仪"), row, True, True, "", "mine")
    assert told(person("梁书宁")).url == url, "where nobody is left in the village, the township is asked"
    assert post(client_as("梁书宁"), f"{url}/decide", {"verdict": "grant"}).status_code == 303
    near = person("谢国强")
    near.household = person("方敏仪").household
    near.save()
    asks(client_as("谢国强"), camera)
    assert client_as("方敏仪").get(f"{HERE}/{newest().id}/decide").status_code == 403


def test_a_refusal_says_why(client_as, camera, person):
    row = make_request(camera, person("谢国强"))
    answer = post(client_as("方敏仪"), f"{HERE}/{row.id}/decide", {"verdict": "refuse", "words": " "})
    assert answer.status_code == 422 and "不同意要写一句原因" in answer.text and newest().state == ASKED


def test_the_police_ask_by_paper_and_only_they(client_as, camera, police, person, scope_of):
    client = client_as("谭志豪")
    assert "checked" in client.get(f"{HERE}/ask/{camera.id}").text.split('value="police"')[0][-90:] or (
        "checked" in client.get(f"{HERE}/ask/{camera.id}").text.split('value="police"')[1][:40])
    answer = asks(client, camera, who="police", paper="")
    assert answer.status_code == 422 and "通知书编号" in answer.text
    assert asks(client, camera, who="police", paper="开公调字〔2026〕15 号").status_code == 303
    page = client_as("方敏仪").get(f"{HERE}/{newest().id}/decide").text
    assert "开公调字" in page and "checked" not in page.split('name="masked"')[1][:60]
    assert asks(client_as("谢国强"), camera, paper="假的").status_code == 303 and newest().paper == ""
    with pytest.raises(workflow.NotAllowed):
        services.ask(scope_of("谢国强"), camera, moment(1, 9), moment(1, 10), [], "x", who="police",
                     paper="1", reason="x")


@pytest.fixture
def owed(client_as, person, village, police):
    """A request of the police about 黄美珍's shop, by paper, which she left unanswered."""
    shop = make_camera(village("宅群村"), person=person("黄美珍"), article=9, place="美珍小店门口")
    asks(client_as("谭志豪"), shop, who="police", paper="开公调字 7 号")
    FootageRequest.update(answer_by=YESTERDAY).where(FootageRequest.id == newest().id).execute()
    return newest()


def test_what_the_owner_owes_the_police_goes_to_the_village(client_as, owed, person):
    """Once, whatever clocks run; the owner may still answer; the request says so."""
    url = f"{HERE}/{owed.id}"
    assert client_as("方敏仪").get(url).status_code == 404
    for _each in range(2):
        clock.tick(utc_now())
        services.pass_on(owed)  # a second clock that read it before
    assert newest().passed_on == today() and newest().state == ASKED
    for name in ("方敏仪", "黄美珍", "谭志豪"):
        assert [row.url for row in Notice.select().where(Notice.person == person(name))].count(url) == (
            2 if name == "黄美珍" else 1), name
    for name in ("方敏仪", "黄美珍", "谭志豪"):
        assert "转给村委了" in client_as(name).get(url).text, name
    assert [line.name for line in workflow.history_of(newest())] == ["begin", "pass_on"]
    assert client_as("黄美珍").get(f"{url}/decide").status_code == 200
    assert post(client_as("方敏仪"), f"{url}/decide", {"verdict": "grant"}).status_code == 303
    assert newest().state == GRANTED and newest().decided_by == person("方敏仪")


def test_in_time_and_answered_it_stays_with_the_owner(client_as, owed, person, scope_of):
    FootageRequest.update(answer_by=today()).where(FootageRequest.id == owed.id).execute()
    clock.tick(utc_now())
    assert newest().passed_on is None, "today is still hers"
    FootageRequest.update(answer_by=YESTERDAY, state=GRANTED).where(FootageRequest.id == owed.id).execute()
    clock.tick(utc_now())
    assert newest().passed_on is None


def test_what_others_ask_stays_with_the_owner_however_late(client_as, person, village):
    """Art. 21 wants the manager's own consent, and a private camera may not leak (33)."""
    shop = make_camera(village("宅群村"), person=person("黄美珍"), article=9)
    asks(client_as("谢国强"), shop)
    FootageRequest.update(answer_by=YESTERDAY).where(FootageRequest.id == newest().id).execute()
    clock.tick(utc_now())
    assert newest().passed_on is None and client_as("方敏仪").get(f"{HERE}/{newest().id}").status_code == 404
    page = client_as("谢国强").get(f"{HERE}/{newest().id}").text
    assert "还没有答复" in page and "找派出所" in page


def test_staff_of_the_owners_house_do_not_answer_for_it(client_as, owed, person):
    clerk = person("方敏仪")
    clerk.household = person("黄美珍").household
    clerk.save()
    clock.tick(utc_now())
    assert client_as("方敏仪").get(f"{HERE}/{owed.id}").status_code == 404
    assert told(person("梁书宁")).url == f"{HERE}/{owed.id}"
    assert client_as("梁书宁").get(f"{HERE}/{owed.id}/decide").status_code == 200


def test_a_clock_without_anything_owed_asks_once(app):
    with count_queries() as seen:
        clock.tick(utc_now())
    assert len(seen) == 1


def test_art_nine_keeps_no_register(client_as, person, village, camera):
    """Exempt from 16(2): nobody is sent to write down who saw it; who wants to, may."""
    shop = make_camera(village("宅群村"), person=person("黄美珍"), article=9)
    granted = make_request(shop, person("谢国强"), GRANTED, decided_by=person("黄美珍"))
    public = make_request(camera, person("谢国强"), GRANTED, decided_by=person("方敏仪"))
    assert granted.number not in client_as("黄美珍").get("/me/").text
    assert public.number in client_as("方敏仪").get("/me/").text
    assert "按条例不用登记" in client_as("黄美珍").get(f"{HERE}/{granted.id}").text
    assert "按条例不用登记" not in client_as("方敏仪").get(f"{HERE}/{public.id}").text
    assert post(client_as("黄美珍"), f"{HERE}/{granted.id}/access", {**SEEN, "masked": ""}).status_code == 303
    assert Access.select().where(Access.request == granted.id).count() == 1


def test_a_camera_that_was_moved_says_where_it_hung_then(client_as, camera, person):
    CameraChange.create(camera=camera, kind="moved", day=today(), before="旧码头", person=person("方敏仪"))
    row = make_request(camera, person("谢国强"))
    for name in ("谢国强", "方敏仪"):
        page = client_as(name).get(f"{HERE}/{row.id}").text
        assert "那时装在" in page and "旧码头" in page
    later = make_request(camera, person("谢国强"), starts_at=utc_now() + timedelta(days=2),
                         ends_at=utc_now() + timedelta(days=2, hours=1))
    assert "旧码头" not in client_as("谢国强").get(f"{HERE}/{later.id}").text


def test_two_decide_at_once_and_one_does(client_as, camera, person, scope_of):
    row = make_request(camera, person("谢国强"))
    clerk, page = client_as("方敏仪"), f"{HERE}/{row.id}/decide"
    html = clerk.get(page)
    services.decide(scope_of("梁书宁"), FootageRequest.get_by_id(row.id), False, False, "看不清", "first")
    assert html.status_code == 200
    form = {"verdict": "grant", "words": "来吧", "csrf_token": re.search(
        r'name="csrf_token" value="([^"]+)"', html.text)[1]}
    answer = clerk.post(page, data=form)
    assert answer.status_code == 409 and "没有同意" in answer.text and "来吧" in answer.text
    assert newest().state == REFUSED and newest().decision == "看不清"


# Shown


def test_what_was_shown_is_a_line_that_nobody_changes(client_as, camera, person):
    row = make_request(camera, person("谢国强"), GRANTED, masked=True, decided_by=person("方敏仪"))
    url = f"{HERE}/{row.id}/access"
    answer = post(client_as("方敏仪"), url, {**SEEN, "masked": ""})
    assert answer.status_code == 422 and "遮好了才能给看" in answer.text
    assert post(client_as("方敏仪"), url, SEEN).status_code == 303
    line = Access.get(Access.request == row.id)
    assert newest().state == SHOWN and line.person == person("方敏仪") and line.masked
    assert "19:10–19:25 广场东边" in client_as("谢国强").get(f"{HERE}/{row.id}").text
    for change in (Access.update(content="x"), Access.delete()):
        with pytest.raises(Exception, match="append-only"), db.atomic():
            change.where(Access.id == line.id).execute()
    assert post(client_as("方敏仪"), url, {**SEEN, "content": "再看 19:30"}).status_code == 303
    assert Access.select().where(Access.request == row.id).count() == 2


@pytest.mark.parametrize(("more", "said"), [
    ({"day": str(today() + timedelta(days=1))}, "还没到"), ({"day": str(YESTERDAY)}, "不能早于同意那天"),
    ({"name": ""}, "请填姓名"), ({"content": ""}, "看了哪一段"), ({"content": "长" * 201}, "最多 200"),
    ({"how": "x"}, ""), ({"unit": ""}, "要填单位")])
def test_a_line_that_lacks_something(client_as, camera, person, more, said):
    row = make_request(camera, person("谢国强"), GRANTED, who="police", paper="1",
                       decided_by=person("方敏仪"))
    answer = post(client_as("方敏仪"), f"{HERE}/{row.id}/access", {**SEEN, "unit": "派出所", **more})
    assert answer.status_code == 422 and said in answer.text and not row.accesses.exists()


def test_nothing_is_shown_that_was_not_granted(client_as, camera, person, scope_of):
    row = make_request(camera, person("谢国强"))
    assert client_as("方敏仪").get(f"{HERE}/{row.id}/access").status_code == 303
    line = {"day": today(), "name": "谢", "unit": "", "how": "viewed", "masked": True, "content": "x"}
    with pytest.raises(LostRace):
        services.show(scope_of("方敏仪"), row, "one", **line)
    FootageRequest.update(state=GRANTED).where(FootageRequest.id == row.id).execute()
    with pytest.raises(workflow.NotAllowed):
        services.show(scope_of("黄美珍"), row, "two", **line)
    assert client_as("谢国强").get(f"{HERE}/{row.id}/access").status_code == 403


def test_withdrawing(client_as, camera, person):
    row = make_request(camera, person("谢国强"))
    url = f"{HERE}/{row.id}/withdraw"
    assert client_as("方敏仪").get(url).status_code == 403
    assert post(client_as("谢国强"), url).status_code == 303 and newest().state == WITHDRAWN
    assert client_as("谢国强").get(url).status_code == 303
    assert client_as("方敏仪").get(f"{HERE}/{row.id}/decide").status_code == 303


# What waits, and what is counted


def test_what_waits(client_as, camera, person, scope_of, app):
    FootageRequest.update(state=WITHDRAWN).execute()
    row = make_request(camera, person("谢国强"))

    def waits(name, place=V):
        return [each.id for each in lists.awaiting(scope_of(name, place))]
    assert waits("方敏仪") == waits("谢国强") == [row.id]
    assert waits("梁书宁", TOWN) == waits("黄美珍") == []
    assert "调阅申请" in client_as("方敏仪").get(f"/{V}/desk").text
    FootageRequest.update(answer_by=YESTERDAY).where(FootageRequest.id == row.id).execute()
    assert waits("梁书宁", TOWN) == [row.id], "the township hears of what is late"
    with app.test_request_context():
        assert lists.to_decide(scope_of("方敏仪")).count() == 1


def test_reading_from_above_leaves_a_line(client_as, camera, person):
    row = make_request(camera, person("谢国强"))

    def read():
        return AuditLine.select().where(AuditLine.what == "cctv.footage").count()
    client_as("方敏仪").get(f"{HERE}/{row.id}"), client_as("谢国强").get(f"{HERE}/{row.id}")
    assert read() == 0
    assert client_as("梁书宁").get(f"{HERE}/{row.id}").status_code == 200 and read() == 1


def test_the_register_is_printed_as_the_law_asks(client_as, camera, person):
    row = make_request(camera, person("谢国强"), SHOWN, who="police", paper="开公调 9 号")
    Access.create(request=row, day=today(), name="谭志豪", unit="塘口派出所", how="handed", masked=False,
                  content="19:10–19:25", person=person("方敏仪"))
    page = client_as("方敏仪").get(f"/{V}/cctv/ledgers/accesses").text
    for said in ("谭志豪", "塘口派出所", "车被刮了", "19:10–19:25", "复制交出", "没有遮", "开公调 9 号",
                 camera.number):
        assert said in page, said
    assert client_as("谢国强").get(f"/{V}/cctv/ledgers/accesses").status_code == 403


def test_the_figures(client_as, person, village):
    camera = make_camera(village("强亚村"))
    for state, late in ((GRANTED, 0), (SHOWN, 0), (REFUSED, 1), (WITHDRAWN, 0), (ASKED, 0)):
        make_request(camera, person("谢国强"), state, answer_by=today() - timedelta(days=late))
    page = client_as("梁书宁").get(f"/{NEXT}/cctv/figures").text
    assert "答复了 3 件，同意 2 件" in page and "答复了 3 件，按时 2 件" in page


def test_a_long_list_asks_no_more(client_as, camera, person):
    clerk = client_as("方敏仪")

    def asked():
        with count_queries() as seen:
            clerk.get(HERE)
        return len(seen)
    make_request(camera, person("谢国强"))
    few = asked()
    for _each in range(30):
        make_request(camera, person("谢国强"))
    assert asked() == few <= 15
    assert "第 2 页" in client_as("方敏仪").get(f"{HERE}?page=2").text
    assert client_as("方敏仪").get(f"{HERE}?page=-5&state=zzz").status_code == 200


def test_a_household_of_none_is_nobodys(client_as, camera, person):
    """Two people without a household are not of one."""
    for name in ("方敏仪", "谢国强"):
        someone = person(name)
        someone.household = None
        someone.save()
    asks(client_as("谢国强"), camera)
    assert client_as("方敏仪").get(f"{HERE}/{newest().id}/decide").status_code == 200


def test_what_was_granted_masked_is_never_recorded_otherwise(camera, person, scope_of):
    row = make_request(camera, person("谢国强"), GRANTED, masked=True, decided_by=person("方敏仪"))
    with pytest.raises(services.NotMasked):
        services.show(scope_of("方敏仪"), row, "one", day=today(), name="谢", unit="", how="viewed",
                      masked=False, content="x")
    assert not row.accesses.exists() and FootageRequest.get_by_id(row.id).state == GRANTED
