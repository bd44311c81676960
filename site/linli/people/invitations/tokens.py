"""What stands in the link of a slip: long enough not to be guessed, short enough to be typed."""

import hashlib
import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another; 31 of them
LENGTH, GROUP = 20, 5  # 99 bits


def new():
    """A new token, in groups that an eye can follow: "k7qmx-…"."""
    drawn = "".join(secrets.choice(LETTERS) for _each in range(LENGTH))
    return "-".join(drawn[at:at + GROUP] for at in range(0, LENGTH, GROUP))


def hash_of(token):
    """What is kept of a token, however it was typed."""
    return hashlib.sha256(token.lower().replace("-", "").encode()).hexdigest()
