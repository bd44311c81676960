"""Taking goods for points: what a household sees, what stands against it, and what gives both back."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from peewee import fn

from linli.database import LostRace, utc_now
from linli.modules.services import save_settings
from linli.people.services import settle
from linli.testing import count_queries, photo, post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.qr import QUIET, code_of
from linli.toolkit.refusals import NotNow
from linli.toolkit.workflow import NotAllowed
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import Account, Entry
from plugins.points.module import module
from plugins.points.shop import clock, days, services, stock
from plugins.points.shop.models import (
    CANCELLED,
    RESERVED,
    UNCLAIMED,
    Good,
    PickupDay,
    Redemption,
    StockLine,
)

HERE = "/440783108226/points"
SHOP = f"{HERE}/shop"


def sums(account):
    """The balance, and the sum of the lines."""
    return (Account.get_by_id(account.id).balance,
            Entry.select(fn.SUM(Entry.points)).where(Entry.account == account.id).scalar())


def shelf(good):
    """The stock, and the sum of the lines."""
    return (Good.get_by_id(good.id).stock,
            StockLine.select(fn.SUM(StockLine.change)).where(StockLine.good == good.id).scalar())


def told(person):
    """The titles of a person's notices."""
    return [row.title for row in Notice.select().where(Notice.person == person)]


def one_tap(client, good, **changed):
    """Tap the button of this good in the shop."""
    return post(client, f"{SHOP}/{good.id}", {"count": "1", "day": "", **changed}, page=SHOP)


def test_everybody_sees_what_there_is(client_as, soap):
    for name in (None, "黄美珍", "陈玉莲", "梁书宁"):
        page = client_as(name).get(SHOP).text
        assert "茶皂" in page and "5 分" in page and "还有 10 块" in page, name
    assert ">换 1 " not in client_as().get(SHOP).text
    assert ">换 1 " not in client_as("陈玉莲").get(SHOP).text, "of another village"
    assert client_as().get("/440783108000/points/shop").status_code == 404


def test_one_tap_takes_it_and_shows_number_code_and_until_when(client_as, soap, rich):
    account = rich("黄美珍", 12)
    client = client_as("黄美珍")
    answer = one_tap(client, soap)
    assert answer.status_code == 303
    row = Redemption.get(Redemption.good == soap)
    assert answer.location == f"{HERE}/redemptions/{row.number}"
    page = client.get(answer.location).text
    assert row.number in page and "茶皂 1 块" in page and "<svg" in page and "最晚哪天领" in page
    assert row.until == today() + timedelta(days=14)
    assert sums(account) == (7, 7) and shelf(soap) == (9, 9)
    lines = {line.record for line in Entry.select().where(Entry.account == account, Entry.kind == "spent")}
    assert row.record in lines and row.record == f"points_redemption:{row.id}"


def test_the_code_says_where_the_counter_hands_it_over(client_as, soap, take):
    row = take("黄美珍", soap)
    address = f"http://127.0.0.1:8000{HERE}/counter/{row.number}?t={row.token}"
    page = client_as("黄美珍").get(f"{HERE}/redemptions/{row.number}").text
    assert f'd="{code_of(address).path}"' in page
    assert f'd="{code_of(address.replace(row.token, "other"))}"' not in page
    assert "style" not in page.split("<svg")[2 if page.count("<svg") > 1 else 1].split("</svg>")[0]


def test_the_path_of_a_code_is_the_code():
    import segno
    matrix = [list(row) for row in segno.make("http://x/y?t=1", error="m", micro=False).matrix]
    code = code_of("http://x/y?t=1")
    drawn = [[0] * len(matrix) for _each in matrix]
    for step in code.path.split("M")[1:]:
        at, rest = step.split(" ")
        row, length = rest.split("h")[0], rest.split("h")[1].split("v")[0]
        for column in range(int(at), int(at) + int(length)):
            drawn[int(row) - QUIET][column - QUIET] = 1
    assert drawn == matrix and code.size == len(matrix) + 2 * QUIET


def test_the_same_tap_twenty_times_takes_one(client_as, soap, rich):
    account, client = rich("黄美珍", 60), client_as("黄美珍")
    fields = next(form.fields for form in PageReader(client.get(SHOP).text).forms
                  if form.action == f"{SHOP}/{soap.id}")
    places = {client.post(f"{SHOP}/{soap.id}", data={**fields, "count": "1", "day": ""}).location
              for _each in range(20)}
    assert len(places) == 1 and sums(account) == (55, 55) and shelf(soap) == (9, 9)


def test_two_goods_on_one_page_are_two_things(client_as, soap, rich, place, scope_of):
    """Back in the browser, and another button of the same page: not the first one again."""
    rice = Good.create(locality=place, title="香米", unit="袋", price=6, stock=0)
    stock.buy(scope_of("方敏仪"), rice, 3, 1, "", "rice")
    rich("黄美珍", 60)
    client = client_as("黄美珍")
    forms = {form.action: form.fields for form in PageReader(client.get(SHOP).text).forms}
    for good in (soap, rice):
        client.post(f"{SHOP}/{good.id}", data={**forms[f"{SHOP}/{good.id}"], "count": "1", "day": ""})
    assert {row.good_id for row in Redemption.select().where(
        Redemption.good.in_([soap, rice]))} == {soap.id, rice.id}


def test_several_and_a_redemption_day(client_as, soap, rich, place):
    day = PickupDay.create(locality=place, day=today() + timedelta(days=3), starts=time(9), ends=time(11),
                           place="祠堂")
    rich("黄美珍", 60)
    client = client_as("黄美珍")
    answer = post(client, f"{SHOP}/{soap.id}", {"count": "2", "day": str(day.id)})
    row = Redemption.get(Redemption.good == soap)
    assert (row.count, row.points, row.until, row.day) == (2, 10, day.day, day)
    assert "祠堂" in client.get(answer.location).text


@pytest.mark.parametrize(("typed", "words"), [
    ({"count": "0"}, "1 到 99"), ({"count": "x"}, "1 到 99"), ({"count": ""}, "请填换几份"),
    ({"count": "１"}, "1 到 99"), ({"day": "99999"}, "")])
def test_what_is_wrong_is_said(client_as, soap, rich, typed, words):
    rich("黄美珍", 60)
    answer = post(client_as("黄美珍"), f"{SHOP}/{soap.id}", {"count": "1", "day": "", **typed})
    assert answer.status_code == 422 and words in answer.text and shelf(soap) == (10, 10)


def test_too_few_points(client_as, soap, rich):
    account = rich("黄美珍", 12)
    answer = post(client_as("黄美珍"), f"{SHOP}/{soap.id}", {"count": "3", "day": ""})
    assert answer.status_code == 409 and "积分不够" in answer.text and ">换 1 " in answer.text
    assert sums(account) == (12, 12) and shelf(soap) == (10, 10)
    assert not Redemption.select().where(Redemption.good == soap).exists()


def test_what_one_cannot_pay_has_no_button(client_as, soap, rich):
    rich("黄美珍", 3)
    assert "还差 2 分" in client_as("黄美珍").get(SHOP).text


def test_the_shelf_is_empty(client_as, soap, rich):
    account = rich("黄美珍", 60)
    answer = post(client_as("黄美珍"), f"{SHOP}/{soap.id}", {"count": "11", "day": ""})
    assert answer.status_code == 409 and "只剩 10 块" in answer.text
    assert sums(account) == (60, 60) and shelf(soap) == (10, 10)


@pytest.mark.parametrize(("changed", "words"), [
    ({"price": 6}, "现在每块 6 分"), ({"offered": False}, "不换了")])
def test_the_good_was_changed_while_somebody_looked(client_as, soap, rich, changed, words):
    account, client = rich("黄美珍", 60), client_as("黄美珍")
    fields = next(form.fields for form in PageReader(client.get(SHOP).text).forms
                  if form.action == f"{SHOP}/{soap.id}")
    stock.change(soap, soap.version, **changed)
    answer = client.post(f"{SHOP}/{soap.id}", data={**fields, "count": "1", "day": ""})
    assert answer.status_code == 409 and words in answer.text
    assert sums(account) == (60, 60) and shelf(soap) == (10, 10)


@pytest.mark.parametrize("price", ["", "0", "x", "-5", "9" * 40, "５", "\0"])
def test_a_forged_price_buys_nothing(client_as, soap, rich, price):
    account = rich("黄美珍", 60)
    answer = post(client_as("黄美珍"), f"{SHOP}/{soap.id}", {"count": "1", "day": "", "price": price})
    assert answer.status_code == 409 and sums(account) == (60, 60)


def test_so_many_a_quarter(client_as, soap, rich, take, scope_of):
    stock.change(soap, soap.version, most=2)
    rich("黄美珍", 60)
    first = take("黄美珍", soap, 2)
    with pytest.raises(NotNow, match="每季度最多换 2"):
        take("黄美珍", soap)
    assert "这个季度换满了" in client_as("黄美珍").get(SHOP).text
    services.cancel(scope_of("黄美珍"), first)
    assert take("黄美珍", soap).state == RESERVED, "what was given back does not count"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=95)):
        assert take("黄美珍", soap, 2).state == RESERVED, "another quarter"


def test_a_passbook_whose_days_are_over_buys_nothing(soap, rich, take, scope_of, place):
    save_settings(module, place, {"leaving_days": 2}, None)
    account = rich("黄美珍", 60)
    accounts.leave(scope_of("黄美珍"), account)
    assert take("黄美珍", soap).state == RESERVED, "who leaves may spend"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)), pytest.raises(NotNow):
        take("黄美珍", soap)


def test_without_a_passbook(client_as, soap, person):
    client = client_as("陈玉莲")  # of the next village, where nobody keeps a book
    settle(person("陈玉莲"), soap.locality)
    assert "还没有存折" in client.get(SHOP).text
    assert "先开存折" in client.get(f"{SHOP}/{soap.id}").text
    assert client.post(f"{SHOP}/{soap.id}", data={}).status_code == 409


def test_cancelled_once_and_everything_comes_back(client_as, soap, rich, take, person):
    account = rich("黄美珍", 60)
    row, client = take("黄美珍", soap, 2), client_as("黄美珍")
    url = f"{HERE}/redemptions/{row.number}/cancel"
    fields = PageReader(client.get(url).text).forms[-1].fields
    answers = [client.post(url, data=fields).status_code for _each in range(5)]
    assert answers == [303, 409, 409, 409, 409]
    assert sums(account) == (60, 60) and shelf(soap) == (10, 10)
    assert Redemption.get_by_id(row.id).state == CANCELLED
    assert [line.kind for line in Entry.select().where(Entry.record == row.record).order_by(Entry.id)] == [
        "spent", "given_back"]


def test_nobody_else_sees_or_cancels_it(client_as, soap, take, scope_of, person):
    row = take("黄美珍", soap)
    url = f"{HERE}/redemptions/{row.number}"
    for name in ("谢国强", "陈玉莲", "梁书宁", "方立秋"):
        assert client_as(name).get(url).status_code == 404, name
        assert client_as(name).get(f"{url}/cancel").status_code == 404, name
    assert client_as("周伯年").get(url).status_code == 200, "who oversees the shelf"
    assert row.token not in client_as("周伯年").get(url).text
    assert "<title>领取" not in client_as("周伯年").get(url).text
    assert client_as("周伯年").get(f"{url}/cancel").status_code == 403
    with pytest.raises(NotAllowed):
        services.cancel(scope_of("周伯年"), row)
    assert row.number not in client_as("谢国强").get(SHOP).text
    assert client_as("谢国强").get(f"{HERE}/ledgers/redemptions").status_code == 403
    assert client_as("何永康").get(f"{HERE}/ledgers/redemptions").status_code == 200


def test_what_nobody_fetches_goes_back_once(soap, rich, take, person):
    account = rich("黄美珍", 60)
    row = take("黄美珍", soap, 2)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=14)):
        clock.tick(utc_now())
        assert Redemption.get_by_id(row.id).state == RESERVED, "the last day is a day to fetch it"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=15)):
        clock.tick(utc_now())
        clock.tick(utc_now())
        with pytest.raises(LostRace):
            services.expire(row)
    assert Redemption.get_by_id(row.id).state == UNCLAIMED
    assert sums(account) == (60, 60) and shelf(soap) == (10, 10)
    assert told(person("黄美珍")).count("换的东西过期没领") == 1


def test_the_clock_asks_once_where_nothing_is_due(app):
    with count_queries() as seen:
        clock.tick(datetime(2026, 1, 1, tzinfo=UTC))
    assert len(seen) == 1


def test_a_day_called_off_falls_back_to_the_counter(client_as, clerk, soap, take, place, person):
    day = PickupDay.create(locality=place, day=today() + timedelta(days=3), starts=time(8), ends=time(11),
                           place="祠堂")
    row = take("黄美珍", soap, day=day)
    assert post(clerk, f"{HERE}/pickup-days/{day.id}/cancel").status_code == 303
    moved = Redemption.get_by_id(row.id)
    assert (moved.day, moved.until) == (None, today() + timedelta(days=14))
    assert "兑换日取消了" in told(person("黄美珍"))
    assert clerk.get(f"{HERE}/pickup-days/{day.id}/cancel").status_code == 409
    with pytest.raises(NotNow):
        take("黄美珍", soap, day=day)


def test_a_day_is_announced_once_and_may_be_held_after_all(clerk, place, scope_of):
    words = {"day": str(today() + timedelta(days=5)), "starts": "14:00", "ends": "16:00", "place": "祠堂"}
    url = f"{HERE}/pickup-days/new"
    assert post(clerk, url, words).status_code == 303
    assert post(clerk, url, words).status_code == 422
    day = PickupDay.get(PickupDay.starts == time(14))
    days.call_off(scope_of("方敏仪"), day)
    assert post(clerk, url, {**words, "place": "文化室"}).status_code == 303
    again = PickupDay.get_by_id(day.id)
    assert not again.cancelled and again.place == "文化室"


@pytest.mark.parametrize(("typed", "words"), [
    ({"day": "2020-01-01"}, "已经过了"), ({"ends": "9:00"}, "要比开始晚"), ({"place": " "}, "请填在哪里"),
    ({"day": "2026-02-30"}, "没有这一天"), ({"starts": "25:00"}, "时间请写成")])
def test_a_day_that_cannot_be(clerk, typed, words):
    answer = post(clerk, f"{HERE}/pickup-days/new", {
        "day": str(today() + timedelta(days=5)), "starts": "09:00", "ends": "11:00",
        "place": "祠堂", **typed})
    assert answer.status_code == 422 and words in answer.text


def test_a_good_with_its_photo(clerk, client_as, place):
    answer = post(clerk, f"{HERE}/goods/new", {
        "title": "雨伞", "unit": "把", "price": "9", "most": "1", "offered": "y", "photo": photo()})
    assert answer.status_code == 303
    good = Good.get(Good.title == "雨伞")
    assert client_as().get(f"{SHOP}/{good.id}/photo").mimetype == "image/jpeg"
    assert post(clerk, f"{HERE}/goods/new", {
        "title": "雨伞", "unit": "把", "price": "9", "most": "1"}).status_code == 422
    assert post(clerk, f"{HERE}/goods/{good.id}/edit", {
        "title": "雨伞", "unit": "把", "price": "9", "most": "1"}).status_code == 303
    gone = Good.get_by_id(good.id)
    assert not gone.offered and gone.photo_id == good.photo_id, "the photo stays"
    assert client_as().get(f"{SHOP}/{good.id}/photo").status_code == 404
    assert client_as("何永康").get(f"{HERE}/goods/{good.id}").status_code == 200


def test_two_change_one_good(clerk, soap):
    url = f"{HERE}/goods/{soap.id}/edit"
    fields = PageReader(clerk.get(url).text).forms[-1].fields
    stock.change(soap, soap.version, price=7)
    answer = clerk.post(url, data={**fields, "title": "茶皂", "unit": "块", "price": "8", "most": "0",
                                   "offered": "y"})
    assert answer.status_code == 409 and "现在是" in answer.text and Good.get_by_id(soap.id).price == 7
