"""Days of duty of the resident judge in the demo township."""

from datetime import timedelta

from linli.toolkit.calendar import next_working_day
from linli.toolkit.figures.periods import Period
from plugins.legal.advisers.models import LABOUR_OFFICER, Adviser
from plugins.legal.visits.models import DAY, HALF_DAY, Visit

MONTHS = 6
DONE = ("接待村民咨询 4 人次，调解相邻排水纠纷 1 件，双方签了协议。",
        "巡回审判 1 件；走访老人 2 户，讲了赡养的规定。", "参加联席会议，和村委一起上门调解 2 件。",
        "指导调解员整理卷宗，接待咨询 3 人次。")


def fill(town):
    """The judge comes to 宅群村 one or two days in each of the last months; once came somebody who
    has no account.
    """
    judge, month = Adviser.get(Adviser.person == town.cast["谭仲明"]), Period.around(town.today)
    for _each in range(MONTHS):
        for week in range(town.random.randint(1, 2)):
            day = next_working_day(month.first + timedelta(days=7 + 9 * week))
            if day < town.today:
                Visit.create(locality=town.villages["宅群村"], adviser=judge, day=day,
                             minutes=town.random.choice((HALF_DAY, DAY)),
                             done=town.random.choice(DONE), made_by=judge.person)
        month = month.shifted(-1)
    Visit.create(locality=town.villages["宅群村"], visitor="林正清", visitor_kind=LABOUR_OFFICER,
                 day=town.today - timedelta(days=9), minutes=HALF_DAY, made_by=town.cast["方敏仪"],
                 done="在文化室讲了怎么讨薪，看了两户的劳动合同。")
