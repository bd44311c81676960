"""Secrets at rest: what is kept can be read with the installation's secret key, and not without."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(Exception):
    """Sealed for something else, with another key, or no seal at all."""


def seal(secret, purpose, text):
    """`text` as a token that only `unseal` with the same secret key and purpose reads."""
    return _box(secret, purpose).encrypt(text.encode()).decode()


def unseal(secret, purpose, token):
    """What was sealed. Raises Unreadable."""
    try:
        return _box(secret, purpose).decrypt(token.encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise Unreadable from error


def _box(secret, purpose):
    """A key for each purpose: what is sealed for one is nothing to another."""
    key = HKDF(SHA256(), 32, salt=None, info=f"linli:{purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
