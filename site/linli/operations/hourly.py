"""The clock's hour: a backup, the thinning of old ones, and a word to the administrators where it failed."""

import logging
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.database import db, transaction, utc_now
from linli.operations import Refused, keeping
from linli.operations.backup import Busy, back_up
from linli.people.models import Person, Post
from linli.toolkit.calendar import stamp_text, today
from linli.toolkit.notices import Notice, notify

log = logging.getLogger("linli.backup")
TITLE = _l("备份没有做成")
TEXT = _l("网站的自动备份失败了，数据都还在。请管理服务器的同事看看日志（linli check）。")
QUIET = timedelta(days=1)


def run(settings):
    """Back up, and thin what lies there. Whatever fails is logged and told, and tried again in an hour."""
    folder = settings["BACKUPS"]
    try:
        back_up(settings, folder)
        gone = keeping.thin(folder, int(settings["BACKUPS_HOURLY"]), int(settings["BACKUPS_DAILY"]))
        log.info("backups thinned", extra={"fields": {"gone": gone}})
    except Busy as error:
        log.warning("no backup: %s", error)
    except Exception as error:  # a full disk, a folder that is gone: the clock goes on
        words = str(error) if isinstance(error, Refused) else type(error).__name__
        last = keeping.last(folder)
        log.error("backup failed: %s", words, exc_info=error,
                  extra={"fields": {"last_good": stamp_text(last) if last else None}})
        tell_administrators()


def tell_administrators():
    """Put a line into each administrator's inbox, once a day at most."""
    with db.connection_context(), transaction():
        told = Notice.select().where(Notice.title == str(TITLE), Notice.at > utc_now() - QUIET)
        if not told.exists():
            for person in Person.select().where(Person.id.in_(_administrators())):
                notify(person, TITLE, TEXT, "/me/inbox")


def _administrators():
    return Post.select(Post.person).where(Post.role == "administrator", Post.held_on(today()))
