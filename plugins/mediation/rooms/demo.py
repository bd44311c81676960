"""The demo: a room of each village, one of the township that both share, and who is on the rosters."""

from datetime import time, timedelta

from linli.people.services import give_post
from plugins.mediation.rooms.models import (
    ELDER,
    JUDGE,
    LAWYER,
    MEDIATOR,
    PATHFINDER,
    POLICE,
    Listed,
    Room,
    RoomVillage,
)

# Place ("" the township), title, where, weekdays, opens, closes, seats, who shares it.
ROOMS = (
    ("宅群村", "宅群乡情调解室", "村委会一楼，进门右手", "1 2 3 4 5 6", time(9), time(17, 30), 8, ()),
    ("强亚村", "老娘舅工作室", "文化楼二楼", "1 3 5", time(14), time(20), 6, ("宅群村",)),
    ("", "镇矛调中心调解室", "镇综治中心 102 室", "1 2 3 4 5", time(8, 30), time(17, 30), 12, ()),
)
# Place, who, kind, woman, good at, months on it.
ROSTER = (
    ("宅群村", "吴国安", MEDIATOR, False, "邻里、宅基地", 30),
    ("", "关淑贞", MEDIATOR, True, "婚姻家庭、欠薪", 40),
    ("宅群村", "周伯年", ELDER, False, "族里的老账", 20), ("", "司徒晴", LAWYER, True, "合同、劳动", 14),
    ("", "谭仲明", JUDGE, False, "驻村法官", 14), ("", "谭志豪", POLICE, False, "治安调解", 10),
    ("宅群村", "邓桂香", PATHFINDER, True, "楼上楼下", 9),
)


def fill(town):
    """Three rooms and seven people; mediators hold their post."""
    for place, title, where, weekdays, opens, closes, seats, shared in ROOMS:
        room = Room.create(locality=_place(town, place), title=title, place=where, weekdays=weekdays,
                           opens=opens, closes=closes, seats=seats)
        for village in shared:
            RoomVillage.create(room=room, locality=town.villages[village])
    for place, name, kind, woman, good_at, months in ROSTER:
        since = town.today - timedelta(days=30 * months)
        Listed.create(locality=_place(town, place), person=town.cast[name], kind=kind, woman=woman,
                      good_at=good_at, since=since)
        if kind == MEDIATOR:
            give_post(town.cast[name], MEDIATOR, _place(town, place), since)


def _place(town, name):
    return town.villages[name] if name else town.place
