"""Claiming a task, leaving it, handing it in, and its running out: safe from any number of processes.

Order of what is held: the person, the task, the claim.
"""

from datetime import timedelta

import peewee
from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction, utc_now
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import album, once, workflow
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.notices import notify
from linli.toolkit.refusals import Refused
from plugins.leaders.claims import places
from plugins.leaders.claims.models import (
    CLAIMED,
    HOLDING,
    IN_HAND,
    LAPSED,
    PLACED,
    STOPPED,
    Claim,
)
from plugins.leaders.module import module
from plugins.leaders.tasks.models import CANCELLED, Task


def claim(scope, task):
    """Take a place of `task` for this leader; a second tap finds the claim of the first.

    It runs out after the task's claim_hours, at the latest when the task is over. Raises Refused
    where no place is free or one holds too many, NotAllowed where it is not meant for them.
    """
    village = places.village_for(scope, task)
    try:
        with transaction():
            guard(Person, scope.person.id)
            return placed(scope.person, task) or _claim(scope, task, village)
    except (LostRace, peewee.IntegrityError) as error:
        raise Refused(why_not_free(task)) from error


def leave(scope, claim):
    """Give the place back, before the cut-off. Raises Refused, LostRace, NotAllowed."""
    with transaction():
        places.give_back(claim.task_id)
        claim = own(scope, claim.id)
        if claim.state == CLAIMED and utc_now() >= leaves_until(claim):
            raise Refused(_l("快到期了，现在不能退出。做不了就告诉村委一声"))
        workflow.apply("leave", claim, scope)


def hand_in(scope, claim, words, minutes, uploads, nonce):
    """Say that it is done: in `words`, in how many `minutes`, with photos (rows of uploads).

    One that has run out is renewed where the task is still open, a place free, and this leader
    could claim it. Raises Refused, NotAllowed, or once.AlreadyDone with the id of the claim that
    the same form handed in.
    """
    try:
        with transaction():
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
            claim = own(scope, claim.id)
            days = settings_of(module, claim.locality).review_days
            workflow.apply(_way_in(scope, claim), claim, scope, words=words, minutes=minutes,
                           submitted_at=utc_now(), review_by=add_working_days(today(), days),
                           reviewed_by=None, reviewed_at=None, comment="")
            album.replace(claim, uploads)
            once.keep(nonce, str(claim.id))
    except LostRace as error:
        raise Refused(why_not_taken(Claim.get_by_id(claim.id))) from error
    return claim


def lapse(claim_id, now):
    """Let a claim run out that `ends_by` now; its doer is told. Raises LostRace where it was
    handed in, returned or ended since.
    """
    with transaction():
        claim = _with_task(claim_id)
        places.give_back(claim.task_id)
        due = Claim.update(due_at=Claim.due_at).where(
            Claim.id == claim_id, Claim.state.in_(IN_HAND), ends_by(now))
        if not due.execute():
            raise LostRace
        workflow.apply("lapse", _with_task(claim_id), BY_CLOCK)
        tell(claim, _l("任务过期收回了"), _l("%(title)s。做完了的话，只要还有名额，打开还能补交",
                                             title=claim.task.title))


def ends_by(now):
    """Condition: it is due by `now`, or its doer is no longer here."""
    return (Claim.due_at <= now) | Claim.person.in_(Person.gone())


def placed(person, task):
    """The claim by which a person has a place of a task, or None."""
    return Claim.get_or_none(Claim.task == task.id, Claim.person == person.id, Claim.state.in_(PLACED))


def leaves_until(claim):
    """The moment (UTC) from which a claim cannot be left any more."""
    return claim.due_at - timedelta(minutes=settings_of(module, claim.locality).leave_minutes)


def own(scope, claim_id):
    """A claim of this person, read again with its task and village. Raises NotAllowed."""
    claim = _with_task(claim_id)
    if claim.person_id != scope.person.id:
        raise workflow.NotAllowed
    return claim


def tell(claim, title, text):
    """Put a word about a claim into its doer's inbox; it leads to the claim."""
    notify(Person.get_by_id(claim.person_id), title, text,
           f"/{claim.locality_id}/leaders/claims/{claim.id}")


def why_not_free(task):
    """Why no place of a task can be taken now, as a sentence."""
    task = Task.get_by_id(task.id)
    if task.state == CANCELLED:
        return _l("这项任务已经取消了")
    if task.until <= utc_now():
        return _l("这项任务已经截止了")
    return _l("慢了一步，名额已经被领完了")


def why_not_taken(claim):
    """Why a claim cannot be handed in as it is now, as a sentence."""
    if claim.state in (*IN_HAND, LAPSED):
        return _l("时间过了，%(why)s", why=why_not_free(claim.task))
    if claim.state == STOPPED:
        return _l("这项任务已经取消了，不用再做")
    return _l("交不上去，这一项现在是“%(state)s”", state=claim.state_name)


def _claim(scope, task, village):
    _refuse_hoarding(scope.person, settings_of(module, village).open_claims)
    places.take(task.id)
    task = Task.get_by_id(task.id)  # as it is now that its row is held
    now = utc_now()
    made = Claim.create(task=task, person=scope.person, locality=village, claimed_at=now,
                        due_at=min(now + timedelta(hours=task.claim_hours), task.until))
    workflow.begin(made, scope)
    return made


def _refuse_hoarding(person, most):
    held = Claim.select().where(Claim.person == person.id, Claim.state.in_(HOLDING)).count()
    if held >= most:
        raise Refused(_l("您手上已经有 %(count)d 项了，最多 %(most)d 项。先交一项，再来领",
                         count=held, most=most))


def _way_in(scope, claim):
    """The step by which a claim is handed in now; late, it has to have a place of an open task."""
    if claim.state in IN_HAND and utc_now() < claim.due_at:
        return "submit"
    places.hold(claim.task_id)  # as whoever lets it run out does: from here on it has, or has not
    claim.state = Claim.get_by_id(claim.id).state
    if claim.state == LAPSED:
        _refuse_late(scope, claim)
        places.take(claim.task_id)
    elif claim.state in IN_HAND:
        places.keep(claim.task_id)
    return "renew" if claim.state in (*IN_HAND, LAPSED) else "submit"


def _refuse_late(scope, claim):
    """To take a place again one has to be somebody who could claim the task."""
    if placed(scope.person, claim.task):
        raise Refused(_l("您后来又领了这项任务，请到新领的那一项里交"))
    try:
        places.village_for(scope, claim.task)
    except workflow.NotAllowed as error:
        raise Refused(_l("您现在不在任，或者这项任务不归您做，不能补交")) from error
    _refuse_hoarding(scope.person, settings_of(module, claim.locality).open_claims)


def _with_task(claim_id):
    return (Claim.select(Claim, Task, Locality).join(Task).switch(Claim).join(Locality)
            .where(Claim.id == claim_id).get())

