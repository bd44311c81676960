"""Making, finding and ending the private address of a calendar.

The address is all that a calendar program shows: who has it, reads. So it is long, it is not
stored, and one tap ends it.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from itsdangerous import Signer

from linli.database import guard, transaction, utc_now
from linli.feeds.models import Feed
from linli.people.models import Person
from linli.toolkit import once
from linli.toolkit.numbers import read

FETCH_NOTED_EVERY = timedelta(hours=1)


def make(person, nonce):
    """A new address for this person; the one they had ends. Raises once.AlreadyDone."""
    with transaction():
        guard(Person, person.id)
        once.refuse_repeat(nonce)
        end(person)
        feed = Feed.create(person=person, key=secrets.token_urlsafe(24))
        once.keep(nonce, str(feed.id))
        return feed


def end(person):
    """End this person's address: from now on it is not found."""
    with transaction():
        Feed.update(ended_at=utc_now()).where(
            Feed.person == person, Feed.ended_at.is_null()).execute()


def token_of(feed, secret):
    """The part of the address that makes it private: the same for the same row and `secret`."""
    signer = Signer(secret, salt="calendar-feed", digest_method=hashlib.sha256)
    return f"{feed.id}-{signer.get_signature(f'{feed.id}:{feed.key}').decode()}"


def find(token, secret):
    """The feed of a token with its person, or None: ended, unknown, forged, or of a disabled account."""
    number = read(token.partition("-")[0])
    feed = (Feed.select(Feed, Person).join(Person)
            .where(Feed.id == number, Feed.ended_at.is_null(), Person.disabled_at.is_null())
            .first())
    known = feed and hmac.compare_digest(token_of(feed, secret).encode(), token.encode())
    return feed if known else None


def note_fetched(feed):
    """Remember that a calendar came for it, once an hour: calendars come often, and it is a write."""
    now = utc_now()
    if feed.last_fetched_at is None or now - feed.last_fetched_at > FETCH_NOTED_EVERY:
        with transaction():
            Feed.update(last_fetched_at=now).where(Feed.id == feed.id).execute()
