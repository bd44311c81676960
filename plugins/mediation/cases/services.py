"""The path of a case in a mediator's hands, safe from any number of processes. How it comes there is in
handing.py.

Each step is taken by whoever may (`must_mediate`, `must_be_on_desk`), under the version of the case
that the form was filled in from. Nobody decides about their own, nor somebody's of their household.
"""

from contextlib import contextmanager
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction, utc_now
from linli.modules.services import settings_of
from linli.people.models import Person
from linli.toolkit import editing, once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from plugins.mediation.cases.eligible import kept_out_of
from plugins.mediation.cases.kinds import ministry_of
from plugins.mediation.cases.lists import applicant_of, parties_of, speaks_for
from plugins.mediation.cases.models import APPLICANT, Case, Matter, Party, Sitter
from plugins.mediation.cases.states import IN_HAND, WITHDRAWN
from plugins.mediation.cases.telling import handlers_of, parties_told, tell
from plugins.mediation.module import module


def must_mediate(scope, case):
    """Raises NotAllowed unless this person has the case in hand, still mediates there, and has not
    become one of its parties or of their household.
    """
    must_have(scope, case)
    if scope.person.id in kept_out_of(case):
        raise workflow.NotAllowed


def must_be_on_desk(scope, case):
    """Raises NotAllowed unless this person mediates at the desk the case lies on, and neither they
    nor their household are a party.
    """
    on_desk = any(held.code == case.desk_id for held in scope.holding("mediation.mediate"))
    if not on_desk or scope.person.id in kept_out_of(case):
        raise workflow.NotAllowed


def must_handle(scope, case):
    """Raises NotAllowed unless this person looks after the case: its mediator, or anybody of its desk
    before there is one.
    """
    if case.mediator_id:
        must_mediate(scope, case)
    else:
        must_be_on_desk(scope, case)


@contextmanager
def step(scope, case, sent):
    """A transaction in which the case is still what the form was filled in from. `sent` is the
    (version, nonce) of the form. Raises LostRace or once.AlreadyDone.
    """
    version, nonce = sent
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        editing.save(case, version)
        yield
        once.keep(nonce, case.code)


def release(scope, case, sent):
    """Violence was told; the mediator has spoken with the applicant: the other side may be asked now."""
    with step(scope, case, sent):
        must_be_on_desk(scope, case)
        workflow.apply("release", case, scope)
        tell(case, parties_told(case), _l("调解员看过您的申请了"))


def decline(scope, case, sent, words, next_step):
    """No matter for mediation: the applicant is told why, and where to go (`models.NEXT`)."""
    with step(scope, case, sent):
        must_be_on_desk(scope, case)
        workflow.apply("decline", case, scope, ended_on=today(), next_step=next_step)
        _keep_reason(case, words)
        tell(case, parties_told(case, APPLICANT), _l("您的调解申请有了答复"))


def look(scope, case, sent):
    """Begin to look into it."""
    with step(scope, case, sent):
        must_mediate(scope, case)
        workflow.apply("look", case, scope)


def write_findings(scope, case, sent, words):
    """Keep what was looked into (调查记录). Raises LostRace where it is in nobody's hands any more."""
    with step(scope, case, sent):
        must_mediate(scope, case)
        _refuse_unless(case, IN_HAND)
        Matter.update(findings=words).where(Matter.case == case).execute()


def correct(scope, case, sent, dispute_class, ministry_kind, scale, people):
    """What it is about, in the two lists, and how many it concerns; "" for `ministry_kind` derives it."""
    with step(scope, case, sent):
        must_handle(scope, case)
        Case.update(dispute_class=dispute_class, ministry_kind=ministry_kind or ministry_of(dispute_class),
                    scale=scale, people=people).where(Case.id == case.id).execute()


def extend(scope, case, sent, days, words):
    """More days, once, by at most the setting, with the parties' consent kept in `words`."""
    most = settings_of(module, case.locality).extension_days
    if not 1 <= days <= most:
        raise FieldRefused("days", _l("最多延长 %(most)d 天", most=most))
    with step(scope, case, sent):
        must_mediate(scope, case)
        longer = Case.update(extended_on=today(), due_on=case.due_on + timedelta(days=days)).where(
            Case.id == case.id, Case.state.in_(IN_HAND), Case.extended_on.is_null())
        if not longer.execute():
            raise LostRace
        Matter.update(extension=words).where(Matter.case == case).execute()
        tell(case, parties_told(case), _l("调解的期限延长了"))


def fail(scope, case, sent, next_step, words):
    """No agreement: why, and where to go next (art. 26)."""
    with step(scope, case, sent):
        must_mediate(scope, case)
        workflow.apply("fail", case, scope, ended_on=today(), next_step=next_step)
        end_sitting(case)
        _keep_reason(case, words)
        tell(case, parties_told(case), _l("调解结束了，请看看接下来怎么办"))


def withdraw(scope, case, sent, words):
    """The applicant takes the application back, or the mediator writes down that they did; the other
    side is told where it knew of it. The number stays.
    """
    with step(scope, case, sent):
        if not _applied(scope, case):
            must_handle(scope, case)
        told = [*parties_told(case), *handlers_of(case)]
        workflow.apply("withdraw", case, scope, note=words, ended_on=today())
        end_sitting(case)
        tell(case, told, _l("申请撤回了，这次调解到此为止"), but=scope.person)


def explain(scope, case, sent, words):
    """Why it ended (情况说明), where nobody wrote it down: it was withdrawn."""
    with step(scope, case, sent):
        must_mediate(scope, case)
        _refuse_unless(case, (WITHDRAWN,))
        _keep_reason(case, words)


def end_sitting(case):
    """Whoever sat in reads it no more, once it has left the mediator's hands or is at its end."""
    Sitter.update(until=utc_now()).where(Sitter.case == case.id, Sitter.until.is_null()).execute()


def must_be_party(scope, case):
    """The row by which this person takes part in the case, or stands for somebody. Raises NotAllowed
    unless there is one and they know of it.
    """
    party = Party.select().where(Party.case == case, Party.person == scope.person.id,
                                 Party.told_at.is_null(False), Party.in_it()).first()
    if party is None:
        raise workflow.NotAllowed
    return party


def must_have(scope, case):
    """Raises NotAllowed unless the case is this mediator's."""
    if case.mediator_id != scope.person.id or not scope.can("mediation.mediate", case.locality):
        raise workflow.NotAllowed


def _applied(scope, case):
    """Whether this person speaks for who applied."""
    parties = parties_of(case)
    return speaks_for(scope.person, applicant_of(parties), parties)


def _keep_reason(case, words):
    Matter.update(ended=words).where(Matter.case == case).execute()


def _refuse_unless(case, states):
    if Case.get_by_id(case.id).state not in states:
        raise LostRace
