"""Deeds of the demo that were decided: months of them in passbooks, some on the board, one objected
to, one refused; each with its votes, its history and its line.
"""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI, add_working_days
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.points.accounts.models import DEED, Account, Entry
from plugins.points.book.services import rule_on
from plugins.points.deciding.demo import MEMBERS
from plugins.points.deciding.models import NO, YES, Vote
from plugins.points.deeds.models import COLLECTED, REFUSED, STAFF, TRANSITIONS, Deed
from plugins.points.notice.models import Objection

DECIDED_AFTER, NOTICE_DAYS, ANSWER_DAYS = 4, 7, 5  # the days of the notice as the settings have them
# Days ago, whose household ("" for a neighbour's), number of the rule, points, and what was done.
POSTS = (
    (118, "黄美珍", 8, 4, "志愿服务日清扫碉楼前的路"),
    (112, "黄美珍", 15, 10, "给祠堂修屋顶捐款"),
    (110, "", 15, 8, "给村里捐桌椅"),
    (105, "黄美珍", 2, 5, "评比家里整洁"),
    (100, "", 7, 5, "建议改公交站，镇里采纳了"),
    (98, "黄美珍", 7, 5, "建议河边加护栏，村委会采纳了"),
    (95, "", 5, 3, "参加消防培训"),
    (90, "黄美珍", 5, 3, "参加急救培训"),
    (86, "邓桂香", 8, 4, "志愿服务日带队"),
    (82, "黄美珍", 15, 10, "出义工三天，修村道"),
    (78, "", 15, 10, "出义工两天，清河道"),
    (75, "黄美珍", 6, 3, "户代表到会"),
    (70, "", 10, 3, "报告电线老化"),
    (66, "黄美珍", 8, 4, "志愿服务日清理河边"),
    (62, "谢国强", 12, 3, "帮邻居抢收晒谷"),
    (58, "黄美珍", 12, 3, "照看邻居家老人两天"),
    (52, "", 11, 5, "婚事简办，只摆六桌"),
    (48, "黄美珍", 11, 5, "儿子婚事简办"),
    (44, "邓桂香", 10, 3, "报告楼道堆放电动车"),
    (40, "黄美珍", 10, 3, "报告井盖松动"),
    (36, "", 6, 3, "户代表到会"),
    (26, "谢国强", 8, 4, "志愿服务日扶老人看病"),
    (14, "黄美珍", 15, 5, "给图书角捐书"))
HANGING = (
    (8, "黄美珍", 12, 3, "帮独居老人买菜"),
    (8, "", 8, 4, "志愿服务日种树"),
    (7, "", 5, 3, "参加垃圾分类培训"))
CONTESTED = (9, "", 6, 3, "户代表到会，讨论水费")
DECLINED = (12, "", 15, 8, "捐旧衣服两袋")
DOUBT = "那天开会我在场，没有看到这户有人来。"


def fill(town):
    """What the committee of 宅群村 has decided so far."""
    for line in POSTS:
        _post(_decided(town, YES, *line))
    for line in HANGING:
        _decided(town, YES, *line)
    _object(town, _decided(town, YES, *CONTESTED))
    _decided(town, NO, *DECLINED)


def _decided(town, choice, ago, who, number, points, text):
    place, day = town.villages["宅群村"], town.today - timedelta(days=ago)
    collector, decided = town.cast["方立秋"], day + timedelta(days=DECIDED_AFTER)
    deed = Deed.create(
        number=next_number("JF", day.year), locality=place, account=_account(town, place, who),
        rule=rule_on(place, number, day), points=points, day=day, text=text, source=STAFF, state=COLLECTED,
        collected_by=collector, collected_at=_at(day, 16))
    _history(deed, "begin", COLLECTED, _at(day, 16), collector)
    for hour, name in enumerate(MEMBERS, 9):
        Vote.create(deed=deed, member=town.cast[name], choice=choice, at=_at(decided, hour))
    yes, no = (3, 0) if choice == YES else (0, 3)
    _step(deed, "approve" if choice == YES else "refuse", _at(decided, 12),
          f"同意 {yes}，不同意 {no}，弃权 0；能表态的一共 3 位")
    if deed.state != REFUSED:
        deed.notice_from, deed.notice_until = decided, decided + timedelta(days=NOTICE_DAYS)
    deed.save()
    return deed


def _post(deed):
    """As the clock does, the day after the notice."""
    deed.posted_on = deed.notice_until + timedelta(days=1)
    _step(deed, "post", _at(deed.posted_on, 0))
    deed.save()
    account = Account.get_by_id(deed.account_id)
    account.balance += deed.points
    account.save()
    Entry.create(account=account, kind=DEED, points=deed.points, balance=account.balance,
                 record=f"points_deed:{deed.id}", title=deed.rule.full_title, reason=deed.text,
                 aspect=deed.rule.aspect, on=deed.posted_on, at=_at(deed.posted_on, 0))


def _object(town, deed):
    day = deed.notice_from + timedelta(days=2)
    Objection.create(deed=deed, person=town.cast["谢国强"], text=DOUBT, at=_at(day, 20))
    deed.due_on = add_working_days(day, ANSWER_DAYS)
    _step(deed, "object", _at(day, 20))
    deed.save()


def _step(deed, name, at, note=""):
    before, deed.state = deed.state, TRANSITIONS[name].target
    _history(deed, name, deed.state, at, None, note, before)


def _history(deed, name, target, at, person, note="", source=""):
    History.create(record=f"points_deed:{deed.id}", name=name, source=source, target=target, person=person,
                   note=note, at=at)


def _account(town, place, who):
    """Of this household, or of a neighbour's that is on lists."""
    accounts = Account.select().where(Account.locality == place).order_by(Account.id)
    if who:
        return accounts.where(Account.household == town.cast[who].household_id).get()
    cast = [person.household_id for person in town.cast.values() if person.household_id]
    return town.random.choice(list(accounts.where(Account.household.not_in(cast), ~Account.off_lists)))


def _at(day, hour):
    return datetime.combine(day, time(hour, 1), SHANGHAI)
