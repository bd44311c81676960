"""How an application ends before its time: refused with a reason, or withdrawn by the applicant."""

from flask_babel import lazy_gettext as _l

from linli.toolkit import workflow
from plugins.cctv.applications import lists, steps
from plugins.cctv.applications.models import APPROVED, BEFORE_APPROVAL
from plugins.cctv.programmes import budget

WITHDRAWABLE = (*BEFORE_APPROVAL, APPROVED)  # what is paid, `works` pays back first


def refuse(scope, application, reason):
    """It is not granted; the applicant is told, and reads the reason. Raises NotNow, TooNear,
    workflow.NotAllowed.
    """
    with steps.held(scope, application) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, *BEFORE_APPROVAL)
        workflow.apply("refuse", row, scope, note=reason, reason=reason, turn="")
        steps.tell(row, _l("装摄像头的申请没有通过"), _l("申请 %(number)s，原因写在里面", number=row.number))


def withdraw(scope, application, reason):
    """The applicant does not want it any more, also while an answer is owed; what was reserved is given
    back by a line of its own. Raises NotNow, workflow.NotAllowed.
    """
    if not steps.speaks_for(scope, application):
        raise workflow.NotAllowed("withdraw")
    with steps.held(scope, application, while_asked=True) as row:
        steps.refuse_state(row, *WITHDRAWABLE)
        if row.state == APPROVED:
            _refuse_paid(row)
            release(scope, row)
        workflow.apply("withdraw", row, scope, note=reason, reason=reason, turn="")


def release(scope, application):
    """Give back what the last quote had reserved, within `steps.held` and before the state changes."""
    budget.give_back(application.programme_id, application.locality_id,
                     lists.last_quote(application).town, workflow.key_of(application), scope.person,
                     note=application.number)


def _refuse_paid(application):
    """A part of the money may lie at the office already: then `works` ends it, and gives it back."""
    if sum(line.amount for line in application.payments):
        raise steps.NotNow(_l("已经交过钱了，请从“交款”下面撤回，钱会退给您"))
