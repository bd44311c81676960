"""The demo of the shop: gifts with their stock, two redemption days, and what households took."""

from datetime import date, datetime, time, timedelta

from linli.people.services import give_post
from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.points.accounts.models import OPEN, SPENT, Account, Entry
from plugins.points.shop.models import (
    BOUGHT,
    COUNTED,
    HANDED,
    RESERVED,
    RESERVED_LINE,
    WRITTEN_OFF,
    Good,
    PickupDay,
    Redemption,
    StockLine,
)

SINCE = date(2026, 1, 1)
VILLAGE, KEEPER, CLERK, HALL = "宅群村", "何永康", "方敏仪", "党群服务中心一楼"
# Title, unit, points, most a quarter, bought, what all of it cost in 元.
GIFTS = (("肥皂", "块", 5, 0, 60, 150), ("纸巾", "提", 8, 0, 40, 480), ("洗衣液", "瓶", 15, 2, 20, 360),
         ("食用油", "桶", 40, 1, 12, 816), ("米", "袋", 50, 1, 20, 1_000), ("电饭煲", "个", 60, 1, 2, 398))
HANDED_OUT, STILL_WAITING = 4, 2


def fill(town):
    """Goods bought two months ago, and redemptions of those who have the points for them."""
    village, keeper = town.villages[VILLAGE], town.cast[KEEPER]
    give_post(keeper, "points_keeper", village, SINCE)
    bought_on = town.today - timedelta(days=60)
    goods = [_good(village, town.cast[CLERK], bought_on, *gift) for gift in GIFTS]
    _move(goods[0], WRITTEN_OFF, -2, bought_on + timedelta(days=20), town.cast[CLERK], "受潮化了")
    _move(goods[1], COUNTED, -1, bought_on + timedelta(days=30), keeper, "破了一提，拿去给活动室用了")
    past, coming = (PickupDay.create(
        locality=village, day=day, starts=time(9), ends=time(11, 30), place=HALL)
        for day in (_saturday(town.today - timedelta(days=8)), _saturday(town.today)))
    takers = _able(village, past.day)
    for account in takers[:HANDED_OUT]:
        _take(town, account, goods, past, HANDED, past.day - timedelta(days=3))
    for account in takers[HANDED_OUT:HANDED_OUT + STILL_WAITING]:
        _take(town, account, goods, coming, RESERVED, town.today)


def _good(village, clerk, day, title, unit, price, most, bought, yuan):
    good = Good.create(locality=village, title=title, unit=unit, price=price, most=most)
    _move(good, BOUGHT, bought, day, clerk, "塘口墟市场，有票据", cost=yuan * 100)
    return good


def _move(good, kind, change, day, person, note="", **line):
    good.stock += change
    good.save()
    StockLine.create(good=good, kind=kind, change=change, left=good.stock, on=day, person=person,
                     note=note, at=_at(day, 10), **line)


def _saturday(day):
    """The first Saturday after this day."""
    return day + timedelta(days=(4 - day.weekday()) % 7 + 1)


def _able(village, day):
    """Passbooks with points, whose last line is older than this day."""
    rows = Account.select().where(Account.locality == village, Account.state == OPEN,
                                  Account.balance >= GIFTS[0][2]).order_by(Account.id)
    return [row for row in rows if not Entry.select().where(
        Entry.account == row.id, Entry.on > day - timedelta(days=3)).exists()]


def _take(town, account, goods, pickup, state, day):
    """The dearest good for a quarter of the points, or else the cheapest; its lines and history."""
    prices = {each.price: each for each in goods if each.price * 4 <= account.balance}
    good = prices[max(prices)] if prices else min(goods, key=lambda each: each.price)
    people = sorted(account.household.people, key=lambda person: person.id)
    handed = state == HANDED
    row = Redemption.create(
        number=next_number("DH", day.year), token=f"{town.random.randrange(16**12):012x}",
        locality=account.locality_id, account=account, good=good, count=1, points=good.price, state=state,
        until=pickup.day, day=pickup, reserved_by=people[0], reserved_at=_at(day, 8),
        handed_by=town.cast[KEEPER] if handed else None,
        handed_at=_at(pickup.day, 9) if handed else None)
    account.balance -= good.price
    account.save()
    Entry.create(account=account, kind=SPENT, points=-good.price, balance=account.balance,
                 record=row.record, title=row.what, reason=row.number, on=day, person=people[0],
                 at=_at(day, 8))
    _move(good, RESERVED_LINE, -1, day, people[0], record=row.record)
    _history(row, "begin", "", RESERVED, people[0], _at(day, 8))
    if handed:
        _history(row, "hand", RESERVED, HANDED, town.cast[KEEPER], _at(pickup.day, 9))


def _history(row, name, before, after, person, at):
    History.create(record=row.record, name=name, source=before, target=after, person=person, at=at)


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)
