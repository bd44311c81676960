"""What a device acts under: the consent that its session took up, and for how long.

The session cookie, which is signed, holds the consent's key and when it was taken up. With each change the
token of the forms changes too: a form that was opened for one person is never taken for another.
"""

import time

from flask import g
from flask import session as cookie

from linli.audit import services as audit
from linli.database import transaction
from linli.people.proxies import lists

TAKEN_UP = "proxy"
LONGEST = 2 * 3600  # seconds after which whoever acts is asked to begin again


def begin(scope, proxy):
    """From now on this device acts for the principal of a consent that is in force."""
    with transaction():
        audit.write(scope, "proxy_begun", "people.proxy", subject=proxy.principal_id, place=proxy.locality_id)
    cookie[TAKEN_UP] = [proxy.id, int(time.time())]
    _new_token()


def finish():
    """From now on it acts for its own person."""
    cookie.pop(TAKEN_UP, None)
    _new_token()


def is_taken_up():
    """Whether this device acts for somebody, or did until the consent ended."""
    return TAKEN_UP in cookie


def in_force(agent):
    """The Proxy under which this device acts for somebody else, or None: it acts for nobody, or the consent
    has ended, or it was taken up too long ago.
    """
    if not is_taken_up():
        return None
    proxy_id, since = cookie[TAKEN_UP]
    return lists.in_force(proxy_id, agent) if time.time() - since < LONGEST else None


def _new_token():
    cookie.pop("csrf_token", None)
    g.pop("csrf_token", None)
