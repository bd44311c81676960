"""Somebody leaves for good: an application and tasks in hand end as they do when somebody is gone."""

from flask_babel import gettext as _

from linli.database import utc_now
from linli.personal.erasing import apply
from plugins.leaders.claims.models import IN_HAND, SUBMITTED, Claim
from plugins.leaders.claims.services import lapse
from plugins.leaders.journal.models import OPEN, Appeal
from plugins.leaders.personal import HOLDINGS
from plugins.leaders.tasks.models import Task
from plugins.leaders.tenure.lists import with_people
from plugins.leaders.tenure.models import OPEN as OPEN_TENURES
from plugins.leaders.tenure.models import Tenure
from plugins.leaders.tenure.services import end_of_gone


def to_finish(person):
    """What somebody else still has to judge or to answer."""
    claims = (Claim.select(Claim, Task).join(Task)
              .where(Claim.person == person.id, Claim.state == SUBMITTED).order_by(Claim.id))
    appeals = Appeal.select().where(Appeal.asked_by == person.id, Appeal.state == OPEN,
                                    Appeal.forgotten_at.is_null()).count()
    said = [_("任务“%(title)s”还在等验收", title=claim.task.title) for claim in claims]
    return said + ([_("您提的 %(count)d 件诉求还没答复，请等答复，或者先撤回",
    count=appeals)] if appeals else [])


def erase(person):
    """End what is in hand, then erase."""
    for tenure in with_people(Tenure.select()).where(Tenure.person == person.id,
    Tenure.state.in_(OPEN_TENURES)):
        end_of_gone(tenure)
    for claim in list(Claim.select(Claim.id).where(Claim.person == person.id, Claim.state.in_(IN_HAND))):
        lapse(claim.id, utc_now())
    apply(HOLDINGS, person)
