"""Deeds of the demo: a week's, waiting for the committee, and a minus that a household may speak about."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI, add_working_days
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.points.accounts.models import Account
from plugins.points.book.services import rule_on
from plugins.points.deeds.models import COLLECTED, HEARING, STAFF, Deed

# Days ago, whose household ("" for a neighbour's), rule, points, who collected, and what was done.
DEEDS = (
    (5, "", 5, 3, "方立秋", "参加防溺水培训，全程听完"),
    (4, "黄美珍", 7, 5, "方敏仪", "建议在村口加一盏路灯，村委会采纳了"),
    (4, "", 6, 3, "方立秋", "户代表到会，讨论环境整治"),
    (3, "", 12, 3, "谢小禾", "帮独居的老人修水龙头"),
    (2, "邓桂香", 15, 6, "方立秋", "重阳节出义工，给老人做饭"),
    (2, "", 8, 4, "谢小禾", "志愿服务日清理河边"),
    (1, "", 15, 2, "方敏仪", "给村图书角捐书十二本"),
)
MINUS = (2, "谢国强", 13, -10, "方敏仪", "在镇海水边电鱼，主管部门已经处罚")
DECISION = "开农渔罚〔2026〕第 17 号"
HEAR_DAYS, DECIDE_DAYS = 5, 7  # as the settings have it by default


def fill(town):
    """Deeds of 宅群村 by the book of their day."""
    for line in DEEDS:
        write(town, *line)
    write(town, *MINUS, decision_number=DECISION)


def write(town, ago, who, number, points, collector, text, **more):
    """One deed collected so many days ago, with the first line of its history; returns it."""
    place, day = town.villages["宅群村"], town.today - timedelta(days=ago)
    state = HEARING if points < 0 else COLLECTED
    at = datetime.combine(day, time(16), SHANGHAI)
    deed = Deed.create(
        number=next_number("JF", day.year), locality=place, account=_account(town, place, who),
        rule=rule_on(place, number, day), points=points, day=day, text=text, source=STAFF, state=state,
        collected_by=town.cast[collector], collected_at=at,
        due_on=add_working_days(day, HEAR_DAYS if points < 0 else DECIDE_DAYS), **more)
    History.create(record=f"points_deed:{deed.id}", name="begin", source="", target=state,
                   person=deed.collected_by, at=at)
    return deed


def _account(town, place, who):
    accounts = Account.select().where(Account.locality == place).order_by(Account.id)
    if who:
        return accounts.where(Account.household == town.cast[who].household_id).get()
    cast = [person.household_id for person in town.cast.values() if person.household_id]
    return town.random.choice(list(accounts.where(Account.household.not_in(cast))))
