"""My places in lines as cards: what is held for me presses, the rest waits with me."""

from datetime import time

from flask import url_for
from flask_babel import gettext as _

from linli.plugins import Todo
from linli.toolkit import zones
from linli.toolkit.calendar import day_text, to_utc
from plugins.legal.booking.line import with_ahead
from plugins.legal.booking.models import Wait


def todo(scope):
    """What I wait for, in the place of this request and below or everywhere; offers first."""
    query = with_ahead(Wait.visible_to(scope)).where(scope.here(Wait.locality))
    return [_offered(wait) if wait.offered else _waiting(wait) for wait in query.limit(20)]


def _offered(wait):
    """Straight to the form that books it."""
    return Todo(
        href=url_for("legal.book", locality=wait.locality_id, slot=wait.key),
        title=_("有空位了！请在 %(until)s 前确认", until=zones.clock(wait.until)),
        headline=zones.when(wait.starts_at), text=_("过时就让给下一位"), status=_("要确认"),
        tone="late", at=wait.until, place=wait.locality)


def _waiting(wait):
    return Todo(
        href=url_for("legal.my_wait", locality=wait.locality_id, wait_id=wait.id),
        title=_("法律咨询"), headline=day_text(wait.day), text=_("有空位就马上通知您"),
        status=_("排队中，第 %(number)d 位", number=wait.ahead + 1), tone="soon",
        at=to_utc(wait.day, time.min), place=wait.locality)
