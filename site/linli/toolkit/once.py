"""Once is once: a form that creates something carries a nonce; a repeat gets the first result."""

import secrets

import peewee

from linli.database import Model, UtcField, db, utc_now


class AlreadyDone(Exception):
    """This form was handled before; `result` is what it made, as `keep` was told."""

    def __init__(self, result):
        super().__init__(result)
        self.result = result


class Submission(Model):
    """A nonce that was used, and the reference of what came of it."""

    nonce = peewee.CharField(64, primary_key=True)
    result = peewee.CharField()
    at = UtcField(default=utc_now)

    class Meta:
        table_name = "submission"


def new_nonce():
    """A nonce for a form that is shown for the first time."""
    return secrets.token_urlsafe(16)


def refuse_repeat(nonce):
    """Raise AlreadyDone where a form with this nonce was handled. Call it with the guard held."""
    done = Submission.get_or_none(Submission.nonce == nonce)
    if done:
        raise AlreadyDone(done.result)


def keep(nonce, result):
    """Remember what the form made, in the transaction that makes it.

    Two at once: the second fails on the primary key, and its transaction with it; it asks
    again and is told (`refuse_repeat`).
    """
    assert db.in_transaction(), "keep() belongs in the transaction that creates"
    Submission.create(nonce=nonce, result=result)
