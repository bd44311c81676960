"""A minus of a household of which nobody can read it on the site: a letter is handed over first.

Until then its days to be heard do not end, however late it is; from the day on which it was handed
over they begin anew. What the household then says, staff may write down for it.
"""

import peewee

from linli.database import LostRace, guard, transaction
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import add_working_days, today
from plugins.points.accounts.models import Account
from plugins.points.deeds.models import HEARING, Deed
from plugins.points.module import module


def unread():
    """Condition: to be heard, and nobody of its household can sign in, nor was a letter handed over."""
    home = Account.select(Account.household).where(Account.id == Deed.account)
    reads = Person.select(peewee.SQL("1")).where(
        Person.household.in_(home), Person.password_hash.is_null(False), Person.disabled_at.is_null())
    return (Deed.state == HEARING) & Deed.letter_on.is_null() & ~peewee.fn.EXISTS(reads)


def is_by_letter(deed):
    """Whether the household of this deed learns of it by a letter: it waits for one, or had one."""
    return deed.letter_on is not None or _waits(deed)


def last_day(deed):
    """The last day to be heard, for a letter that is handed over today."""
    days = settings_of(module, deed.locality).hear_days
    return max(deed.due_on, add_working_days(today(), days))


def handed_over(scope, deed, nonce):
    """The letter reached the household today. Raises LostRace where it was heard, taken back or handed
    over meanwhile, once.AlreadyDone, workflow.NotAllowed.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        guard(Deed, deed.id)
        if not _waits(deed):
            raise LostRace
        workflow.apply("deliver", deed, scope, letter_on=today(), due_on=last_day(deed))
        once.keep(nonce, deed.number)


def _waits(deed):
    return Deed.select().where(Deed.id == deed.id, unread()).exists()
