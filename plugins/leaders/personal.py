"""What this module keeps about somebody, and what of it is erased when they leave."""

from flask_babel import lazy_gettext as _l

from linli.personal.holding import ALBUM, Holding
from plugins.leaders.claims.models import STATES, Certificate, Claim
from plugins.leaders.journal.models import KINDS, WAYS, Appeal, Round, Visit
from plugins.leaders.journal.models import STATES as APPEAL_STATES
from plugins.leaders.meetings.models import Decision, Meeting
from plugins.leaders.tasks.models import Plan, Task, TaskPerson
from plugins.leaders.tenure.models import ROLES, Assessment, Tenure
from plugins.leaders.tenure.models import STATES as TENURE_STATES

_SERVED = _l("村里有过哪些楼长、做了几件事要数得出来，名字换成“已注销的村民”")
_APPEAL = {"kind": (_l("哪一类"), KINDS), "text": _l("说的事"), "state": (_l("进度"), APPEAL_STATES),
           "answer": _l("答复"), "at": _l("时间")}


def _at_home(person):
    """Condition: a visit to their household; of no row where they have none."""
    return Visit.household == person.household_id


def _of_household(person):
    """Condition: asked for by the household as a whole; what one of it asked for is theirs alone."""
    mine = [person.household_id] if person.household_id else []
    return Appeal.household.in_(mine) & Appeal.asked_by.is_null()


HOLDINGS = (
    Holding(Tenure, _l("当楼长、联户长"), lambda person: Tenure.person == person.id,
            {"role": (_l("岗位"), ROLES), "words": _l("写的话"), "state": (_l("进度"), TENURE_STATES),
             "starts_on": _l("从"), "ends_on": _l("到"), "phone_shown": _l("公开手机号"),
             "thanks": _l("感谢的话")},
            emptied=("words", "thanks"), nameless=("person",), plain=("role", "way", "state"), keeps=_SERVED),
    Holding(Assessment, mine=lambda person: Assessment.tenure.in_(
        Tenure.select(Tenure.id).where(Tenure.person == person.id)),
            emptied=("notes",), nameless=("made_by",), plain=("kind", "result")),
    Holding(Claim, _l("领过的任务"), lambda person: Claim.person == person.id,
            {"task.title": _l("任务"), "claimed_at": _l("领取"), "state": (_l("进度"), STATES),
             "words": _l("写的话"),
             "minutes": _l("分钟"), "comment": _l("验收的话")}, photos=ALBUM,
            emptied=("words", "comment", ALBUM), nameless=("person", "reviewed_by"), plain=("state",),
            keeps=_SERVED),
    Holding(Certificate, _l("服务证明"), lambda person: Certificate.person == person.id,
            {"number": _l("编号"), "first_day": _l("从"), "last_day": _l("到"), "tasks": _l("几件任务"),
             "minutes": _l("分钟"), "at": _l("开具时间")},
            nameless=("person", "issued_by"), plain=("number",),
            keeps=_l("开出过的证明按编号查得到，名字换掉")),
    Holding(TaskPerson, _l("点名请您做的任务"), lambda person: TaskPerson.person == person.id,
            {"task.number": _l("编号"), "task.title": _l("任务")}, gone=True),
    Holding(Round, _l("每周要走访几户"), lambda person: Round.person == person.id,
            {"first_day": _l("哪一周"), "due": _l("几户")}, nameless=("person",), keeps=_SERVED),
    Holding(Visit, _l("您走访过的"), lambda person: Visit.person == person.id,
            {"day": _l("日期"), "way": (_l("怎么走访"), WAYS)}, nameless=("person",), plain=("way",),
            keeps=_SERVED),
    Holding(Visit, _l("到您家走访"), _at_home, {"day": _l("日期"), "way": (_l("怎么走访"), WAYS)},
            keeps=_l("走访是全家的，只记哪一天")),
    Holding(Appeal, _l("您提的诉求"), lambda person: Appeal.asked_by == person.id, _APPEAL,
            emptied=("text", "answer"), nameless=("asked_by", "leader"), plain=("kind", "state")),
    Holding(Appeal, _l("您家提的诉求"), _of_household, _APPEAL,
            keeps=_l("诉求是全家的，到村里定的月数就清空")),
    Holding(Meeting, nameless=("recorded_by",), plain=("kind", "place", "minutes")),
    Holding(Decision, plain=("text", "who")),
    Holding(Plan, nameless=("made_by",), plain=("topic", "title", "text", "place", "rhythm")),
    Holding(Task, nameless=("published_by",),
            plain=("number", "topic", "title", "text", "place", "audience", "state")),
)
