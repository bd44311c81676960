"""What the outbox on a phone (static/js/outbox.js) asks of the site.

A form that waited for a signal is sent again later, perhaps when another person has signed in on
the same phone. It names the reader it was written by, and nobody else sends it.
"""

import hashlib
import hmac

from flask import current_app, request

HEADER = "Outbox-Person"


def key_of(scope):
    """Words that stand on a phone for whoever writes there, and for whom; they tell nobody who that is."""
    words = f"outbox:{scope.person.id}{f':{scope.actor.id}' if scope.proxy else ''}".encode()
    return hmac.new(current_app.secret_key.encode(), words, hashlib.sha256).hexdigest()[:24]


def is_anothers(scope):
    """Whether this request was written by somebody else than who is signed in, or for somebody else."""
    named = request.headers.get(HEADER)
    return named is not None and (scope.person is None or not hmac.compare_digest(
        named.encode(), key_of(scope).encode()))
