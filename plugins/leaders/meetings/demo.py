"""The demo of meetings: what was held in two villages and the township, and what is due."""

from datetime import datetime, time, timedelta

from linli.modules.services import settings_of
from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.figures.periods import MONTH, QUARTER, Period
from linli.toolkit.figures.periods import YEAR as TWELVE_MONTHS
from plugins.leaders.meetings.clock import due_on
from plugins.leaders.meetings.models import TOWNSHIP, VILLAGE, YEAR, Decision, Meeting
from plugins.leaders.module import module

MINUTES = "各片说了这个月的情况：路灯坏了两处，三组水沟要清，月底前把门前卫生再过一遍。"
# Place ("": the township), kind, months of a period, how many periods ago, days before (−: after) the
# last day, who recorded it.
HELD = (("宅群村", VILLAGE, MONTH, 1, 3, "方敏仪"), ("宅群村", VILLAGE, MONTH, 2, 1, "方敏仪"),
        ("强亚村", VILLAGE, MONTH, 1, -2, "张远"), ("", TOWNSHIP, QUARTER, 1, 5, "梁书宁"))
DUE = (("宅群村", VILLAGE, MONTH), ("宅群村", YEAR, TWELVE_MONTHS), ("强亚村", VILLAGE, MONTH),
       ("强亚村", YEAR, TWELVE_MONTHS), ("", TOWNSHIP, QUARTER))
# Of the first: text, who, days until it is to be done, counted from today, and whether it is.
DECISIONS = (("修好村口和祠堂边两处路灯", "村电工", -10, True), ("清三组屋后的水沟", "劳伟明、三组组长", 5,
                                                                 False),
             ("把“门前三包”的单子发到每一户", "各楼长、联户长", -2, False))


def fill(town):
    """As `linli_demo` wants it: four meetings that were held, one of them late, and five that are due."""
    made = [_held(town, *each) for each in HELD]
    for text, who, days, done in DECISIONS:
        day = town.today + timedelta(days=days)
        Decision.create(meeting=made[0], text=text, who=who, by_day=max(day, made[0].held_on),
                        done_on=max(day - timedelta(days=2), made[0].held_on) if done else None)
    for village, kind, months in DUE:
        _meeting(town, village, kind, Period.around(town.today, months))


def _held(town, village, kind, months, ago, early, who):
    period = Period.around(town.today, months).shifted(-ago)
    meeting = _meeting(town, village, kind, period)
    meeting.held_on = meeting.due_on - timedelta(days=early)
    meeting.place = f"{village}委会会议室" if village else "镇综治中心"
    meeting.attendance, meeting.minutes = town.random.randint(8, 20), MINUTES
    meeting.recorded_by, meeting.version = town.cast[who], 1
    meeting.recorded_at = datetime.combine(meeting.held_on, time(17), SHANGHAI)
    meeting.save()
    return meeting


def _meeting(town, village, kind, period):
    place = town.villages.get(village, town.place)
    return Meeting.create(locality=place, kind=kind, first_day=period.first,
                          due_on=due_on(kind, period, settings_of(module, place).meeting_day))
