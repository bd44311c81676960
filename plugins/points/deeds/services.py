"""Collecting deeds, hearing the household, taking back: the one way in, whoever brings a deed."""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.models import Household, Person
from linli.toolkit import album, once, workflow
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.numbers import next_number
from linli.toolkit.refusals import FieldRefused
from plugins.points.accounts.models import OPEN, Account
from plugins.points.accounts.telling import tell
from plugins.points.book.models import Rule
from plugins.points.deeds import letters, limits
from plugins.points.deeds.models import (
    ACTIVITY,
    COLLECTED,
    HEARING,
    HOUSEHOLD,
    STAFF,
    Deed,
)
from plugins.points.module import module

OWN = _l("自己家的请从“报一件好事”里自己报，要有照片")


def collect(scope, account, rule, points, day, *, text="", source=STAFF, uploads=(),
            decision_number="", activity=None, nonce=None):
    """Take in a deed of a household under a version of a rule that holds on `day`; returns it.

    `points` is its worth as the rule has it, without a sign; `source` a key of SOURCES; `uploads`
    are photos. A plus waits for the committee, a minus for the household's words, and its members
    are told. Raises FieldRefused (with the form's field), workflow.NotAllowed, LostRace, or
    once.AlreadyDone with the number of the deed that the same form made.
    """
    with transaction():
        if nonce:
            guard(Person, scope.person.id)
            once.refuse_repeat(nonce)
        account, rule = _held(account), Rule.get_by_id(rule.id)  # a page may have been open for long
        _refuse_who(scope, account, source)
        rules = settings_of(module, account.locality)
        limits.refuse_unless_fit(rules, account, rule, points, day, source, decision_number, len(uploads))
        limits.refuse_over_cap(account, rule, points, day)
        deed = Deed(account=account, rule=rule, points=-points if rule.minus else points, day=day,
                    text=text, source=source, decision_number=decision_number, activity=activity)
        _take_in(scope, deed, account.locality, rules)
        album.add(deed, uploads)
        if nonce:
            once.keep(nonce, deed.number)
    return deed


def answer(scope, deed, words, nonce):
    """The household says its words about a minus; the committee reads them, and may decide now. Where
    it cannot sign in, staff write them down for it, and the history says who.

    Raises workflow.NotAllowed for anybody else, LostRace where it was heard or taken back,
    once.AlreadyDone.
    """
    with _own_step(scope, deed, nonce):
        if not may_speak(scope, deed):
            raise workflow.NotAllowed("heard")
        own = scope.person.household_id == deed.account.household_id
        _heard(scope, deed, today(), "" if own else _l("村里替这户记下来的"), household_words=words)


def may_speak(scope, deed):
    """Whether this person says the words of the deed's household, or writes them down for it."""
    own = scope.person.household_id == deed.account.household_id
    return own or (scope.can("points.manage", deed.locality) and letters.is_by_letter(deed))


def withdraw(scope, deed, reason, nonce):
    """Whoever collected it takes it back before it is decided. Raises as `answer` does."""
    with _own_step(scope, deed, nonce):
        if deed.collected_by_id != scope.person.id:
            raise workflow.NotAllowed("withdraw")
        workflow.apply("withdraw", deed, scope, note=reason, due_on=None)
        if deed.points < 0:
            _tell_household(deed, _l("那件积分的事撤回了"), _l("%(number)s 不扣分了", number=deed.number))


def close_hearings(day):
    """What nobody answered before `day` goes to the committee, but for what nobody could read yet;
    returns how many. Safe to run twice.
    """
    late = list(Deed.select(Deed, Account, Locality).join(Account).switch(Deed).join(Locality).where(
        Deed.state == HEARING, Deed.due_on < day, ~letters.unread()))
    return sum(_close_hearing(deed, day) for deed in late)


def _close_hearing(deed, day):
    try:
        with transaction():
            _heard(BY_CLOCK, deed, day, note=_l("到期没有说明"))
    except LostRace:  # they answered just now, or another clock was here
        return False
    return True


def _heard(scope, deed, day, note="", **changes):
    workflow.apply("heard", deed, scope, note=str(note),
                   due_on=_due(settings_of(module, deed.locality), COLLECTED, day), **changes)


def _take_in(scope, deed, locality, rules):
    deed.locality, deed.collected_by = locality, scope.person
    deed.state = HEARING if deed.points < 0 else COLLECTED
    deed.due_on = _due(rules, deed.state, today())
    deed.number = next_number("JF", today().year)
    deed.save()
    workflow.begin(deed, scope)
    if deed.state == HEARING:
        _tell_household(deed, _l("村里有一件积分的事，想听您家说明"),
                        _l("%(number)s，请在期限前写几句", number=deed.number), "/hearing")


def _due(rules, state, day):
    return add_working_days(day, rules.hear_days if state == HEARING else rules.decide_days)


def _held(account):
    """The passbook, read again under its guard."""
    guard(Account, account.id)
    account = Account.select(Account, Household, Locality).join(Household).switch(Account).join(
        Locality).where(Account.id == account.id).get()
    if account.state != OPEN:
        raise FieldRefused("household", _l("这户的存折停用了，不再收集"))
    return account


def _refuse_who(scope, account, source):
    if source == ACTIVITY:  # whoever accepted the task has answered for it
        return
    own = scope.person.household_id == account.household_id
    place = account.household.block or account.locality
    if own and source != HOUSEHOLD:
        raise FieldRefused("household", OWN)
    if not (own if source == HOUSEHOLD else scope.can("points.propose", place)):
        raise workflow.NotAllowed("collect")


@contextmanager
def _own_step(scope, deed, nonce):
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        yield
        once.keep(nonce, deed.number)


def _tell_household(deed, title, text, tail=""):
    tell(deed.account, title, text, f"deeds/{deed.number}{tail}")
