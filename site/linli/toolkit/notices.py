"""Telling people: an inbox on the site, and a delivery that says no more than that there is one.

A notice and its delivery are written in the transaction of the fact they tell, so that a crash
loses neither. One clock (`linli.jobs`) drains the outbox; nothing else sends.
"""

import logging
import smtplib
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from email.message import EmailMessage

import peewee

from linli.database import LostRace, Model, UtcField, db, transaction, utc_now
from linli.languages import of_person
from linli.people.models import Person

log = logging.getLogger("linli.notices")
LEASE = timedelta(minutes=10)
RETRIES = 6


class Notice(Model):
    """One line in a person's inbox. `url` is a path on this site."""

    person = peewee.ForeignKeyField(Person, backref="notices")
    title = peewee.CharField()
    text = peewee.TextField()
    url = peewee.CharField()
    at = UtcField(default=utc_now)
    read_at = UtcField(null=True)

    class Meta:
        table_name = "notice"
        indexes = ((("person", "read_at"), False),)

    @classmethod
    def visible_to(cls, scope):
        """One's own."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))


class Delivery(Model):
    """The outbox: a notice that has to leave the site by e-mail.

    `due_at` is when it may be tried next; taking it moves that on by a lease, so that no two
    workers send it and one that died is followed by another.
    """

    notice = peewee.ForeignKeyField(Notice, unique=True)
    address = peewee.CharField()
    due_at = UtcField(default=utc_now)
    tries = peewee.IntegerField(default=0)
    sent_at = UtcField(null=True)

    class Meta:
        table_name = "delivery"
        indexes = ((("sent_at", "due_at"), False),)


def notify(person, title, text, url):
    """Put a notice into a person's inbox, and into the outbox where they gave an address. Whose account
    is closed is told nothing more. Lazy words are said in the person's own language.
    """
    assert db.in_transaction(), "a notice is written with the fact it tells"
    if person.disabled_at:
        return
    with of_person(person):
        notice = Notice.create(person=person, title=str(title), text=str(text), url=url)
    if person.email:
        Delivery.create(notice=notice, address=person.email)


def unread(person):
    """How many notices this person has not opened."""
    return Notice.select().where(Notice.person == person, Notice.read_at.is_null()).count()


def mark_read(notice):
    """Note when a notice was first opened."""
    with transaction():
        Notice.update(read_at=utc_now()).where(
            Notice.id == notice.id, Notice.read_at.is_null()).execute()


def drain(config, send=None):
    """Send what is due; returns how many went out. A failure is tried again later, six times; a mail
    server that is not there ends the round, and what was not tried keeps its tries.

    `send(delivery)` raises OSError where it fails; by default all go over one connection by SMTP.
    """
    # A list: SQLite lets nobody write who still reads what another has changed since.
    due = list(Delivery.select().where(
        Delivery.sent_at.is_null(), Delivery.due_at <= utc_now(), Delivery.tries < RETRIES)
        .order_by(Delivery.id).limit(200))
    sent = 0
    try:
        with nullcontext(send) if send or not due else _mail(config) as send:
            for delivery in due:
                sent += _deliver(delivery, send)
    except OSError as error:
        log.warning("the mail server is not there: %s", type(error).__name__)
    return sent


def _deliver(delivery, send):
    try:
        _take(delivery)
        send(delivery)
    except LostRace:
        return False
    except smtplib.SMTPServerDisconnected:
        raise
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("delivery %s failed: %s", delivery.id, type(error).__name__)
        return False
    with transaction():
        Delivery.update(sent_at=utc_now()).where(Delivery.id == delivery.id).execute()
    return True


def _take(delivery):
    with transaction():
        taken = Delivery.update(
            due_at=utc_now() + LEASE * 2 ** delivery.tries, tries=delivery.tries + 1).where(
            Delivery.id == delivery.id, Delivery.tries == delivery.tries).execute()
    if not taken:
        raise LostRace


@contextmanager
def _mail(config):
    """A function that sends one delivery."""
    with smtplib.SMTP(config["MAIL_HOST"], int(config["MAIL_PORT"]), timeout=20) as server:
        yield lambda delivery: server.send_message(_message(config, delivery))


def _message(config, delivery):
    message = EmailMessage()
    message["From"], message["To"] = config["MAIL_FROM"], delivery.address
    message["Subject"] = "您有一条新消息"
    message["Message-ID"] = f"<delivery-{delivery.id}@{config['SITE_URL'].split('//')[-1]}>"
    message.set_content(f"村里的网站上有一条给您的新消息，请登录查看：{config['SITE_URL']}/me/inbox\n")
    return message
