"""Cancelling a task. It lies above the claims: those in hand are stopped with it."""

from contextlib import suppress

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, transaction
from linli.toolkit import workflow
from plugins.leaders.claims import places
from plugins.leaders.claims.models import IN_HAND, Claim
from plugins.leaders.claims.services import tell


def cancel_task(scope, task, reason):
    """Cancel an open task: claims in hand are stopped and their doers told; what was handed in is
    still reviewed. Returns how many were stopped. Raises LostRace, NotAllowed.
    """
    with transaction():
        workflow.apply("cancel", task, scope, note=reason)
        stopped = sum(_stop(scope, claim, reason) for claim in list(
            Claim.select().where(Claim.task == task.id, Claim.state.in_(IN_HAND)).order_by(Claim.id)))
        places.give_back(task.id, stopped)
    return stopped


def _stop(scope, claim, reason):
    """Whether it was still in hand: one that is being handed in at this moment stays so."""
    with suppress(LostRace):
        workflow.apply("stop", claim, scope, note=reason)
        tell(claim, _l("任务取消了，不用做了"), f"{claim.task.title} · {reason}")
        return True
    return False
