"""Draining the outbox: each way by itself, each row once, and again later where it failed.

A row is taken before it is sent, by a conditional update that counts the try and keeps it for a lease: two
workers never send it twice, and one that was killed is followed by another when the lease is over.
"""

import logging
from datetime import timedelta

from peewee import JOIN

from linli.database import LostRace, transaction, utc_now
from linli.delivery.models import DROPPED, FAILED, SENT, WAITING, Delivery
from linli.delivery.services import ways_of
from linli.delivery.ways import Refused, Unreachable
from linli.delivery.words import message_of, notice_words
from linli.people.models import Person

log = logging.getLogger("linli.delivery")
LEASE = timedelta(minutes=10)
RETRIES = 6
AT_ONCE = 200


def drain(app):
    """Send what is due by every way that is set up; returns how many went out. A way that fails as a whole
    keeps no other, and costs no try.
    """
    return sum(_round(app, way) for way in ways_of(app).values())


def send_one(app, way, to):
    """Send the word that a notice gets to one address, now, past the outbox. Raises what the way raises."""
    with way.opened(app.config) as send:
        send(notice_words(app, "delivery-test", to))


def _round(app, way):
    """One way's round. SQLite lets nobody write who still reads what another has changed: hence a list."""
    due = list(Delivery.select(Delivery, Person).join(Person, JOIN.LEFT_OUTER, on=Delivery.person).where(
        Delivery.state == WAITING, Delivery.way == way.key, Delivery.due_at <= utc_now())
        .order_by(Delivery.code == "", Delivery.id).limit(AT_ONCE))
    sent = []
    try:
        if due:
            with way.opened(app.config) as send:
                sent.extend(delivery for delivery in due if _deliver(app, way, delivery, send))
    except Unreachable as error:
        log.warning("nothing goes out by %s now: %s", way.key, type(error.__cause__ or error).__name__)
    except Exception as error:
        log.exception("the round of %s failed", way.key, exc_info=error)
    return len(sent)


def _deliver(app, way, delivery, send):
    """Whether it went out."""
    try:
        _take(delivery)
    except LostRace:
        return False
    message, why_not = message_of(app, way, delivery)
    if message is None:
        _end(delivery, FAILED if why_not else DROPPED, why_not)
        return False
    try:
        send(message)
    except Refused:
        return _end(delivery, FAILED, "refused")
    except Unreachable:
        _give_back(delivery)
        raise
    except Exception as error:  # its words may name somebody
        log.warning("delivery %s by %s failed: %s", delivery.id, way.key, type(error).__name__)
        return delivery.tries + 1 >= RETRIES and _end(delivery, FAILED, "tries")
    return _end(delivery, SENT)


def _take(delivery):
    with transaction():
        taken = Delivery.update(
            due_at=utc_now() + LEASE * 2 ** delivery.tries, tries=Delivery.tries + 1).where(
            Delivery.id == delivery.id, Delivery.state == WAITING, Delivery.tries == delivery.tries)
        if not taken.execute():
            raise LostRace


def _give_back(delivery):
    """The try was none. The lease stays: others come first, should this one have closed the way."""
    with transaction():
        Delivery.update(tries=delivery.tries).where(Delivery.id == delivery.id).execute()


def _end(delivery, state, reason=""):
    """A code is wiped, whatever became of it, and nobody is asked to see to one. Returns whether it went
    out.
    """
    reason = "" if delivery.code else reason
    with transaction():
        Delivery.update(state=state, reason=reason, code="", ended_at=utc_now()).where(
            Delivery.id == delivery.id, Delivery.state == WAITING).execute()
    return state == SENT
