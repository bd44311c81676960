"""Voting, and deciding as soon as it is certain; safe from any number of processes.

A deed is counted and decided under its own guard: of two members who vote at once, the second
counts the first one's vote.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction, utc_now
from linli.languages import said
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import day_text, today
from plugins.points.deciding.committee import may_vote, members_of, voters
from plugins.points.deciding.counting import outcome, tally
from plugins.points.deciding.models import CHOICES, Vote
from plugins.points.deciding.telling import signed, tell, tell_household
from plugins.points.deeds.lists import whole
from plugins.points.deeds.models import COLLECTED, HOUSEHOLD, NOTICE, Deed
from plugins.points.module import module


@dataclass
class Voted:
    """What came of a batch: the numbers of deeds by what became of them. `late` were decided a
    moment earlier, without this vote.
    """

    open: list = field(default_factory=list)
    approved: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    late: list = field(default_factory=list)


def vote(scope, place, deed_ids, choice, nonce):
    """This member says `choice` to deeds of `place`; returns Voted.

    A vote may be changed until the deed is decided. Raises NotAllowed for a deed of their own
    household or one they collected, LostRace where none of them waits any more, AlreadyDone for
    a form that was handled.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        members, rules, voted = members_of(place, today()), settings_of(module, place), Voted()
        if scope.person not in members or choice not in CHOICES:
            raise workflow.NotAllowed
        for deed_id in sorted(deed_ids):
            _vote(scope.person, deed_id, choice, members, rules, voted)
        if not (voted.open or voted.approved or voted.refused):
            raise LostRace
        once.keep(nonce, choice)
    return voted


def _vote(person, deed_id, choice, members, rules, voted):
    guard(Deed, deed_id)
    deed = whole(Deed.select()).where(Deed.id == deed_id).get()
    if not may_vote(person, deed):
        raise workflow.NotAllowed
    if deed.state != COLLECTED:
        voted.late.append(deed.number)
        return
    said = {Vote.choice: choice, Vote.at: utc_now()}
    (Vote.insert({Vote.deed: deed, Vote.member: person, **said})
     .on_conflict(conflict_target=[Vote.deed, Vote.member], update=said).execute())
    decide(deed, members, rules, today())
    became = {COLLECTED: voted.open, NOTICE: voted.approved}.get(deed.state, voted.refused)
    became.append(deed.number)


def decide(deed, members, rules, day):
    """Count the votes on a deed whose guard is held, and take the step that is certain on `day`, if any."""
    votes = Vote.select().where(Vote.deed == deed.id)
    found = tally(votes, voters(members, deed))
    step = outcome(found, rules.quorum, rules.majority, is_overdue(deed, day))
    if step == "approve":
        _approve(deed, found, rules, day)
    elif step == "refuse":
        _refuse(deed, found)


def is_overdue(deed, day):
    """Whether the last day of its present step is past on `day`."""
    return deed.due_on is not None and deed.due_on < day


def _approve(deed, found, rules, day):
    until = day + timedelta(days=rules.notice_days)
    workflow.apply("approve", deed, BY_CLOCK, note=_in_words(found), due_on=None,
                   notice_from=day, notice_until=until)
    tell_household(deed, _l("评议通过了，开始公示"), _l(
        "%(rule)s %(points)s 分，公示到 %(day)s，没有异议就记入存折。", rule=deed.rule.title,
        points=signed(deed.points), day=said(day_text, until)))


def _refuse(deed, found):
    """Told to whoever collected it, and to a household that reported it or was heard about it."""
    workflow.apply("refuse", deed, BY_CLOCK, note=_in_words(found), due_on=None)
    words = _l("%(number)s %(rule)s %(points)s 分，这次不记。", number=deed.number, rule=deed.rule.title,
               points=signed(deed.points))
    own = deed.source == HOUSEHOLD
    if own or deed.points < 0:
        tell_household(deed, _l("评议没有通过"), words)
    if deed.collected_by_id and not own:
        tell(deed.collected_by, deed, _l("您收集的一条评议没有通过"), words)


def _in_words(found):
    return _("同意 %(yes)d，不同意 %(no)d，弃权 %(abstain)d；能表态的一共 %(eligible)d 位", yes=found.yes,
             no=found.no, abstain=found.abstain, eligible=found.eligible)
