"""Claims of the demo's tasks: accepted ones, one that waits for its review too long, one in hand."""

from datetime import datetime, time, timedelta

from linli.toolkit import activities
from linli.toolkit.calendar import SHANGHAI, add_working_days, local, to_utc
from linli.toolkit.workflow import History, key_of
from plugins.leaders.claims.models import ACCEPTED, CLAIMED, SUBMITTED, Claim
from plugins.leaders.claims.reviewing import KIND
from plugins.leaders.tasks.models import Task

# Where the task is, who claims it, what came of it ("" is still in hand), after how many hours, and in
# how many minutes.
CLAIMS = (("1 号楼楼道", "邓桂香", "accept", 4, 45, "楼道从一楼扫到六楼，两户的纸箱请他们收走了。"),
          ("老祠堂周边", "邓桂香", "accept", 21, 70, "祠堂前后看了一遍，一处电线老化，已经告诉村里。"),
          ("老祠堂周边", "劳伟明", "accept", 46, 60, "灭火器都在有效期里，巷口的杂物清了。"),
          ("第三村民小组", "劳伟明", "submit", 26, 90, "通知送了二十三户，四户老人念给他们听了。"),
          ("文化广场", "邓桂香", "", 0, 0, ""))
REVIEW_DAYS = 3


def fill(town):
    """Five claims in 宅群村, with their history and what they told the points book."""
    for place, who, came, hours, minutes, words in CLAIMS:
        task = Task.get(Task.place == place, Task.locality == town.villages["宅群村"])
        claim = _claim(town, task, town.cast[who], came)
        if came:
            _hand_in(claim, hours, minutes, words)
        if came == "accept":
            _accept(claim, town.cast["方敏仪"])
        claim.save()


def _claim(town, task, person, came):
    at = task.published_at + timedelta(hours=3) if came else to_utc(town.today - timedelta(days=1), time(15))
    claim = Claim.create(task=task, person=person, locality=town.villages["宅群村"], claimed_at=at,
                         due_at=min(at + timedelta(hours=task.claim_hours), task.until))
    Task.update(taken=Task.taken + 1).where(Task.id == task.id).execute()
    _line(claim, "begin", "", CLAIMED, person, at)
    return claim


def _hand_in(claim, hours, minutes, words):
    at = claim.claimed_at + timedelta(hours=hours)
    claim.state, claim.minutes, claim.words, claim.submitted_at = SUBMITTED, minutes, words, at
    claim.review_by = add_working_days(local(at).date(), REVIEW_DAYS)
    _line(claim, "submit", CLAIMED, SUBMITTED, claim.person, at)


def _accept(claim, clerk):
    at = datetime.combine(claim.review_by, time(10), SHANGHAI)
    claim.state, claim.reviewed_by, claim.reviewed_at = ACCEPTED, clerk, at
    _line(claim, "accept", SUBMITTED, ACCEPTED, clerk, at)
    activities.write(key_of(claim), KIND, claim.task.title, claim.locality, claim.person,
                     local(claim.submitted_at).date(), claim.minutes, claim.task.worth)


def _line(claim, name, source, target, person, at):
    History.create(record=key_of(claim), name=name, source=source, target=target, person=person, at=at)
