"""The demo of the journal: two months of visits, and what was asked for."""

from datetime import datetime, time, timedelta

from linli.people.models import Household
from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.workflow import History
from plugins.leaders.journal.lists import monday
from plugins.leaders.journal.models import ANSWERED, DOOR, OPEN, PHONE, Appeal, Round, Visit
from plugins.leaders.tenure.models import APPOINTED, Tenure

WEEKS, DUE = 8, 2
# Days ago, who asked (of the cast; "": the household visited that day), kind, words, answer.
REQUESTS = (
    (33, "", "repair", "巷口的路灯不亮有半个月了，晚上看不清路。", "电工师傅换了灯泡，当晚就亮了。"),
    (19, "", "papers", "孩子在外地读书，想问医保要怎么转。", "问过镇上窗口，带户口本就能办，电话里说了。"),
    (3, "", "environment", "屋后的水沟堵了，一下雨水就漫进院子，想请人来通。", ""),
    (12, "黄美珍", "safety", "楼道里的消防栓好像没有水了，麻烦来看看。", "看过了，是阀门没开，已经打开了。"),
)


def fill(town):
    """As `linli_demo` wants it: the rounds and visits of those in office in 宅群村, some kept and some
    not, three appeals from visits and one that 黄美珍 wrote.
    """
    village = town.villages["宅群村"]
    for name in ("劳伟明", "邓桂香"):
        tenure = Tenure.get(Tenure.person == town.cast[name], Tenure.state == APPOINTED)
        for ago in range(WEEKS):
            _week(town, village, tenure, monday(town.today) - timedelta(weeks=ago))
    for each in REQUESTS:
        _appeal(town, village, *each)


def _week(town, village, tenure, week):
    Round.create(block=tenure.locality, locality=village, person=tenure.person, first_day=week, due=DUE)
    homes = list(Household.select().where(
        Household.block == tenure.locality, Household.id != tenure.person.household_id)
        .order_by(Household.number))
    for home in town.random.sample(homes, town.random.randint(1, DUE)):
        day = week + timedelta(days=town.random.randint(0, 6))
        if day < town.today:
            _visit(village, tenure, home, day, town.random.choice((DOOR, DOOR, DOOR, PHONE)))


def _visit(village, tenure, home, day, way=DOOR):
    return Visit.create(locality=village, block=tenure.locality, household=home, person=tenure.person,
                        day=day, week=monday(day), way=way, at=_at(day, 19))


def _appeal(town, village, ago, who, kind, text, answer):
    day = town.today - timedelta(days=ago)
    leader = town.cast["邓桂香" if who else "劳伟明"]
    tenure = Tenure.get(Tenure.person == leader, Tenure.state == APPOINTED)
    asker = town.cast[who] if who else None
    home = None if who else Household.select().where(
        Household.block == tenure.locality, Household.number < "100").order_by(
        Household.number).offset(ago % 9).get()
    made = Appeal.create(
        locality=tenure.locality, household=home, visit=_visit(village, tenure, home, day) if home else None,
        asked_by=asker, leader=leader, kind=kind, text=text, at=_at(day, 19), answer=answer,
        state=ANSWERED if answer else OPEN, answered_at=_at(day + timedelta(days=2), 10) if answer else None)
    _line(made, "begin", "", OPEN, asker or leader, _at(day, 19))
    if answer:
        _line(made, "answer", OPEN, ANSWERED, leader, made.answered_at)


def _line(made, name, source, target, person, at):
    History.create(record=f"leaders_appeal:{made.id}", name=name, source=source, target=target,
                   person=person, at=at)


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)
