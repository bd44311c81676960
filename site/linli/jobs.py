"""The clock: one queue and one timetable (huey), drained by `linli run` and `linli serve`.

A job is idempotent: what must not be lost has a row of its own (the outbox), the clock only
looks for what is due.
"""

import logging

from huey import PostgresHuey, SqliteHuey, crontab

from linli.database import db, migration_lock
from linli.people.services import forget_guesses
from linli.toolkit import notices
from linli.toolkit.uploads import forget_unused

log = logging.getLogger("linli.jobs")


def make_huey(app):
    """The queue of this installation, with the timetable of the core."""
    with db.connection_context(), migration_lock():  # huey makes its tables as it is made
        huey = _queue(app.config)

    @huey.periodic_task(crontab(minute="*"))
    def deliver():
        run_once(app)

    @huey.periodic_task(crontab(hour="19", minute="0"))  # 3 in the morning in China
    def tidy():
        with db.connection_context():
            forget_unused(app.config["DATA"])
    return huey


def _queue(settings):
    url = settings["DATABASE_URL"]
    if url.startswith("sqlite:"):
        return SqliteHuey("linli", filename=str(settings["DATA"] / "jobs.db"))
    return PostgresHuey("linli", dsn=url)


def run_once(app):
    """One round of the clock: send what is due, forget what no longer counts.

    Returns how many notices went out.
    """
    with db.connection_context():
        forget_guesses()
        return notices.drain(app.config) if app.config["MAIL_HOST"] else 0
