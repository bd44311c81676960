"""A passbook on paper: the book of rules first, then every line, and the place for the seal."""

from linli.audit import services as audit
from linli.database import transaction
from plugins.points.accounts import lists
from plugins.points.accounts.models import Entry

MOST = 2_000  # lines of one copy, the newest


def lines_of(scope, account):
    """The lines as they were written, oldest first."""
    return list(lists.lines(Entry.visible_to(scope), account).limit(MOST))[::-1]


def tell_audit(scope, account, reason):
    """Somebody takes a copy of another household's passbook out of the site."""
    count = Entry.select().where(Entry.account == account.id).count()
    with transaction():
        audit.write(scope, "export", "points.passbook", reason, count, account.number)
