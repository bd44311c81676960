"""What falls due in notice: deeds to post."""

from datetime import timedelta

from linli.database import transaction
from linli.localities.models import Locality
from linli.modules.services import on_in, places_with, settings_of
from linli.toolkit.calendar import local
from linli.toolkit.rounds import each
from plugins.points.deeds.models import NOTICE, Deed
from plugins.points.module import module
from plugins.points.notice import posting


def tick(now):
    """Post what has hung long enough, from the day after its last day."""
    day = local(now).date()
    due = list(Deed.select(Deed, Locality).join(Locality).where(
        Deed.state == NOTICE, Deed.notice_until < day).order_by(Deed.notice_until, Deed.id))
    said = places_with(module.name) if due else {}
    each([deed for deed in due if on_in(deed.locality, said)], lambda deed: posting.post(deed.id, day))
    each([deed for deed in due if not on_in(deed.locality, said)], lambda deed: _hang_again(deed, day))


def _hang_again(deed, day):
    """Where the module is off nobody reads it, and nobody can object: its days begin anew."""
    until = day + timedelta(days=settings_of(module, deed.locality).notice_days)
    with transaction():
        Deed.update(notice_until=until).where(
            Deed.id == deed.id, Deed.state == NOTICE, Deed.notice_until == deed.notice_until).execute()
