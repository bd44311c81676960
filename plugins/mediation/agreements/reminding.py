"""Who is told of an agreement, and when: its parties, before the days that matter. A notice says that
there is something, never what.
"""

from datetime import time, timedelta

from flask_babel import lazy_gettext as _l

from linli.toolkit.calendar import to_utc
from linli.toolkit.notices import notify
from linli.toolkit.reminders import forget, remind
from linli.toolkit.workflow import key_of
from plugins.mediation.agreements.models import Term
from plugins.mediation.cases.telling import address_of, parties_told

MORNING = time(9)
BEFORE_CONFIRM = (7, 1)  # days before the last day to ask the court
BEFORE_TERM = (1, 0)  # days before a term is due


def schedule(agreement, case):
    """Set the reminders of an agreement that is in force; belongs into the transaction that puts it so."""
    people = parties_told(case)
    _set(case, people, key_of(agreement), agreement.confirm_by, BEFORE_CONFIRM,
         _l("调解协议申请司法确认，期限快到了"))
    for term in Term.select().where(Term.agreement == agreement.id, Term.done_on.is_null()):
        _set(case, people, key_of(term), term.due_on, BEFORE_TERM, _l("调解协议里有一件事快到期了"))


def forget_confirmation(agreement):
    """The court was asked, or will not be."""
    forget(key_of(agreement))


def forget_term(term):
    """It was done."""
    forget(key_of(term))


def forget_all(agreement):
    """It is over."""
    forget_confirmation(agreement)
    for term in Term.select().where(Term.agreement == agreement.id):
        forget_term(term)


def tell(case, title):
    """A notice to every party who knows of the case."""
    for person in parties_told(case):
        notify(person, title, _words(case), url_of(case))


def url_of(case):
    """The address of the page of its agreement."""
    return f"{address_of(case)}/agreement"


def _set(case, people, key, last_day, days_before, title):
    over = to_utc(last_day + timedelta(days=1), time.min)
    for person in people:
        for days in days_before:
            remind(key, person, to_utc(last_day - timedelta(days=days), MORNING), over, title,
                   _words(case), url_of(case))


def _words(case):
    return _l("请打开看看。%(number)s", number=case.number or case.code)
