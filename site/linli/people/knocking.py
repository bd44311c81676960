"""Who knocks: the address, and whether the device knows the person from before.

Strangers who guess at a phone use up what strangers have. A device on which somebody has signed in keeps a
token that names them by a keyed hash, also after they signed out: it opens nothing, but its guesses are
counted by themselves, so that nobody is kept out of their own device by others.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import after_this_request, current_app, request

from linli.people import guesses
from linli.people.devices import device

COOKIE = "linli-known"
KEPT_FOR = 400 * 24 * 3600  # seconds; browsers keep none for longer
PEOPLE = 6  # of one device: a family's
FEW, PER_ADDRESS = 5, 60  # in guesses.WINDOW


@dataclass(frozen=True)
class Knock:
    """One request to be let in. `device` is told in words, `known` are the tokens that it brings along."""

    secret: str
    address: str
    device: str
    known: tuple = ()

    def limits(self, kind, phone, person, per_phone):
        """For `guesses.count`: how often a secret of this kind may be tried at this phone. `person` is whose
        it is, None for nobody's.
        """
        whose = person.id if person else 0  # for nobody all the same is done
        own = next((token for token in self.known if _names(self.secret, token, whose)), None)
        if own:
            return {guesses.key(f"{kind}-device", own): FEW}
        return {guesses.key(f"{kind}-here", f"{phone} {self.address}"): FEW,
                guesses.key(kind, phone): per_phone,
                guesses.key(f"{kind}-from", self.address): PER_ADDRESS}


def knock():
    """What this request comes from."""
    return Knock(current_app.secret_key, request.remote_addr or "", device(), _brought())


def remember(person):
    """Let this device know a person who has just signed in on it."""
    secret, brought = current_app.secret_key, _brought()
    own = [token for token in brought if _names(secret, token, person.id)] or [_token(secret, person.id)]
    tokens = [*own[:1], *(token for token in brought if token not in own)][:PEOPLE]

    @after_this_request
    def keep(response):
        response.set_cookie(COOKIE, ".".join(tokens), max_age=KEPT_FOR, httponly=True, samesite="Lax",
                            secure=current_app.config["SECURE_COOKIES"])
        return response


def _brought():
    return tuple(filter(None, request.cookies.get(COOKIE, "").split(".")[:PEOPLE]))


def _token(secret, whose, nonce=None):
    """Of its own for each device, so that each has its own count."""
    nonce = nonce or secrets.token_hex(6)
    named = hmac.new(secret.encode(), f"known:{nonce}:{whose}".encode(), hashlib.sha256)
    return f"{nonce}-{named.hexdigest()[:32]}"


def _names(secret, token, whose):
    nonce = token.partition("-")[0]
    return hmac.compare_digest(token.encode(), _token(secret, whose, nonce).encode())
