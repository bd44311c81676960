"""Notices at a set moment: a day before, an hour before.

A reminder is a row, written in the transaction of the fact it belongs to; the clock
(`linli.jobs`) turns those that are due into notices.
"""

import peewee

from linli.database import Model, UtcField, db, transaction, utc_now
from linli.languages import of_person
from linli.people.models import Person
from linli.toolkit.notices import notify

AT_ONCE = 200


class Reminder(Model):
    """A notice to come. `record` is a table's name and a key, "legal_booking:12"; after `until`
    it would be pointless, or false.
    """

    record = peewee.CharField(60, index=True)
    person = peewee.ForeignKeyField(Person, backref="+")
    at = UtcField(index=True)
    until = UtcField()
    title = peewee.CharField()
    text = peewee.TextField()
    url = peewee.CharField()

    class Meta:
        table_name = "reminder"

    @classmethod
    def visible_to(cls, scope):
        """One's own."""
        return cls.select().where(cls.person == (scope.person.id if scope.person else None))


def remind(record, person, at, until, title, text, url):
    """Let a notice (see notices.notify) reach this person at `at` (UTC), or soon after it.

    It is dropped where the clock stood still until `until` (UTC); a moment that is past already
    is passed over.
    """
    assert db.in_transaction(), "a reminder is written with the fact it belongs to"
    if at > utc_now():
        with of_person(person):
            Reminder.create(record=record, person=person, at=at, until=until, title=str(title),
                            text=str(text), url=url)


def forget(record):
    """Take back what is still to come about this record: it changed, or is no more."""
    assert db.in_transaction(), "a reminder goes with the fact it belongs to"
    Reminder.delete().where(Reminder.record == record).execute()


def drain(now):
    """Turn what is due at `now` (UTC) into notices; returns how many.

    Each is deleted and told in one transaction, so that of two clocks, and of one that was
    killed, exactly one tells it.
    """
    due = Reminder.select(Reminder, Person).join(Person).where(
        Reminder.at <= now).order_by(Reminder.at, Reminder.id).limit(AT_ONCE)
    # A list: SQLite lets nobody write who still reads what another has changed since.
    return sum(_tell(reminder, now) for reminder in list(due))


def _tell(reminder, now):
    with transaction():
        mine = Reminder.delete().where(Reminder.id == reminder.id).execute()
        told = bool(mine) and now < reminder.until
        if told:
            notify(reminder.person, reminder.title, reminder.text, reminder.url,
                   errand=reminder.record.split("_")[0])
    return told
