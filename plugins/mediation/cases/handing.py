"""Whose hands a case is in, and how it changes them: assigned, given back, objected to, taken over, up to
the township. A case never lies with nobody: where a desk has no one left for it, it goes on.
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace
from linli.localities.models import Locality
from linli.modules.services import settings_of
from linli.people.services import holders
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from plugins.mediation.cases.eligible import desk_for, kept_out_of, mediators_for, stuck
from plugins.mediation.cases.models import Case, KeptOut
from plugins.mediation.cases.services import (
    end_sitting,
    must_be_on_desk,
    must_be_party,
    must_have,
    must_mediate,
    step,
)
from plugins.mediation.cases.states import ACCEPTED, GOES_ON, IN_HAND
from plugins.mediation.cases.telling import call_off, parties_told, tell
from plugins.mediation.module import module

TOWNSHIP = "township"


def assign(scope, case, sent, mediator):
    """Give an accepted case to oneself or another mediator of the desk. Raises FieldRefused for one who
    may not have it (`eligible.kept_out_of`), and for somebody who does not mediate there.
    """
    with step(scope, case, sent):
        must_be_on_desk(scope, case)
        if mediator.id not in {each.id for each in holders("mediator", case.desk_id)}:
            raise FieldRefused("mediator", _l("这位现在不是这里的调解员"))
        if mediator.id in kept_out_of(case):
            raise FieldRefused("mediator", _l("这位和当事人有关系，或者换下来过，不能调解这件事"))
        workflow.apply("assign", case, scope, mediator=mediator)
        tell(case, [mediator], _l("有一件调解交给您"), but=scope.person)
        tell(case, parties_told(case), _l("您的调解有了调解员"))


def escalate(scope, case, sent, words):
    """On to the township's desk with new days; its number stays. Raises FieldRefused where nobody
    mediates there, or where there was an agreement.
    """
    desk = upper_desk(case)
    with step(scope, case, sent):
        must_mediate(scope, case)
        if desk is None:
            raise FieldRefused("words", _l("镇里现在没有调解员，转不上去"))
        if case.agreed_on:
            raise FieldRefused("words", _l("已经签过协议的不能再转。请当事人去法院，或者重新申请调解"))
        workflow.apply("escalate", case, scope, note=words, desk=desk, mediator=None,
                       ended_on=None, next_step="", **_new_days(case))
        end_sitting(case)
        tell(case, mediators_for(case), _l("有一件调解转到镇里"))
        tell(case, parties_told(case), _l("您的调解转到镇里了"))


def upper_desk(case):
    """The township above the desk of a case where somebody mediates who may, or None."""
    above = Locality.select().where(
        Locality.code.in_(case.locality.lineage), Locality.kind == TOWNSHIP, Locality.code != case.desk_id)
    kept_out = kept_out_of(case)
    return next((each for each in above
                 if any(one.id not in kept_out for one in holders("mediator", each))), None)


def hand_back(scope, case, sent, words):
    """The mediator withdraws, and cannot have this case again: back to the desk, for another one."""
    with step(scope, case, sent):
        must_have(scope, case)
        KeptOut.create(case=case, person=scope.person)
        _give_back(scope, case, words)


def object_to(scope, case, sent, words):
    """A party wants another mediator, and says why; the desk is told. This one cannot have it again,
    unless the same party takes it back.
    """
    with step(scope, case, sent):
        party = must_be_party(scope, case)
        if case.mediator_id is None:
            raise LostRace
        KeptOut.create(case=case, person=case.mediator_id, by=party)
        call_off(case)
        _give_back(scope, case, words)


def accept_again(scope, case, sent, person_id):
    """A party takes back that they objected to somebody. Raises LostRace where there is nothing to."""
    with step(scope, case, sent):
        must_be_party(scope, case)
        own = [each.id for each in KeptOut.visible_to(scope).where(
            KeptOut.case == case, KeptOut.person == person_id)]
        if not KeptOut.delete().where(KeptOut.id.in_(own)).execute():
            raise LostRace


def take_over(scope, case, sent, words):
    """The desk takes a case from somebody who no longer mediates there; one that was withdrawn before
    anybody had it, to put its file in order. Where it is agreed or over, whoever takes it goes on with it.
    """
    with step(scope, case, sent):
        must_be_on_desk(scope, case)
        if case.mediator_id in {each.id for each in holders("mediator", case.desk_id)}:
            raise workflow.NotAllowed
        if case.state in GOES_ON:
            workflow.apply(f"take_{case.state}", case, scope, note=words, mediator=scope.person)
            tell(case, parties_told(case), _l("您的调解换了调解员"))
        else:
            _give_back(scope, case, words)


def go_on_where_stuck(case):
    """Where nobody of its desk may have it, on to the nearest where somebody may, with new days once it
    was accepted; belongs into a transaction. Where nobody at all may, it stays, and whoever keeps the
    rosters is told how many do (`eligible.waiting_for_somebody`).
    """
    case = Case.select().where(Case.id == case.id, stuck()).first()
    desk = desk_for(case, careful=case.violence) if case else None
    if desk is None:
        return
    if case.state in IN_HAND:
        workflow.apply("give_back", case, BY_CLOCK, mediator=None)
    if case.state == ACCEPTED:
        workflow.apply("pass_on", case, BY_CLOCK, desk=desk, **_new_days(case))
    else:
        Case.update(desk=desk).where(Case.id == case.id).execute()
    case = Case.get_by_id(case.id)
    end_sitting(case)
    tell(case, [*parties_told(case), *mediators_for(case)], _l("这件调解转到别处办了"))


def _give_back(scope, case, words):
    workflow.apply("give_back", case, scope, note=words, mediator=None)
    tell(case, [*parties_told(case), *mediators_for(case)], _l("这件调解要换一位调解员"), but=scope.person)
    go_on_where_stuck(case)


def _new_days(case):
    return {"escalated_on": today(),
            "due_on": today() + timedelta(days=settings_of(module, case.locality).days)}
