"""The verdict on what was handed in, by somebody other than its doer and their household; and taking
a verdict back.
"""

from contextlib import contextmanager
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, transaction, utc_now
from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit import activities, workflow
from linli.toolkit.calendar import local
from plugins.leaders.claims import places
from plugins.leaders.claims.models import Claim
from plugins.leaders.claims.services import tell
from plugins.leaders.tasks.models import Task

KIND = "leaders.task"
ACCEPT, RETURN, REJECT = "accept", "return", "reject"


def accept(scope, claim, seen, comment):
    """It is done: the claim becomes an activity, in the same transaction.

    `seen` names the hand-in that the reviewer looked at (`seen_of`). Raises LostRace where it was
    reviewed or handed in again since, NotAllowed to its doer and their household; so
    do the other verdicts.
    """
    with _verdict(scope, claim, seen) as claim:
        _judge(scope, claim, ACCEPT, comment)
        activities.write(
            workflow.key_of(claim), KIND, claim.task.title, claim.locality, claim.person,
            local(claim.submitted_at).date(), claim.minutes or 0, claim.task.worth)
        tell(claim, _l("任务通过了，辛苦了"), claim.task.title)


def send_back(scope, claim, seen, comment):
    """Something is missing: its doer reads the comment, and has the task's hours once more."""
    with _verdict(scope, claim, seen) as claim:
        _judge(scope, claim, RETURN, comment,
               due_at=utc_now() + timedelta(hours=claim.task.claim_hours))
        tell(claim, _l("任务要再做一下"), f"{claim.task.title} · {comment}")


def reject(scope, claim, seen, comment):
    """It does not count; its place is free again."""
    with transaction():
        places.give_back(claim.task_id)
        with _verdict(scope, claim, seen) as claim:
            _judge(scope, claim, REJECT, comment)
            tell(claim, _l("任务没有通过"), f"{claim.task.title} · {comment}")


def revoke(scope, claim, reason):
    """Take back that it was accepted, and with it the activity; its place is free again.

    Raises LostRace where it is not accepted any more, NotAllowed to its doer and their household.
    """
    with transaction():
        places.give_back(claim.task_id)
        claim = _for_reviewer(scope, claim.id)
        workflow.apply("revoke", claim, scope, note=reason, comment=reason)
        activities.reverse(workflow.key_of(claim))
        tell(claim, _l("任务的验收被撤回了"), f"{claim.task.title} · {reason}")


VERDICTS = {ACCEPT: accept, RETURN: send_back, REJECT: reject}


def seen_of(claim):
    """A mark of what was handed in last, for the form of the verdict."""
    return claim.submitted_at.isoformat() if claim.submitted_at else ""


@contextmanager
def _verdict(scope, claim, seen):
    """A transaction that holds the claim, read again, as long as it is what the reviewer saw."""
    with transaction():
        Claim.update(state=Claim.state).where(Claim.id == claim.id).execute()
        claim = _for_reviewer(scope, claim.id)
        if seen_of(claim) != seen:
            raise LostRace
        yield claim


def _for_reviewer(scope, claim_id):
    claim = (Claim.select(Claim, Task, Locality, Person).join(Task).switch(Claim).join(Locality)
             .switch(Claim).join(Person, on=Claim.person).where(Claim.id == claim_id).get())
    if scope.person.is_near(claim.person):
        raise workflow.NotAllowed
    return claim


def _judge(scope, claim, name, comment, **changes):
    workflow.apply(name, claim, scope, note=comment, comment=comment,
                   reviewed_by=scope.person, reviewed_at=utc_now(), **changes)
