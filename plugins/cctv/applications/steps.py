"""What every step of an application shares: what is held, who may not, who is told.

Locks are taken in one order: the person, the programme, the application, then the rest.
"""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.notices import notify
from plugins.cctv.applications import lists
from plugins.cctv.applications.models import STATES, Application, Question
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import VILLAGE


class NotNow(LostRace):
    """It cannot be done as things stand: a sentence for the reader. Nothing was written."""


class TooNear(workflow.NotAllowed):
    """Nobody decides about what is their own, or their household's."""


@contextmanager
def held(scope, application, nonce="", while_asked=False):
    """A transaction that holds the application with its programme; yields it, read again.

    Raises NotNow while a question is open (but where `while_asked`), once.AlreadyDone with its
    number where the form of this `nonce` was handled, LostRace where it is gone.
    """
    with transaction():
        guard(Person, scope.person.id)
        budget.hold(application.programme_id)
        guard(Application, application.id)
        if nonce:
            once.refuse_repeat(nonce)
        row = lists.whole(Application.select()).where(Application.id == application.id).get()
        if not while_asked:
            refuse_while_asked(row)
        yield row
        if nonce:
            once.keep(nonce, row.number)


def refuse_while_asked(application):
    """Raise NotNow while the applicant owes an answer: no step is taken."""
    if Question.select().where(Question.application == application.id,
                               Question.answered_at.is_null()).exists():
        raise NotNow(_l("还有材料没补齐，等申请人补好了才能办下一步"))


def refuse_near(scope, application):
    """Raise TooNear where it is this person's own application, or their household's."""
    if near(scope.person, application):
        raise TooNear


def near(person, application):
    """Whether it is this person's own application, or somebody's of their household."""
    return application.person_id == person.id or (
        person.household_id is not None and application.person.household_id == person.household_id)


def speaks_for(scope, application):
    """Whether this person answers for it: the applicant, or for a village's any of its staff."""
    return application.person_id == scope.person.id or (
        application.kind == VILLAGE and scope.can("cctv.record", application.locality))


def refuse_state(application, *states):
    """Raise NotNow, with the state in words, where it is in none of `states`."""
    if application.state not in states:
        raise NotNow(_l("慢了一步，这份申请现在是“%(state)s”", state=STATES[application.state][0]))


def tell(application, title, text=""):
    """A word to the applicant: only that there is something; what it is stands on its page."""
    notify(Person.get_by_id(application.person_id), str(title),
           str(text or _l("申请 %(number)s，打开看看", number=application.number)),
           f"/{application.locality_id}/cctv/applications/{application.number}")
