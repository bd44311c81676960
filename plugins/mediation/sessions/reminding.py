"""Who is told of a session, and when: parties who know of the case, and those who sit in.

A notice says that there is one, when and where; not with whom, nor about what.
"""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.languages import said
from linli.people.models import Person
from linli.toolkit.calendar import local, to_utc, when_text
from linli.toolkit.notices import notify
from linli.toolkit.reminders import forget, remind
from linli.toolkit.workflow import key_of
from plugins.mediation.cases.models import Party, Sitter
from plugins.mediation.sessions.models import Seat

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def people_of(session):
    """The people of a session's seats who know of the case, and of those who sit in."""
    seats = (Seat.select(Party.person).join(Party)
             .where(Seat.session == session.id, Party.told_at.is_null(False)))
    sits = Sitter.select(Sitter.person).where(Sitter.case == session.case_id, Sitter.until.is_null())
    return list(Person.select().where(Person.id.in_(seats) | Person.id.in_(sits)).order_by(Person.id))


def schedule(session):
    """Set the reminders by its present time and place; those it had are replaced. Belongs into the
    transaction that plans or moves.
    """
    forget(key_of(session))
    midnight = to_utc(local(session.starts_at).date(), time.min)
    for person in people_of(session):
        _remind(session, person, session.starts_at - DAY, midnight, _l("明天有一次调解"))
        _remind(session, person, session.starts_at - HOUR, session.starts_at, _l("调解快开始了"))


def unschedule(session):
    """Take its reminders back: it will not take place."""
    forget(key_of(session))


def tell(session, title):
    """A notice to everybody of the session."""
    for person in people_of(session):
        notify(person, title, _words(session), url_of(session))


def url_of(session):
    """The address of its page."""
    return f"/{session.locality_id}/mediation/sessions/{session.id}"


def _remind(session, person, at, until, title):
    remind(key_of(session), person, at, until, title, _words(session), url_of(session))


def _words(session):
    return _l("%(when)s · %(place)s", when=said(when_text, session.starts_at), place=session.where)
