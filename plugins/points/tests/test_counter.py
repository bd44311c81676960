"""The counter: a number or a code, one button, handed over once, and never to one's own household."""

import pytest

from linli.database import LostRace
from linli.people.services import give_post
from linli.testing import post
from linli.testing.pages import PageReader
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import history_of
from plugins.points.accounts.models import Account, Entry
from plugins.points.shop import services
from plugins.points.shop.models import HANDED, Good, Redemption

HERE = "/440783108226/points"
COUNTER = f"{HERE}/counter"


@pytest.fixture
def keeper(client_as):
    """何永康, who keeps the counter of 宅群村."""
    return client_as("何永康")


@pytest.fixture
def taken(soap, take):
    """Two bars that 黄美珍's household has taken."""
    return take("黄美珍", soap, 2)


def told(person):
    return [row.title for row in Notice.select().where(Notice.person == person)]


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "short"])
def test_the_number_leads_to_what_is_to_be_handed_over(keeper, taken, typed):
    words = {"lower": taken.number.lower(), "short": str(int(taken.number.rsplit("-", 1)[1]))}.get(
        typed, typed.format(taken.number))
    answer = post(keeper, COUNTER, {"number": words})
    assert answer.location == f"{COUNTER}/{taken.number}"
    page = keeper.get(answer.location).text
    assert taken.account.household.number in page and "茶皂 2 块" in page and "发放" in page


@pytest.mark.parametrize("typed", ["DH-2020-9999", "99999", "%", "' OR 1=1", "😀", "x" * 31, "", "\0"])
def test_a_number_that_is_not_here(keeper, taken, typed):
    answer = post(keeper, COUNTER, {"number": typed})
    assert answer.status_code == 422 and taken.account.household.number in answer.text


def test_the_code_is_checked(keeper, taken):
    assert "二维码对上了" in keeper.get(f"{COUNTER}/{taken.number}?t={taken.token}").text
    for token in ("", "wrong", "%E4%BD%A0"):
        answer = keeper.get(f"{COUNTER}/{taken.number}?t={token}")
        assert answer.status_code == 404 and "对不上" in answer.text
    answer = keeper.get(f"{COUNTER}/DH-2020-0001?t={taken.token}")
    assert answer.status_code == 404 and "没有 DH-2020-0001" in answer.text


def test_who_may_stand_at_the_counter(client_as, taken):
    for name, status in (("黄美珍", 403), ("周伯年", 403), ("梁书宁", 403), ("方敏仪", 200), (None, 302)):
        assert client_as(name).get(f"{COUNTER}/{taken.number}").status_code == status, name


def test_the_keeper_of_another_village_finds_nothing(client_as, person, village, taken):
    give_post(person("陈玉莲"), "points_keeper", village("强亚村"))
    client = client_as("陈玉莲")
    assert client.get(f"{COUNTER}/{taken.number}").status_code == 403
    there = "/440783108227/points/counter"
    assert client.get(f"{there}/{taken.number}").status_code == 404


def test_handed_over_once_of_twenty(keeper, taken, person):
    url = f"{COUNTER}/{taken.number}"
    fields = PageReader(keeper.get(url).text).forms[-1].fields
    answers = [keeper.post(url, data=fields) for _each in range(20)]
    assert [each.status_code for each in answers] == [303] + [409] * 19
    assert "已领走" in answers[-1].text and "何永康" in answers[-1].text
    row = Redemption.get_by_id(taken.id)
    assert row.state == HANDED and row.handed_by == person("何永康") and row.handed_at
    assert [line.name for line in history_of(row)] == ["begin", "hand"]
    assert told(person("黄美珍")).count("东西领走了") == 1
    assert Entry.select().where(Entry.record == row.record).count() == 1, "handing over moves no points"


def test_never_to_ones_own_household(client_as, person, soap, take, scope_of):
    own = take("方敏仪", soap)
    client = client_as("方敏仪")
    url = f"{COUNTER}/{own.number}"
    page = client.get(url)
    assert "请别的同事来发" in page.text and "<button>发放" not in page.text
    token = PageReader(client.get(COUNTER).text).forms[-1].fields["csrf_token"]
    assert client.post(url, data={"csrf_token": token}).status_code == 403
    assert Redemption.get_by_id(own.id).state == "reserved"
    assert post(client_as("何永康"), url).status_code == 303


def test_what_was_cancelled_is_not_handed_over(keeper, taken, scope_of):
    url = f"{COUNTER}/{taken.number}"
    fields = PageReader(keeper.get(url).text).forms[-1].fields
    services.cancel(scope_of("黄美珍"), taken)
    answer = keeper.post(url, data=fields)
    assert answer.status_code == 409 and "已取消" in answer.text
    with pytest.raises(LostRace):
        services.hand(scope_of("何永康"), Redemption.get_by_id(taken.id))


def test_somebody_without_a_phone_is_served(keeper, soap, rich, person):
    account = rich("谢国强", 12)
    url, words = f"{COUNTER}/serve", {"household": account.household.number, "good": f"{soap.id}-5",
                                      "count": "2"}
    asked = post(keeper, url, words)
    assert "谢国强" in asked.text and "2 分" in asked.text and Account.get_by_id(account.id).balance == 12
    words["sure"] = "yes"
    answer = post(keeper, url, words)
    row = Redemption.get(Redemption.account == account.id, Redemption.good == soap.id)
    assert answer.location == f"{COUNTER}/{row.number}"
    assert row.reserved_by == person("何永康") and Account.get_by_id(account.id).balance == 2
    assert "兑换点帮您家换了东西" in told(person("谢国强"))
    assert post(keeper, answer.location).status_code == 303
    short = post(keeper, url, words)
    assert short.status_code == 409 and "积分不够" in short.text and account.household.number in short.text


@pytest.mark.parametrize(("typed", "words"), [
    ({"household": "99999"}, "没有这个户号"), ({"household": ""}, "请填户号"), ({"count": "0"}, "1 到 99"),
    ({"good": "x"}, ""), ({"household": "\0"}, "看不见的符号")])
def test_what_is_wrong_at_the_counter_is_said(keeper, soap, rich, typed, words):
    account = rich("谢国强", 12)
    answer = post(keeper, f"{COUNTER}/serve", {
        "household": account.household.number, "good": f"{soap.id}-5", "count": "1", **typed})
    assert answer.status_code == 422 and words in answer.text
    assert Account.get_by_id(account.id).balance == 12


def test_a_price_that_changed_while_the_keeper_typed(keeper, soap, rich):
    account = rich("谢国强", 12)
    Good.update(price=6).where(Good.id == soap.id).execute()
    answer = post(keeper, f"{COUNTER}/serve", {
        "household": account.household.number, "good": f"{soap.id}-5", "count": "1"})
    assert answer.status_code == 422 and Account.get_by_id(account.id).balance == 12


def test_the_keeper_sees_what_is_to_hand_out_today(keeper, client_as, soap, take, place):
    row = take("黄美珍", soap)
    assert "今天要发东西" not in keeper.get("/me/").text
    Redemption.update(until=row.reserved_at.date()).where(Redemption.id == row.id).execute()
    assert "今天要发东西" in keeper.get("/me/").text
    assert "今天要发东西" not in client_as("谢国强").get("/me/").text
    assert row.number in client_as("黄美珍").get("/me/").text
    assert row.number in keeper.get(COUNTER).text
