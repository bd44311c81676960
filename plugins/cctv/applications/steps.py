"""What every step of an application shares: what is held, who may not, who is told.

Locks are taken in one order: the person, the programme, the application, then the rest.
"""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.database import guard, transaction
from linli.people.models import Person
from linli.people.proxies.lists import agents_of
from linli.people.services import holders, posts_of
from linli.toolkit import once, workflow
from linli.toolkit.notices import notify
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import lists
from plugins.cctv.applications.models import STATES, Application, Question
from plugins.cctv.module import module
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import VILLAGE


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
    if scope.person.is_near(application.person):
        raise TooNear


def refuse_state(application, *states):
    """Raise NotNow, with the state in words, where it is in none of `states`."""
    if application.state not in states:
        raise NotNow(_l("慢了一步，这份申请现在是“%(state)s”", state=STATES[application.state][0]))


def speaks_for(scope, application):
    """Whether this person answers for it: the applicant, or for a village's any of its staff."""
    return application.person_id == scope.person.id or (
        application.kind == VILLAGE and scope.can("cctv.record", application.locality))


def answers_for(scope, application):
    """The same, or whoever may enter applications there, where the applicant cannot sign in."""
    return speaks_for(scope, application) or (
        not can_sign_in(application.person) and not scope.person.is_near(application.person)
        and scope.can("cctv.enter", application.locality))


def can_sign_in(person):
    """Whether this person reads what the site tells them."""
    return bool(person.phone and person.password_hash and not person.disabled_at)


def ears(application):
    """Who hears of it: the applicant, or by `notify` whoever acts for them; where nobody does, whoever
    entered it and still serves, else the village's staff.
    """
    person, by = application.person, application.entered_by
    if can_sign_in(person) or agents_of(person, module.name):
        return [person]
    serves = by is not None and can_sign_in(by) and posts_of(by)
    return [by] if serves else holders("village_staff", application.locality_id)


def tell(application, title, text=""):
    """A word to whom it concerns: only that there is something; what it is stands on its page."""
    for person in ears(application):
        notify(person, title,
               text or _l("申请 %(number)s，打开看看", number=application.number),
               address(application), errand=module.name)


def address(application):
    """The path of the page of an application."""
    return f"/{application.locality_id}/cctv/applications/{application.number}"
