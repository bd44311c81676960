"""Blocks: added with a code of their own, filled with households, seen by their village alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from linli.database import db
from linli.localities import services as localities
from linli.localities.models import Locality
from linli.people.models import Household
from linli.testing import count_queries, post
from linli.testing.races import let_two_meet

V = "440783108226"
BLOCKS = f"/{V}/leaders/blocks"


def households(*numbers):
    return [row.id for row in Household.select().where(
        Household.locality == V, Household.number.in_(numbers)).order_by(Household.number)]


def lives_in(number):
    return Household.get(Household.locality == V, Household.number == number).block_id


def test_a_block_gets_the_next_number_and_no_name_stands_twice(clerk):
    new = {"kind": "building", "name": "3 号楼"}
    answer = post(clerk, f"{BLOCKS}/new", new)
    assert answer.headers["Location"].endswith(f"{V}-b03/households")
    made = Locality.get_by_id(f"{V}-b03")
    assert (made.parent_id, made.path.endswith(f"/{V}/{V}-b03/")) == (V, True)
    again = post(clerk, f"{BLOCKS}/new", {"kind": "micro_grid", "name": "3 号楼"})
    assert again.status_code == 422 and "已经有一个叫这个名字" in again.text
    assert clerk.get(f"/{V}-b03/leaders/").status_code == 200


def test_the_same_form_twice_makes_one(clerk):
    page = clerk.get(f"{BLOCKS}/new").text
    data = {"kind": "staircase", "name": "1 号楼 A 梯", "nonce": "once",
            "csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
    first, second = (clerk.post(f"{BLOCKS}/new", data=data) for _each in range(2))
    assert first.headers["Location"] == second.headers["Location"] and second.status_code == 303
    assert Locality.select().where(Locality.kind == "staircase").count() == 1


def test_two_clerks_at_once_get_two_numbers(app, village, monkeypatch):
    place = village("宅群村")
    let_two_meet(monkeypatch, localities, "_next_code")

    def attempt(name):
        with app.app_context(), db.connection_context():
            return localities.add_below(place, "building", name, name).code
    db.close_all()
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(attempt, ("东楼", "西楼"))) == {f"{V}-b03", f"{V}-b04"}


@pytest.mark.parametrize(("data", "said"), [
    ({"kind": "", "name": "3 号楼"}, "请选一种"), ({"kind": "village", "name": "3 号楼"}, "3 号楼"),
    ({"kind": "building", "name": "  "}, "请填名字"),
    ({"kind": "building", "name": "长" * 41}, "最多 40 个字")])
def test_what_is_wrong_is_said(clerk, data, said):
    answer = post(clerk, f"{BLOCKS}/new", data)
    assert answer.status_code == 422 and said in answer.text


def test_a_block_is_renamed_and_the_second_clerk_is_told(clerk, client_as, block):
    url = f"{BLOCKS}/{block('2 号楼').code}/rename"
    assert post(clerk, url, {"name": "荣华楼"}).status_code == 303
    stale = post(clerk, url, {"name": "二号楼", "was": "2 号楼"})
    assert stale.status_code == 409 and "荣华楼" in stale.text and "二号楼" in stale.text
    assert post(clerk, url, {"name": "1 号楼"}).status_code == 422
    assert Locality.get_by_id(url.split("/")[-2]).name == "荣华楼"


def test_households_move_in_and_out(clerk, block):
    one, two = block("1 号楼").code, block("2 号楼").code
    homes = households("007", "035")
    page = clerk.get(f"{BLOCKS}/{one}/households").text
    assert "在2 号楼" in page and "040 ·" in page
    assert post(clerk, f"{BLOCKS}/{one}/households", {"households": homes}).status_code == 303
    assert [lives_in("007"), lives_in("035"), lives_in("008")] == [one, one, two]
    assert post(clerk, f"{BLOCKS}/{one}", {"households": homes[:1]}).status_code == 303
    assert [lives_in("007"), lives_in("035")] == [None, one]


def test_households_are_found_by_number_or_address(clerk, block):
    url = f"{BLOCKS}/{block('1 号楼').code}/households"
    assert 'value="040"' not in clerk.get(url).text
    found = clerk.get(f"{url}?q=040").text
    assert "共 1 户" in found and "040 ·" in found
    assert "没有找到" in clerk.get(f"{url}?q=天外天").text


def test_only_households_of_this_village_can_be_chosen(clerk, block, village):
    foreign = Household.get(Household.locality == village("强亚村"))
    url = f"{BLOCKS}/{block('1 号楼').code}/households"
    for chosen in (foreign.id, 999999, "x", "9" * 30, ""):
        assert post(clerk, url, {"households": [chosen]}).status_code == 422
    assert Household.get_by_id(foreign.id).block_id == foreign.block_id


def test_a_micro_grid_of_an_odd_size_is_said_and_let_be(clerk, block):
    small, right = block("村口"), block("祠堂边")
    assert "一般是 10 到 15 户" in clerk.get(f"{BLOCKS}/{small.code}").text
    assert "一般是 10 到 15 户" not in clerk.get(f"{BLOCKS}/{right.code}").text


def test_only_the_villages_own_staff(client_as, clerk_next_door, block, village):
    url = f"{BLOCKS}/{block('1 号楼').code}"
    for where in (BLOCKS, url, f"{url}/households", f"{url}/rename", f"{BLOCKS}/new"):
        assert client_as("黄美珍").get(where).status_code == 403
        assert clerk_next_door.get(where).status_code == 403
    there = f"/{village('强亚村').code}/leaders/blocks/{block('1 号楼').code}"
    for where in (there, f"{there}/households", f"{there}/rename"):
        assert clerk_next_door.get(where).status_code == 404


def test_queries_do_not_grow_with_the_blocks(clerk, village):
    clerk.get(BLOCKS)
    with count_queries() as before:
        clerk.get(BLOCKS)
    for number in range(10):
        localities.add_below(village("宅群村"), "building", f"新 {number}", f"n{number}")
    with count_queries() as after:
        clerk.get(BLOCKS)
    assert len(after) == len(before) <= 15
