"""The demo of programmes: one that is open, with three packages and its budget."""

from datetime import time, timedelta

from linli.toolkit.calendar import to_utc
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History, key_of
from plugins.cctv.programmes.models import (
    DRAFT,
    HOME,
    OPEN,
    RAISED,
    SHOP,
    VILLAGE,
    BudgetLine,
    Limit,
    Package,
    Programme,
)

BUDGET = 90_000_00
TEXT = ("自家门口、店门口装摄像头，镇里补一点，电信减一点，您出一点。画面只在自己家里看，不进这个网站。"
        "网格员先上门看现场，不能对着邻居家。")
# Key, title, camera, storage, network, price in 分, for whom.
ALL = (HOME, SHOP, VILLAGE)
PACKAGES = (("p1", "门口一路", "400 万像素枪机一台", "64 GB 存储卡", "用自家宽带", 396_00, ALL),
            ("p2", "院前院后两路", "400 万像素枪机两台", "录像机，存 30 天", "用自家宽带", 860_00, ALL),
            ("p3", "村口公共点位", "800 万像素球机一台，立杆", "录像机，存 30 天", "电信专线一年", 3_600_00,
             (VILLAGE,)))
TELECOM, RESIDENT, LEAST = 250, 250, 99_00
LIMITS = {"宅群村": 60, "强亚村": 40}


def fill(town):
    """Opened two months ago, to end in three; drawn up by 梁书宁."""
    day, clerk = town.today - timedelta(days=60), town.cast["梁书宁"]
    programme = Programme.create(
        number=next_number("XM", day.year), locality=town.place, title="雪亮工程：门口摄像头共建", text=TEXT,
        first_day=day, last_day=town.today + timedelta(days=90), budget=BUDGET, cameras=450, state=OPEN)
    BudgetLine.create(programme=programme, kind=RAISED, amount=BUDGET, person=clerk, note="镇党委会会议纪要",
                      at=to_utc(day, time(9)))
    for key, title, camera, storage, network, price, applicants in PACKAGES:
        Package.create(programme=programme, key=key, title=title, camera=camera, storage=storage,
                       network=network, price=price, telecom_permille=TELECOM, resident_permille=RESIDENT,
                       resident_least=LEAST, applicants=applicants)
    for village, most in LIMITS.items():
        Limit.create(programme=programme, locality=town.villages[village], most=most)
    for name, source, target, hour in (("begin", "", DRAFT, 9), ("open", DRAFT, OPEN, 10)):
        History.create(record=key_of(programme), name=name, source=source, target=target, person=clerk,
                       at=to_utc(day, time(hour)))
