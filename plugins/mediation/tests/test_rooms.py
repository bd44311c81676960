"""Rooms, their hours and their public calendar."""

from datetime import time, timedelta

import pytest

from linli.testing import count_queries, post
from linli.toolkit.calendar import to_utc, today
from plugins.mediation.cases.models import Case
from plugins.mediation.cases.states import SITTING
from plugins.mediation.rooms.models import Room, RoomVillage
from plugins.mediation.sessions.models import Session
from plugins.mediation.tests.making import make_case

V, W = "/440783108226/mediation", "/440783108227/mediation"
SAID = {"title": "榕树下", "place": "榕树边的小屋", "weekdays": ["1", "3"], "opens": "9:00",
        "closes": "17:30", "seats": "6", "note": "钥匙在小店", "villages": ["440783108227"]}


@pytest.fixture
def tree(client_as):
    """The room of SAID, made by 方敏仪."""
    assert post(client_as("方敏仪"), f"{V}/rooms/new", SAID).status_code == 303
    return Room.get(Room.title == "榕树下")


def test_a_room_is_shared_with_other_villages(client_as, tree):
    assert (tree.weekdays, tree.opens, tree.closes) == (("1", "3"), time(9), time(17, 30))
    assert "榕树下" in client_as().get(f"{V}/rooms").text
    assert "榕树下" in client_as().get(f"{W}/rooms").text
    seen = client_as().get(f"{W}/rooms/{tree.id}").text
    assert "榕树边的小屋" in seen
    assert "强亚村" in seen
    assert client_as().get(f"/440783108222/mediation/rooms/{tree.id}").status_code == 404


@pytest.mark.parametrize(("field", "value", "words"), [
    ("title", " ", "请填名字"), ("closes", "9:00", "关门要比开门晚"), ("weekdays", [], "请至少选一天"),
    ("weekdays", ["8"], ""), ("villages", ["440783108999"], ""), ("opens", "25:00", "时间请写成"),
    ("title", "a\0b", "看不见的符号"), ("seats", "9" * 20, "整数")])
def test_what_is_wrong_is_said_and_nothing_is_made(client_as, field, value, words):
    before = Room.select().count()
    answer = post(client_as("方敏仪"), f"{V}/rooms/new", {**SAID, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert Room.select().count() == before


def test_one_title_once_in_a_place(client_as, tree):
    answer = post(client_as("方敏仪"), f"{V}/rooms/new", SAID)
    assert answer.status_code == 422
    assert "已经有一个叫这个名字的" in answer.text


def test_a_change_moves_the_sharing_and_a_stale_one_is_told(client_as, tree):
    clerk, url = client_as("方敏仪"), f"{V}/rooms/{tree.id}/edit"
    assert post(clerk, url, {**SAID, "villages": []}).status_code == 303
    assert not RoomVillage.select().where(RoomVillage.room == tree).exists()
    answer = post(clerk, url, {**SAID, "title": "老榕树下", "version": "0"})
    assert answer.status_code == 409
    assert "老榕树下" in answer.text
    assert Room.get_by_id(tree.id).title == "榕树下"


def test_a_closed_room_is_offered_no_more(client_as, tree):
    assert post(client_as("方敏仪"), f"{V}/rooms/{tree.id}/close").status_code == 303
    assert "榕树下" not in client_as().get(f"{V}/rooms").text
    assert client_as("方敏仪").get(f"{V}/rooms/{tree.id}/edit").status_code == 404


def test_only_staff_of_the_place_keep_its_rooms(client_as, tree):
    for name, status in (("黄美珍", 403), ("吴国安", 403), ("张远", 403)):
        assert client_as(name).get(f"{V}/rooms/{tree.id}/edit").status_code == status, name
    assert client_as("张远").get(f"{W}/rooms/{tree.id}/edit").status_code == 404


def test_the_calendar_says_which_hours_are_taken_and_nothing_of_whom(client_as, tree, place, person,
                                                                     mediators):
    case = make_case(place, person("黄美珍"), person("谢国强"), SITTING, mediators[0])
    day = today() + timedelta(days=2)
    Session.create(locality=place, case=case, room=tree, mediator=mediators[0],
                   starts_at=to_utc(day, time(9, 30)), ends_at=to_utc(day, time(11)))
    page = client_as().get(f"{V}/rooms/{tree.id}").text
    assert "上午 9:30 到 上午 11:00 有人用" in page
    assert not any(each in page for each in (case.code, case.number, "黄美珍", "谢国强", "吴国安"))
    assert "公开调解" not in page
    Case.update(is_open=True).where(Case.id == case.id).execute()
    assert "公开调解，可以来听" in client_as().get(f"{V}/rooms/{tree.id}").text
    later = client_as().get(f"{V}/rooms/{tree.id}?day={day + timedelta(days=7)}").text
    assert "有人用" not in later.replace("哪些时间有人用", "")


@pytest.mark.parametrize("day", ["", "x", "2026-13-45", "9999-12-31", "0001-01-01"])
def test_odd_days_of_the_calendar(client_as, tree, day):
    assert client_as().get(f"{V}/rooms/{tree.id}?day={day}").status_code == 200


def test_the_list_asks_no_more_with_more_rooms(client_as, tree, place):
    def count():
        with count_queries() as seen:
            client_as().get(f"{V}/rooms")
        return len(seen)
    before = count()
    for number in range(9):
        Room.create(locality=place, title=f"第{number}间", place="x", opens=time(9), closes=time(10))
    assert count() == before
