"""What the ends of an application share, and its refusal. Withdrawing may give money back: see `works`."""

from flask_babel import lazy_gettext as _l

from linli.toolkit import workflow
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import lists, steps
from plugins.cctv.applications.models import BEFORE_APPROVAL
from plugins.cctv.programmes import budget


def refuse(scope, application, reason):
    """It is not granted; the applicant is told, and reads the reason. Raises NotNow, TooNear,
    workflow.NotAllowed.
    """
    with steps.held(scope, application) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, *BEFORE_APPROVAL)
        refuse_paid(row)
        workflow.apply("refuse", row, scope, note=reason, reason=reason, turn="")
        steps.tell(row, _l("装摄像头的申请没有通过"), _l("申请 %(number)s，原因写在里面", number=row.number))


def release(scope, application):
    """Give back what the last quote had reserved, within `steps.held` and before the state changes."""
    budget.give_back(application.programme_id, application.locality_id,
                     lists.last_quote(application).town, workflow.key_of(application), scope.person,
                     note=application.number)


def refuse_paid(application):
    """Raise NotNow while money of the applicant lies at the office: it is reversed first."""
    if sum(line.amount for line in application.payments):
        raise NotNow(_l("已经收过住户的钱，请先冲销收款、退给他，再办这一步"))
