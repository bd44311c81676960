"""Talks and joint meetings in the demo township."""

from datetime import date, datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI, next_working_day
from linli.toolkit.figures.periods import QUARTER, Period
from linli.toolkit.workflow import History
from plugins.legal.advisers.models import Adviser
from plugins.legal.gatherings.models import HELD, MEETING, PLANNED, TALK, Gathering

QUARTERS = 4
THEMES = ("民法典里的邻里相处", "欠了工钱怎么要", "宅基地和建房的规矩", "别替人担保，怎么看借条",
          "老人赡养和遗产", "反电信诈骗")
SAID = "讲了条文和身边的例子，村民问得最多的是手续怎么办。发了小册子。"
DECIDED = "通报本季度的纠纷，商定两件由法官和村委一起上门调解；下季度先讲欠薪。"
HALLS = {"宅群村": "党群服务中心二楼", "强亚村": "强亚村委会一楼"}


def fill(town):
    """In two villages: a talk in each quarter, one to come, and a joint meeting."""
    lawyer = Adviser.get(Adviser.person == town.cast["司徒晴"])
    for name, staff in (("宅群村", "方敏仪"), ("强亚村", "张远")):
        here = {"locality": town.villages[name], "place": HALLS[name], "made_by": town.cast[staff]}
        themes = town.random.sample(THEMES, QUARTERS + 2)
        for day in _middles(town.today):
            _held(town, day, **here, kind=TALK, theme=themes.pop(), speaker="司徒晴律师",
                  adviser=lawyer, starts=time(15), minutes=town.random.choice((60, 90)), notes=SAID)
        _held(town, next_working_day(town.today - timedelta(days=24)), **here, kind=MEETING,
              theme="季度联席会议", speaker="镇综治办、驻村法官、派出所、村委", starts=time(9, 30),
              minutes=120, notes=DECIDED)
        coming = next_working_day(town.today + timedelta(days=8))
        _enter(town, **here, kind=TALK, day=coming, theme=themes.pop(), speaker="司徒晴律师",
               adviser=lawyer, starts=time(15), state=PLANNED)


def _middles(today):
    """A working day in the middle of each of the last quarters, as far as it is past."""
    quarters = [Period.around(today, QUARTER).shifted(-ago) for ago in reversed(range(QUARTERS))]
    found = [next_working_day(date(each.first.year, each.first.month + 1, 11)) for each in quarters]
    return [day for day in found if day < today]


def _held(town, day, **columns):
    _enter(town, day=day, state=HELD, attendance=town.random.randint(18, 65), **columns)


def _enter(town, **columns):
    gathering = Gathering.create(**columns)
    day = min(gathering.day, town.today)
    History.create(record=f"legal_gathering:{gathering.id}", name="begin", source="",
                   target=gathering.state, person=gathering.made_by, at=_morning(day))


def _morning(day):
    return datetime.combine(day, time(8), SHANGHAI)
