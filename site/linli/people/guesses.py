"""How often a secret may be guessed: a password, a code, a link."""

import hashlib
from datetime import timedelta

from linli.database import transaction, utc_now
from linli.people.models import Guess

WINDOW = timedelta(minutes=15)


class TooManyGuesses(Exception):
    """`wait` is how long, a timedelta, until whoever guesses may try again."""

    def __init__(self, wait):
        super().__init__()
        self.wait = wait


def count(limits):
    """Write one guess for each key of {key: limit}; returns their ids.

    They stay only where the guess was wrong (`forgive`): a whole village may share one address. Raises
    TooManyGuesses, and then takes them back.
    """
    now = utc_now()
    with transaction():
        mine = [Guess.create(key=key, at=now).id for key in limits]
    for key, allowed in limits.items():
        times = [row.at for row in Guess.select(Guess.at)
                 .where(Guess.key == key, Guess.at > now - WINDOW)
                 .order_by(Guess.at.desc()).limit(allowed + 1)]
        if len(times) > allowed:
            forgive(mine)
            raise TooManyGuesses(times[-1] + WINDOW - now)
    return mine


def forgive(counted):
    """Take guesses back that `count` has written: they were right."""
    with transaction():
        Guess.delete().where(Guess.id.in_(counted)).execute()


def key(kind, value):
    """What a guess is counted by; of a phone or an address only a hash is kept."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def forget():
    """Drop guesses that no longer count; returns how many."""
    with transaction():
        return Guess.delete().where(Guess.at < utc_now() - WINDOW).execute()
