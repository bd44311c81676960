"""Tasks and plans of the demo villages."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI, to_utc
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.leaders.tasks.models import MONTH, WEEK, Plan, Task
from plugins.leaders.tasks.presets import PRESETS

# Days ago it was published, days it was open, topic, place, people, worth.
TASKS = ((40, 7, "cleaning", "1 号楼楼道", 1, 2), (26, 7, "hazard", "老祠堂周边", 2, 3),
         (12, 10, "publicity", "第三村民小组", 2, 2), (6, 6, "environment", "村口水塘", 4, 4),
         (2, 9, "cleaning", "文化广场", 3, 2), (1, 12, "hazard", "1 号楼、2 号楼", 1, 3))


def fill(town):
    """Two plans, and tasks that are over, running and new."""
    village, clerk = town.villages["宅群村"], town.cast["方敏仪"]
    _plan(village, clerk, "cleaning", WEEK,
          town.today + timedelta(days=7 - town.today.weekday()))
    _plan(village, clerk, "hazard", MONTH, (town.today.replace(day=1) + timedelta(days=32)).replace(day=5))
    for days, length, topic, place, people, worth in TASKS:
        day = town.today - timedelta(days=days)
        _task(village, clerk, day, to_utc(day + timedelta(days=length), time(18)), topic, place, people,
              worth)


def _plan(village, clerk, topic, rhythm, next_on):
    title, text, photos = PRESETS[topic]
    Plan.create(locality=village, topic=topic, title=str(title), text=str(text), photos=photos,
                claim_hours=48, worth=2, rhythm=rhythm, next_on=next_on, made_by=clerk)


def _task(village, clerk, day, until, topic, place, people, worth):
    title, text, photos = PRESETS[topic]
    at = datetime.combine(day, time(9), SHANGHAI)
    task = Task.create(
        number=next_number("RW", day.year), locality=village, topic=topic, title=str(title),
        text=str(text), place=place, until=until, people=people, photos=photos, worth=worth,
        claim_hours=72, published_by=clerk, published_at=at)
    History.create(record=f"leaders_task:{task.id}", name="begin", source="", target=task.state,
                   person=clerk, at=at)
