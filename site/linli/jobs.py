"""The clock: one queue and one timetable (huey), drained by `linli run` and `linli serve`.

A job is idempotent: what must not be lost has a row of its own (the outbox), the clock only
looks for what is due.
"""

import logging
import time

from huey import PostgresHuey, SqliteHuey, crontab

from linli.audit.verifying import log_if_broken
from linli.database import db, migration_lock, utc_now
from linli.delivery import sending
from linli.delivery.services import wipe_late
from linli.gate import standing
from linli.operations import hourly
from linli.people import guesses
from linli.people.forgotten import services as forgotten
from linli.personal import leaving, retention
from linli.toolkit import reminders
from linli.toolkit.importer import working
from linli.toolkit.uploads import forget_unused

log = logging.getLogger("linli.jobs")
LOOK_FOR, LOOK_AGAIN = 50, 5  # seconds: somebody waits for a code before a closed door
WATCH_EVERY = 2  # seconds


def make_huey(app):
    """The queue of this installation, with the timetable of the core."""
    with db.connection_context(), migration_lock():  # huey makes its tables as it is made
        huey = _queue(app.config)

    @huey.periodic_task(crontab(minute="*"))
    def tick():
        run_once(app)

    @huey.periodic_task(crontab(minute="*"))  # of its own: a mail server may take its time
    def deliver():
        until = time.monotonic() + LOOK_FOR
        while time.monotonic() < until:
            deliver_once(app)
            time.sleep(LOOK_AGAIN)

    @huey.periodic_task(crontab(hour="19", minute="0"))  # 3 in the morning in China
    def tidy():
        with db.connection_context():
            forget_unused(app.config["DATA"])
            wipe_late()
            log_if_broken()
            retention.let_go(app.extensions["linli"], utc_now())

    @huey.periodic_task(crontab(minute="30"))
    def back_up():
        hourly.run(app.config)
    return huey


def _queue(settings):
    url = settings["DATABASE_URL"]
    if url.startswith("sqlite:"):
        return SqliteHuey("linli", filename=str(settings["DATA"] / "jobs.db"))
    return PostgresHuey("linli", dsn=url)


def run_once(app):
    """One round of the clock: forget what no longer counts, let each plugin do what is due, remind."""
    registry, now = app.extensions["linli"], utc_now()
    with app.app_context(), db.connection_context():  # an app's: people are told in their own language
        guesses.forget()
        registry.ask("linli_clock", registry.modules, now=now)
        reminders.drain(now)
        leaving.tick(registry, app.config["DATA"], now)


def deliver_once(app):
    """Send what waits to leave the site, codes that were just asked for too; returns how many went out."""
    with app.app_context(), db.connection_context():
        forgotten.answer(app)
        return sending.drain(app)


def go_on_importing(app):
    """Work off the long imports that wait, as whoever sent them; returns how many waited."""
    with app.app_context(), db.connection_context():
        return working.go_on(lambda person, place: standing(app.extensions["linli"], person, place))


def watch_imports(app):
    """Look every other second for an import that waits, so that nobody stands before 0 % for a minute. In
    a thread of its own; what fails is tried again.
    """
    while True:
        try:
            go_on_importing(app)
        except Exception:
            log.exception("imports could not be looked for")
        time.sleep(WATCH_EVERY)
