"""What falls due in notice: deeds to post, and what other plugins' activities bring or take back."""

from contextlib import suppress

from linli.database import LostRace, transaction
from linli.toolkit import activities
from linli.toolkit.calendar import local
from plugins.points.deeds.models import NOTICE, Deed
from plugins.points.deeds.taking import collect_activity
from plugins.points.module import module
from plugins.points.notice import posting


def tick(now):
    """Post what has hung long enough, from the day after its last day; take in activities."""
    day = local(now).date()
    due = Deed.select(Deed.id, Deed.account).where(Deed.state == NOTICE, Deed.notice_until < day)
    for deed in list(due.order_by(Deed.notice_until, Deed.id)):
        with suppress(LostRace):  # somebody objected, or another clock was here
            posting.post(deed.id, deed.account_id, day)
    for activity in activities.waiting(module.name):
        _take(activity)


def _take(activity):
    """In one transaction with its mark, so that each counts once."""
    with transaction():
        if not activities.take(activity, module.name):
            return
        if activity.reverses_id is None:
            collect_activity(activity)
            return
        deed = Deed.get_or_none(Deed.activity == activity.reverses_id)
        if deed:
            posting.undo(deed)
