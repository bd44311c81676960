"""A year of wage-arrears leads in the demo township."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI, is_working_day, next_working_day
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.legal.leads.deadlines import due_day
from plugins.legal.leads.models import (
    NATIONAL,
    PLATFORMS,
    PROVINCIAL,
    TRANSITIONS,
    WINDOW,
    WORKER,
    Lead,
    Payment,
)

OFFICER = "冯少芬"
OFFICE = "开平市人社局劳动保障监察大队"
REFUSAL = "工地不在本镇，已经告诉他向台山市人社局反映，电话 12333"
PAID_UP = ("verify", "send", "pay_part", "pay_whole", "close")
# Days ago, village ("" for the township), source, who reported ("" for any resident), employer, site,
# people, 元, and the steps taken.
LEADS = (
    (340, "宅群村", WORKER, "", "创达装修队", "宅群村碉楼民宿装修", 6, 48_600, PAID_UP),
    (305, "", NATIONAL, OFFICER, "粤侨建筑公司", "塘口镇农贸市场改造", 14, 213_450, PAID_UP),
    (262, "强亚村", WINDOW, "张远", "包工头关某", "强亚村道硬底化", 5, 31_200, PAID_UP),
    (221, "宅群村", PROVINCIAL, OFFICER, "南岸木业厂", "宅群村木器加工厂", 9, 97_380,
     ("verify", "send", "pay_part", "close_rest")),
    (186, "", NATIONAL, OFFICER, "宏远路桥公司", "县道 555 线路面", 3, 18_000, ("refuse",)),
    (151, "强亚村", WORKER, "", "强亚农庄", "强亚村农庄餐厅", 2, 9_400, PAID_UP),
    (75, "", PROVINCIAL, OFFICER, "恒泰水电安装部", "塘口镇文化站水电", 7, 66_120,
     ("verify", "send", "pay_part")),
    (58, "宅群村", WINDOW, "方敏仪", "包工头周某", "宅群村公厕", 4, 22_860,
     ("verify", "send", "pay_part", "pay_whole")),
    (33, "宅群村", WORKER, "吴国安", "碧江民宿", "宅群村民宿二期", 8, 54_321, ("verify", "send", "pay_part")),
    (20, "强亚村", NATIONAL, OFFICER, "华信劳务公司", "强亚村污水管网", 11, 128_700, ("verify", "send")),
    (5, "", WINDOW, OFFICER, "顺达运输队", "塘口镇砂石场", 3, 15_900, ("verify",)),
    (1, "宅群村", PROVINCIAL, OFFICER, "佳和建材店", "宅群村祠堂修缮", 2, 7_650, ()),
)
AFTER = {"verify": 2, "send": 3, "refuse": 3, "pay_part": 12, "pay_whole": 25, "close": 27,
         "close_rest": 50}  # days after the lead came in


def fill(town):
    """Twelve leads, in every state, with their payments and their history."""
    for days_ago, village, source, *facts, steps in LEADS:
        day = town.today - timedelta(days=days_ago)
        place = town.villages[village] if village else town.place
        lead = _report(town, place, day, source, *facts)
        for name in steps:
            _take(town, lead, name, _worked(town, day + timedelta(days=AFTER[name])))
        last = _worked(town, day + timedelta(days=AFTER[steps[-1]])) if steps else day
        lead.due_on = due_day(lead, lead.state, lead.sent_on or last)
        lead.save()


def _report(town, place, day, source, who, employer, site, people, amount):
    reporter = town.cast[who] if who else town.random.choice(town.residents[place.code])
    platform = source in PLATFORMS
    digits = town.random.randrange(10**6)
    lead = Lead.create(
        number=next_number("QX", day.year), locality=place, source=source, employer=employer,
        site=site, people=people, amount=amount * 100 + digits % 100, reported_by=reporter,
        reported_at=_at(day, 9), platform_number=f"GQ{day.year}{digits:06}" if platform else "",
        platform_due_on=day + timedelta(days=90) if source == PROVINCIAL else None,
        contact_name="" if platform else town.random.choice(("李师傅", "陈师傅", "黄师傅")),
        contact_phone="" if platform else f"+86140000080{digits % 100:02}",
        text="" if platform else "干了两个多月，只拿到一点生活费，老板一直说过几天给。")
    _history(lead, "begin", "", reporter, _at(day, 9))
    return lead


def _take(town, lead, name, day):
    officer, before = town.cast[OFFICER], lead.state
    lead.state, note = TRANSITIONS[name].target, ""
    if name == "send":
        lead.office, lead.office_number, lead.sent_on = OFFICE, f"劳监{day.year}-{lead.id:03}", day
        note = f"{OFFICE} · {lead.office_number}"
    if name.startswith("pay"):
        _pay(lead, name == "pay_whole", day, officer)
    if name in ("refuse", "close_rest"):
        note = REFUSAL if name == "refuse" else "老板联系不上，工人已经申请劳动仲裁"
    _history(lead, name, before, officer, _at(day, 15), note)


def _pay(lead, whole, day, officer):
    paid = sum(payment.amount for payment in lead.payments)
    Payment.create(lead=lead, day=day, amount=lead.amount - paid if whole else lead.amount // 3,
                   note="银行转账，工人都签收了" if whole else "先付一部分", person=officer,
                   at=_at(day, 15))


def _history(lead, name, before, person, at, note=""):
    History.create(record=f"legal_lead:{lead.id}", name=name, source=before, target=lead.state,
                   person=person, note=note, at=at)


def _worked(town, day):
    """That day, or the next on which offices work; never later than today."""
    return min(day if is_working_day(day) else next_working_day(day), town.today)


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)
