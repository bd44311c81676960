"""Sessions as entries of a calendar, which lies outside the site: no names, and not the matter."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask_babel import gettext as _

from linli.database import utc_now
from linli.toolkit.calendar import Event
from linli.web import absolute
from plugins.mediation.sessions.lists import whole
from plugins.mediation.sessions.models import CANCELLED, Session
from plugins.mediation.sessions.reminding import url_of

KEPT = timedelta(days=30)


def entries_of(person):
    """What belongs into this person's calendar, from thirty days back on; one query."""
    rows = whole(Session.of_person(person)).where(Session.starts_at >= utc_now() - KEPT)
    return [entry(row) for row in rows.order_by(Session.starts_at, Session.id)]


def entry(session):
    """One session, as a calendar shows it."""
    uid = f"mediation-{session.id}@{urlsplit(absolute('/')).hostname}"
    return Event(uid=uid, start_utc=session.starts_at, end_utc=session.ends_at,
                 title=_("调解"), place=session.where, sequence=session.sequence,
                 cancelled=session.state == CANCELLED, url=absolute(url_of(session)))
