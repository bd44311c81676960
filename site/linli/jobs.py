"""The clock: one queue and one timetable (huey), drained by `linli run` and `linli serve`.

A job is idempotent: what must not be lost has a row of its own (the outbox), the clock only
looks for what is due.
"""

import logging

from huey import PostgresHuey, SqliteHuey, crontab

from linli.database import db, migration_lock, utc_now
from linli.people.services import forget_guesses
from linli.personal import leaving, retention
from linli.toolkit import links, notices, reminders
from linli.toolkit.importer.runs import forget_unfinished
from linli.toolkit.uploads import forget_unused

log = logging.getLogger("linli.jobs")


def make_huey(app):
    """The queue of this installation, with the timetable of the core."""
    with db.connection_context(), migration_lock():  # huey makes its tables as it is made
        huey = _queue(app.config)

    @huey.periodic_task(crontab(minute="*"))
    def tick():
        run_once(app)

    @huey.periodic_task(crontab(minute="*"))  # of its own: a mail server may take its time
    def deliver():
        send_mail(app)

    @huey.periodic_task(crontab(hour="19", minute="0"))  # 3 in the morning in China
    def tidy():
        with db.connection_context():
            forget_unused(app.config["DATA"])
            forget_unfinished()
            links.forget_unfinished()
            retention.let_go(app.extensions["linli"], utc_now())
    return huey


def _queue(settings):
    url = settings["DATABASE_URL"]
    if url.startswith("sqlite:"):
        return SqliteHuey("linli", filename=str(settings["DATA"] / "jobs.db"))
    return PostgresHuey("linli", dsn=url)


def run_once(app):
    """One round of the clock: forget what no longer counts, let each plugin do what is due, remind."""
    registry, now = app.extensions["linli"], utc_now()
    with db.connection_context():
        forget_guesses()
        registry.ask("linli_clock", registry.modules, now=now)
        reminders.drain(now)
        leaving.tick(registry, app.config["DATA"], now)


def send_mail(app):
    """Send the notices that wait to leave the site; returns how many went out."""
    with db.connection_context():
        return notices.drain(app.config) if app.config["MAIL_HOST"] else 0
