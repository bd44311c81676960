"""How long the resident has to pay after the approval, and what becomes of it when they do not.

The money may lie at the office without being written down yet, which no clock can know: when the
days are over the staff see it as late, and let it lapse.
"""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.languages import said
from linli.modules.services import settings_of
from linli.toolkit import reminders, workflow
from linli.toolkit.calendar import date_text, to_utc, today
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import ending, steps
from plugins.cctv.applications.models import APPROVED, Application
from plugins.cctv.module import module

BEFORE = timedelta(days=3)


def wait_for_money(application):
    """Within a step: let the days begin in which it is paid, with a reminder before their end. They are
    the township's: it is its money that waits.
    """
    day = today() + timedelta(days=settings_of(module, application.programme.locality).pay_days)
    Application.update(pay_by=day).where(Application.id == application.id).execute()
    for person in steps.ears(application):
        reminders.remind(
            workflow.key_of(application), person, at=to_utc(day - BEFORE, time(9)),
            until=to_utc(day, time(18)), title=_l("装摄像头的钱还没交"),
            text=_l("申请 %(number)s，%(day)s 前要交", number=application.number, day=said(date_text, day)),
            url=steps.address(application))


def wait_no_more(application):
    """Within a step: it is paid, or ended."""
    reminders.forget(workflow.key_of(application))


def lapse(scope, application):
    """The days are over and nothing was paid: what was reserved goes back by a line of its own, and the
    applicant is told. Raises NotNow before the day, and where a part was paid; TooNear, NotAllowed.
    """
    with steps.held(scope, application) as row:
        steps.refuse_near(scope, row)
        steps.refuse_state(row, APPROVED)
        if row.pay_by is None or row.pay_by >= today():
            raise NotNow(_l("交款的日子还没过，现在不能作废"))
        ending.refuse_paid(row)
        ending.release(scope, row)
        wait_no_more(row)
        reason = str(_l("%(day)s 前没有交款", day=date_text(row.pay_by)))
        workflow.apply("lapse", row, scope, note=reason, reason=reason)
        steps.tell(row, _l("装摄像头的申请过期了，没有交款"))
