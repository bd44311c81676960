"""Being tried, serving, resting and leaving, safe from any number of processes.

Each step holds the guard of the leader: their tenure, and the post that goes with it, change
together. A post begins with the probation (which ends by a review, never by itself), gets the
term's last day with the appointment, and is away while they rest. Nobody decides about themself.
"""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.people.services import hold_post, holders, leave_post
from linli.toolkit import editing, once, workflow
from linli.toolkit.calendar import full_date_text, today
from linli.toolkit.notices import notify
from plugins.leaders.tenure.models import (
    ENDED,
    INTERVIEW,
    REVIEW,
    TRANSITIONS,
    Assessment,
    Tenure,
)

TOLD = {
    "pass": _l("面谈通过了，从今天起试用"), "decline": _l("这次没有选上"),
    "prolong": _l("试用延长了"), "appoint": _l("正式聘任了"), "fail": _l("试用没有通过"),
    "renew": _l("续聘了"), "rest": _l("先歇一阵"), "come_back": _l("欢迎回来"),
    "end": _l("聘任结束了"), "run_out": _l("任期到了，辛苦了"),
}
TOLD_STAFF = {"rest": _l("%(name)s要歇一阵"), "resign": _l("%(name)s辞任了"),
              "come_back": _l("%(name)s回来了"), "withdraw": _l("%(name)s撤回了自荐")}


def interview(scope, tenure, sent, passed, day, notes, words, until=None):
    """An interview was held on `day`: on probation to `until`, or not this time.

    `sent` is the (version, nonce) of the form, `notes` are for staff alone, `words` for the
    person. Raises LostRace, NotAllowed, once.AlreadyDone, as every step does.
    """
    with _deciding(scope, tenure, sent):
        if passed:
            _go(scope, tenure, "pass", words, probation_until=until, starts_on=today())
            hold_post(tenure.person, tenure.role, tenure.locality, scope=scope)
        else:
            _go(scope, tenure, "decline", words)
        _assess(scope, tenure, INTERVIEW, day, "pass" if passed else "decline", notes)


def review(scope, tenure, sent, result, notes, words, until=None):
    """A probation is reviewed: `result` is prolong (to `until`), appoint (to `until`) or fail."""
    with _deciding(scope, tenure, sent):
        if result == "prolong":
            _go(scope, tenure, result, words, probation_until=until)
        elif result == "appoint":
            _go(scope, tenure, result, words, ends_on=until)
            hold_post(tenure.person, tenure.role, tenure.locality, until, scope)
        else:
            _leave(scope, tenure, "fail", words)
        _assess(scope, tenure, REVIEW, today(), result, notes)


def renew(scope, tenure, sent, until, words=""):
    """A new last day for the term; whoever rested is back with it."""
    with _deciding(scope, tenure, sent):
        _go(scope, tenure, "renew", words, ends_on=until)
        hold_post(tenure.person, tenure.role, tenure.locality, until, scope)


def rest(scope, tenure, sent, words=""):
    """Pause: by the leader, or by the village for them. The post is away until they come back."""
    with _step(tenure, sent):
        _refuse_bystander(scope, tenure)
        _go(scope, tenure, "rest", words)
        leave_post(tenure.person, tenure.role, tenure.locality, scope)


def come_back(scope, tenure, sent, words=""):
    """Serve again, to the end of the same term."""
    with _step(tenure, sent):
        _refuse_bystander(scope, tenure)
        _go(scope, tenure, "come_back", words)
        hold_post(tenure.person, tenure.role, tenure.locality, tenure.ends_on, scope)


def withdraw(scope, tenure, sent, words=""):
    """The person takes their application back, or does not want what the village named them for."""
    with _step(tenure, sent):
        _refuse_others(scope, tenure)
        _go(scope, tenure, "withdraw", words)


def resign(scope, tenure, sent, words=""):
    """The leader stops, from now on."""
    with _step(tenure, sent):
        _refuse_others(scope, tenure)
        _leave(scope, tenure, "resign", words)


def end(scope, tenure, sent, words):
    """The village ends it before the term does, for a reason that the person reads."""
    with _deciding(scope, tenure, sent):
        _leave(scope, tenure, "end", words)


def run_out(tenure):
    """The term is over; by the clock. A tenure that somebody else renewed or ended meanwhile stays."""
    with transaction():
        guard(Person, tenure.person_id)
        due = Tenure.get_by_id(tenure.id)
        if due.ends_on == tenure.ends_on:
            _go(BY_CLOCK, due, "run_out", "")
            leave_post(due.person, due.role, due.locality)


def end_of_gone(tenure):
    """Its leader died or moved away, or their account was closed (Person.gone); with that, or by the clock.
    The village's staff are told. Raises LostRace where it ended meanwhile.
    """
    with transaction():
        guard(Person, tenure.person_id)
        workflow.apply("gone", tenure, BY_CLOCK, ends_on=today())
        leave_post(tenure.person, tenure.role, tenure.locality)
        tell_staff(tenure, _l("%(name)s的聘任结束了", name=tenure.person.name), TRANSITIONS["gone"].label)


def tell_staff(tenure, title, text):
    """A notice about a tenure to the village's staff."""
    for clerk in holders("village_staff", tenure.village_code):
        tell(tenure, title, text, clerk)


def thank(scope, tenure, sent, words):
    """The village's word of thanks to one who has served; once, and they are told."""
    with _deciding(scope, tenure, sent):
        thanked = Tenure.update(thanks=words, thanked_on=today()).where(
            Tenure.id == tenure.id, Tenure.state == ENDED, Tenure.starts_on.is_null(False),
            Tenure.thanks == "")
        if not thanked.execute():
            raise LostRace
        tell(tenure, _l("村里谢谢您"), words)


def show_phone(scope, tenure, shown):
    """The leader's own choice: whether their number stands on the public page."""
    if tenure.person_id != scope.person.id:
        raise workflow.NotAllowed
    with transaction():
        Tenure.update(phone_shown=shown).where(Tenure.id == tenure.id).execute()


@contextmanager
def _step(tenure, sent):
    """A transaction that holds the leader; the tenure is still what the form was filled in from."""
    version, nonce = sent
    with transaction():
        guard(Person, tenure.person_id)
        once.refuse_repeat(nonce)
        editing.save(tenure, version)
        yield
        once.keep(nonce, str(tenure.id))


@contextmanager
def _deciding(scope, tenure, sent):
    """A step of the village about somebody else."""
    if tenure.person_id == scope.person.id or not scope.can("leaders.manage", tenure.locality):
        raise workflow.NotAllowed
    with _step(tenure, sent):
        yield


def _refuse_others(scope, tenure):
    if tenure.person_id != scope.person.id:
        raise workflow.NotAllowed


def _refuse_bystander(scope, tenure):
    if tenure.person_id != scope.person.id and not scope.can("leaders.manage", tenure.locality):
        raise workflow.NotAllowed


def _go(scope, tenure, name, words, **changes):
    """Take the step; tell the leader, or the village where the leader took it."""
    workflow.apply(name, tenure, scope, note=words, **changes)
    if scope.person and scope.person.id == tenure.person_id:
        for clerk in holders("village_staff", tenure.village_code):
            if clerk.id != scope.person.id:
                tell(tenure, TOLD_STAFF[name] % {"name": tenure.person.name}, words, clerk)
    else:
        tell(tenure, TOLD[name], _until(tenure, name) + words)


def _leave(scope, tenure, name, words):
    _go(scope, tenure, name, words, ends_on=today())
    leave_post(tenure.person, tenure.role, tenure.locality, scope)


def _assess(scope, tenure, kind, day, result, notes):
    Assessment.create(tenure=tenure, kind=kind, day=day, result=result, notes=notes,
                      made_by=scope.person)


def _until(tenure, name):
    last = {"pass": tenure.probation_until, "prolong": tenure.probation_until,
            "appoint": tenure.ends_on, "renew": tenure.ends_on}.get(name)
    return str(_l("%(place)s，到 %(day)s。", place=tenure.locality.short_name, day=full_date_text(last))
               if last else _l("%(place)s。", place=tenure.locality.short_name))


def tell(tenure, title, text, person=None):
    """Put a word about a tenure into the inbox of its person, or of another; it leads to the tenure."""
    place = tenure.locality.short_name
    notify(person or tenure.person, title, text or place,
           f"/{tenure.village_code}/leaders/tenures/{tenure.id}")
