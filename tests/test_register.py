"""户和人: who sees the register, what is entered by hand, and that each change is a line."""

import re
from html import unescape

import pytest

from linli.audit.models import AuditLine
from linli.database import transaction
from linli.delivery.models import Notice
from linli.localities.services import add
from linli.people.models import Household, Person
from linli.people.services import give_post
from linli.register.models import ADDRESS_CHANGED, JOINED, REGISTERED, HouseholdEvent
from linli.testing import post
from linli.testing.walking import unpacked

V, TOWNSHIP = "/440783108226", "/440783108000"
LIST, PEOPLE = f"{V}/register/ledgers/households", f"{V}/register/ledgers/people"


@pytest.fixture
def clerk(client_as):
    return client_as("方敏仪")


@pytest.fixture
def family(village):
    """A household 900 with 甲一, its head, and 甲二."""
    home = Household.create(locality=village("宅群村"), number="900", address="祖宅 9 号")
    for name, phone, head in (("甲一", "+8614000009001", True), ("甲二", None, False)):
        Person.create(name=name, phone=phone, household=home, locality=home.locality, is_head=head)
    return home


def lines(household):
    return [(line.kind, line.person and line.person.name, line.words) for line in
            HouseholdEvent.select().where(HouseholdEvent.household == household).order_by(HouseholdEvent.id)]


@pytest.mark.parametrize("word", ["900", "祖宅 9", "甲二", "14000009001"])
def test_staff_find_a_household_by_number_address_name_and_phone(clerk, family, word):
    found = clerk.get(LIST, query_string={"q": word}).text
    assert f"{V}/register/households/{family.id}" in found and "甲一" in found and "共 1 条" in found


def test_the_list_counts_heads_and_leaves_out_who_left(clerk, family, village):
    Household.create(locality=village("宅群村"), number="901", address="祖宅 10 号", closed_on="2026-11-01")
    shown = clerk.get(f"{LIST}?q=祖宅").text
    assert "901" not in shown and "共 1 条" in shown
    assert "901" in clerk.get(f"{LIST}?q=祖宅&state=left").text
    everything = clerk.get(f"{LIST}?q=祖宅&state=").text
    assert "共 2 条" in everything and "已注销" in everything


def test_the_register_is_printed_on_a4_with_its_reason(clerk, family):
    paper = post(clerk, f"{LIST}/export?q=900", {"purpose": "archive", "format": "paper"})
    assert "甲一" in paper.text and "祖宅 9 号" in paper.text
    names = unpacked(post(clerk, f"{PEOPLE}/export?q=900", {"purpose": "archive", "format": "xlsx"}).data)
    assert "甲二".encode() in names and b"14000009001" not in names and b"140****9001" in names
    assert {line.what for line in AuditLine.select().where(AuditLine.act == "export")} == {
        "register.households", "register.people"}


def test_who_sees_whom(client_as, family, village):
    """Village staff and grid workers their place; the township no names; anybody else nothing."""
    page = f"{V}/register/households/{family.id}"
    for name in ("方敏仪", "方立秋"):
        assert "甲二" in client_as(name).get(page).text
    for name in ("梁书宁", "黄美珍", "司徒晴", "周伯年", "关启文"):
        for url in (page, LIST, PEOPLE):
            assert client_as(name).get(url).status_code == 403
    counted = client_as("梁书宁").get(f"{TOWNSHIP}/register/ledgers/masked?q=900").text
    assert "900" in counted and "甲" not in counted and "祖宅" not in counted
    elsewhere = Household.create(locality=village("强亚村"), number="900", address="x")
    assert client_as("方敏仪").get(f"{V}/register/households/{elsewhere.id}").status_code == 404


def test_a_grid_worker_of_one_grid_sees_its_households_only(client_as, person, family, village):
    grid = add(village("宅群村"), f"{V[1:]}-g90", "第九十网格", "grid")
    block = add(grid, f"{V[1:]}-m90", "祖宅微网格", "micro_grid")
    inside = Household.create(locality=village("宅群村"), block=block, number="901", address="祖宅 10 号")
    worker = person("陈玉莲")
    give_post(worker, "grid_worker", grid)
    client, here = client_as("陈玉莲"), f"/{grid.code}/register"
    shown = client.get(f"{here}/ledgers/households").text
    assert "祖宅 10 号" in shown and "共 1 条" in shown
    assert client.get(f"{here}/households/{inside.id}").status_code == 200
    assert client.get(f"{here}/households/{family.id}").status_code == 404
    assert client.get(f"{V}/register/households/{inside.id}").status_code == 403
    made = post(client, f"/{block.code}/register/households/new", {"number": "902", "address": "祖宅 11 号"})
    assert made.status_code == 303 and Household.get(Household.number == "902").block_id == block.code


def test_a_resident_sees_their_own_household_and_its_history(client_as, person):
    home = person("黄美珍").household
    own = client_as("黄美珍").get("/me/household").text
    assert home.address in own and "黄美珍" in own and "登记" in own
    assert "还没有登记在哪一户" in client_as("司徒晴").get("/me/household").text


def test_a_household_and_its_people_are_entered_by_hand(clerk, village):
    sent = {"number": "905", "address": "祖宅 5 号", "words": "户主来村委说的"}
    made = post(clerk, f"{V}/register/households/new", sent)
    home = Household.get(Household.number == "905")
    assert made.location == f"{V}/register/households/{home.id}/people/new"
    for name, phone, head in (("乙一", "14000009051", "y"), ("乙二", "", "")):
        answer = post(clerk, made.location, {"name": name, "phone": phone, "is_head": head} if head else {
            "name": name, "phone": phone})
        assert answer.status_code == 303
    assert lines(home) == [(REGISTERED, None, "户主来村委说的"), (JOINED, "乙一", ""), (JOINED, "乙二", "")]
    head = Person.get(Person.name == "乙一")
    assert head.is_head and head.locality_id == V[1:] and head.phone == "+8614000009051"
    again = post(clerk, f"{V}/register/households/new", sent)
    assert again.status_code == 422 and "已经有这个户号" in again.text and "祖宅 5 号" in again.text


def test_a_form_sent_twice_makes_one(clerk):
    page = clerk.get(f"{V}/register/households/new").text
    sent = {"number": "905", "address": "祖宅 5 号", **_hidden(page)}
    for _each in range(2):
        assert clerk.post(f"{V}/register/households/new", data=sent).status_code in (303, 422)
    assert Household.select().where(Household.number == "905").count() == 1
    home = Household.get(Household.number == "905")
    url = f"{V}/register/households/{home.id}/people/new"
    sent = {"name": "乙二", **_hidden(clerk.get(url).text)}
    assert [clerk.post(url, data=sent).status_code for _each in range(2)] == [303, 303]
    assert home.people.count() == 1


def _hidden(html):
    from linli.testing.pages import PageReader
    return next(form.fields for form in PageReader(html).forms if "nonce" in form.fields)


def test_who_is_known_joins_and_another_ones_phone_is_told(clerk, family):
    url = f"{V}/register/households/{family.id}/people/new"
    known = Person.create(name="甲三", phone="+8614000009003")
    assert post(clerk, url, {"name": "甲三", "phone": "14000009003"}).status_code == 303
    assert Person.get_by_id(known.id).household_id == family.id
    for sent, said in (({"name": "甲四", "phone": "14000009003"}, "另一位"),
                       ({"name": "甲三", "phone": "14000009003"}, "已经在这一户"),
                       ({"name": "甲五", "is_head": "y"}, "已经有户主"),
                       ({"name": "黄美珍", "phone": "14000000001"}, "")):
        answer = post(clerk, url, sent)
        assert answer.status_code == 422 and said in answer.text
    assert family.people.count() == 3


def test_by_hand_nobody_of_elsewhere_is_entered_nor_told_of(clerk, family, person):
    url = f"{V}/register/households/{family.id}/people/new"
    for name in ("余海川", "冒名"):
        answer = post(clerk, url, {"name": name, "phone": "14000000008"})
        assert answer.status_code == 422 and "这个手机号别处登记过" in answer.text
    assert person("余海川").household_id is None


def test_an_account_is_told_that_it_was_entered_in_a_household(clerk, family):
    known = Person.create(name="甲三", phone="+8614000009003", password_hash="x")
    url = f"{V}/register/households/{family.id}/people/new"
    assert post(clerk, url, {"name": "甲三", "phone": "14000009003"}).status_code == 303
    assert Notice.select().where(Notice.person == known).count() == 1


def test_an_address_is_corrected_and_the_old_one_stays_in_the_history(clerk, family):
    url = f"{V}/register/households/{family.id}/address"
    stale = _hidden(clerk.get(url).text)
    assert post(clerk, url, {"address": "祖宅 19 号"}).status_code == 303
    assert lines(family) == [(ADDRESS_CHANGED, None, "原来是：祖宅 9 号")]
    answer = clerk.post(url, data={**stale, "address": "祖宅 29 号"})
    assert answer.status_code == 409 and "祖宅 19 号" in answer.text and "祖宅 29 号" in answer.text
    assert "祖宅 9 号" in clerk.get(f"{V}/register/households/{family.id}").text


def test_a_phone_is_masked_until_somebody_says_why(clerk, family, person):
    page = f"{V}/register/households/{family.id}"
    text = clerk.get(page).text
    assert "14000009001" not in text
    ask = unescape(re.search(r'href="([^"]*/reveal/[^"]+)"', text)[1])
    assert post(clerk, ask, {"purpose": "ring"}).status_code == 303
    assert "14000009001" in clerk.get(page).text
    line = AuditLine.get(AuditLine.act == "reveal")
    assert (line.person, line.what) == (person("方敏仪"), "register")


def test_who_left_the_register_takes_nobody_in(clerk, family):
    Household.update(closed_on="2026-11-01").where(Household.id == family.id).execute()
    page = f"{V}/register/households/{family.id}"
    assert "已注销" in clerk.get(page).text
    for tail in ("people/new", "address"):
        assert clerk.get(f"{page}/{tail}").status_code == 404


def test_a_line_of_history_stays_as_it_was_written(app, person):
    home = person("黄美珍").household
    line = HouseholdEvent.create(household=home, kind=JOINED, day="2026-11-01", person=person("黄美珍"))
    for query in (HouseholdEvent.update(words="x").where(HouseholdEvent.id == line.id),
                  HouseholdEvent.delete().where(HouseholdEvent.id == line.id)):
        with pytest.raises(Exception, match="append-only"), transaction():
            query.execute()
    empty = Household.create(locality=home.locality, number="999", address="x")
    HouseholdEvent.create(household=empty, kind=REGISTERED, day="2026-11-01")
    with transaction():
        empty.delete_instance()
    assert not HouseholdEvent.select().where(HouseholdEvent.household == empty.id).exists()
