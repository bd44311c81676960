"""The stock ledger: bought, counted, written off; in = out + left, and never below zero."""

import pytest
from peewee import fn

from linli.database import LostRace, db, transaction
from linli.testing import post
from linli.testing.pages import PageReader
from plugins.points.shop import lists, services, stock
from plugins.points.shop.models import Good, StockLine

HERE = "/440783108226/points"


def url(good, end=""):
    return f"{HERE}/goods/{good.id}{end}"


def left(good):
    """The stock; the sum of the lines and the last line say the same."""
    lines = StockLine.select().where(StockLine.good == good.id).order_by(StockLine.id)
    stands = Good.get_by_id(good.id).stock
    assert stands == sum(line.change for line in lines) == list(lines)[-1].left
    return stands


def test_bought(clerk, soap):
    answer = post(clerk, url(soap, "/buy"), {"count": "20", "cost": "66.60", "note": "票据 8 号"})
    assert answer.status_code == 303 and left(soap) == 30
    line = StockLine.select().order_by(StockLine.id.desc()).first()
    assert (line.kind, line.change, line.cost, line.person.name) == ("bought", 20, 66_60, "方敏仪")
    page = clerk.get(url(soap)).text
    assert "66.60" in page and "票据 8 号" in page and "+20" in page


def test_the_same_form_twice_is_one_line(clerk, soap):
    fields = PageReader(clerk.get(url(soap, "/buy")).text).forms[-1].fields
    for _each in range(3):
        clerk.post(url(soap, "/buy"), data={**fields, "count": "20", "cost": "1", "note": ""})
    assert left(soap) == 30


def test_written_off_and_never_more_than_there_is(clerk, soap):
    assert post(clerk, url(soap, "/write-off"), {"count": "4", "reason": "受潮"}).status_code == 303
    answer = post(clerk, url(soap, "/write-off"), {"count": "7", "reason": "受潮"})
    assert answer.status_code == 422 and "只有 6 块" in answer.text and "受潮" in answer.text
    assert left(soap) == 6


def test_what_waits_to_be_fetched_stands_on_the_shelf_too(clerk, client_as, soap, take):
    """Ten bought, two taken and not fetched: ten are to be found, and nothing is written."""
    take("黄美珍", soap, 2)
    keeper = client_as("何永康")
    assert "一共应该有 10 块" in keeper.get(url(soap, "/count")).text
    assert post(keeper, url(soap, "/count"), {"found": "10", "reason": ""}).status_code == 303
    assert left(soap) == 8 and StockLine.select().where(StockLine.kind == "counted",
                                                        StockLine.good == soap.id).count() == 0
    assert post(keeper, url(soap, "/count"), {"found": "9", "reason": ""}).status_code == 422
    assert post(keeper, url(soap, "/count"), {"found": "9", "reason": "送错一块"}).status_code == 303
    assert left(soap) == 7
    fewer = post(keeper, url(soap, "/count"), {"found": "1", "reason": "不见了"})
    assert fewer.status_code == 422 and "有 2 块已经有人换了" in fewer.text and left(soap) == 7
    assert post(keeper, url(soap, "/count"), {"found": "2", "reason": "不见了"}).status_code == 303
    assert left(soap) == 0


def test_the_shelf_moved_while_somebody_counted(client_as, clerk, soap, take, scope_of):
    keeper = client_as("何永康")
    fields = PageReader(keeper.get(url(soap, "/count")).text).forms[-1].fields
    row = take("黄美珍", soap, 2)
    services.hand(scope_of("何永康"), row)
    answer = keeper.post(url(soap, "/count"), data={**fields, "found": "10", "reason": "照旧"})
    assert answer.status_code == 409 and "请再点一遍" in answer.text and "应该有 8 块" in answer.text
    assert left(soap) == 8
    for odd in ("", "x", "-1", "９"):
        assert keeper.post(url(soap, "/count"), data={
            **fields, "expected": odd, "found": "10", "reason": "照旧"}).status_code == 409
    assert left(soap) == 8


def test_in_is_out_and_left(client_as, soap, take, scope_of, clerk):
    rows = [take("黄美珍", soap, 2), take("谢国强", soap), take("方敏仪", soap)]
    services.hand(scope_of("何永康"), rows[0])
    services.cancel(scope_of("谢国强"), rows[1])
    stock.write_off(scope_of("方敏仪"), soap, 1, "受潮", "off")
    moved, _lines = lists.moved(soap)
    handed, waiting = 2, stock.on_shelf(soap)[1]
    assert (waiting, left(soap)) == (1, 6)
    assert moved["bought"] + moved["written_off"] == handed + waiting + left(soap)
    page = clerk.get(url(soap)).text
    for label, words in (("领走", "2 块"), ("换了还没领", "1 块"), ("还能换", "6 块")):
        assert words in page.split(f"<dt>{label}</dt>")[1].split("</dd>")[0], label


def test_lines_stay_as_they_are(soap):
    for statement in (StockLine.update(change=1), StockLine.delete()):
        with pytest.raises(Exception, match="append-only"), db.atomic():
            statement.execute()


def test_a_move_below_zero_writes_nothing(soap):
    with pytest.raises(LostRace), transaction():
        stock.move(soap, "written_off", -11)
    assert left(soap) == 10


def test_who_may(client_as, soap):
    for name, statuses in (("何永康", (200, 200, 403, 403, 403)), ("周伯年", (200, 403, 403, 403, 403)),
                           ("黄美珍", (403,) * 5), ("梁书宁", (403,) * 5), ("方敏仪", (200,) * 5)):
        client = client_as(name)
        assert tuple(client.get(url(soap, end)).status_code for end in (
            "", "/count", "/buy", "/write-off", "/edit")) == statuses, name


def test_the_ledger_adds_up(clerk, soap):
    page = clerk.get(f"{HERE}/ledgers/stock?good={soap.id}").text
    assert "茶皂" in page and "30.00" in page
    total = StockLine.select(fn.SUM(StockLine.change)).where(StockLine.good == soap.id).scalar()
    assert total == 10
