"""What a signed-in device acts under: the consent that it took up, and for how long.

It stands in the session's row, so that no late answer of another tab brings it back. With each change the
token of the forms changes too: a form that was opened for one person is never taken for another.
"""

from datetime import timedelta

from flask import g
from flask import session as cookie

from linli.access import PERMISSIONS
from linli.audit import services as audit
from linli.database import transaction, utc_now
from linli.people.models import Session
from linli.people.proxies import lists
from linli.people.proxies.errands import serves_in
from linli.people.proxies.models import DOOR
from linli.people.services import posts_of

LONGEST = timedelta(hours=2)  # after which whoever acts is asked to begin again
WHOSE = "whose"  # in the cookie: for which consent its token was made, 0 for one's own


def begin(scope, proxy):
    """From now on this device acts for the principal of a consent that is in force."""
    with transaction():
        _take_up(scope.session, proxy.id)
        audit.write(scope, "proxy_begun", "people.proxy", subject=proxy.principal_id,
                    place=proxy.locality_id)


def finish(session):
    """From now on it acts for its own person."""
    with transaction():
        _take_up(session, None)


def in_force(registry, session):
    """The Proxy under which this device acts for somebody else, or None: it acts for nobody, or the consent
    holds no more, or it was taken up too long ago. Its `open_keys` are the matters in which its agent may
    act: whoever serves in a module does nothing there for another.
    """
    if session.proxy_key is None or utc_now() - session.proxy_at > LONGEST:
        return None
    proxy, roles = lists.in_force(session.proxy_key, session.person), _roles(session.person)
    if proxy is None or (proxy.way == DOOR and not roles & set(PERMISSIONS["proxies.enter"])):
        return None
    proxy.open_keys = [key for key in proxy.matter_keys if not serves_in(registry, key, roles)]
    return proxy


def keep_forms_apart(proxy):
    """Give the forms of this request a token of their own where the last was made for somebody else."""
    whose = proxy.id if proxy else 0
    if cookie.get(WHOSE, 0) != whose:
        cookie[WHOSE] = whose
        cookie.pop("csrf_token", None)
        g.pop("csrf_token", None)


def _take_up(session, key):
    Session.update(proxy_key=key, proxy_at=key and utc_now()).where(Session.id == session.id).execute()


def _roles(person):
    return {post.role for post in posts_of(person)}
