"""By when the present step of a lead is due: working days, as the place has set them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from linli.modules.services import settings_of
from linli.toolkit.calendar import add_working_days, holiday_list_ends, today, working_days_between
from plugins.legal.leads.models import NEW, PART, SENT, VERIFIED
from plugins.legal.module import module

SOON = 2  # working days that are left when a deadline is said to be near
_SETTINGS = {NEW: "verify_days", VERIFIED: "send_days", SENT: "pay_days", PART: "pay_days"}


@dataclass(frozen=True)
class Deadline:
    """A deadline in words, with its tone. `unlisted_year`: it lies in this year, whose holidays
    are not announced yet, so that weekdays were counted; else None.
    """

    text: str
    tone: str
    unlisted_year: int | None


def due_day(lead, state, first=None):
    """The last day of the step that `state` waits for, counted from `first` (today); None where
    nothing is waited for. It is never later than what the upstream platform demands.
    """
    if state not in _SETTINGS:
        return None
    count = getattr(settings_of(module, lead.locality), _SETTINGS[state])
    ours = add_working_days(first or today(), count)
    return min(ours, lead.platform_due_on or ours)


def deadline(lead):
    """The Deadline of a lead as of today, or None."""
    if lead.due_on is None:
        return None
    day, due = today(), lead.due_on
    unlisted = due.year if due.year > holiday_list_ends() else None
    if due < day:
        return Deadline(_l("已超期 %(count)d 天", count=(day - due).days), "late", unlisted)
    if due == day:
        return Deadline(_l("今天到期"), "soon", unlisted)
    count = working_days_between(day, due)
    tone = "soon" if count <= SOON else "ok"
    return Deadline(_l("还有 %(count)d 个工作日", count=count), tone, unlisted)
