"""What falls due in notice: deeds to post."""

from contextlib import suppress

from linli.database import LostRace
from linli.toolkit.calendar import local
from plugins.points.deeds.models import NOTICE, Deed
from plugins.points.notice import posting


def tick(now):
    """Post what has hung long enough, from the day after its last day."""
    day = local(now).date()
    due = Deed.select(Deed.id).where(Deed.state == NOTICE, Deed.notice_until < day)
    for deed in list(due.order_by(Deed.notice_until, Deed.id)):
        with suppress(LostRace):  # somebody objected, it went to another passbook, or another clock was here
            posting.post(deed.id, day)
