"""The other side is asked, answers, and the case is accepted with its number.

Several are asked, each for themself: a clear no ends it for that person (art. 17), and the case goes on
with whoever agrees once all have answered. Where a whole side does not want to, it is refused. The last
answer and the number that it draws are one transaction, under the guard of the case.
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from linli.access import BY_CLOCK
from linli.database import LostRace, guard, transaction, utc_now
from linli.modules.services import settings_of
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from plugins.mediation.cases import numbering
from plugins.mediation.cases.lists import asked, parties_of, reachable, speaks_for
from plugins.mediation.cases.models import NO, PARTY, SIDES, YES, Case, Party
from plugins.mediation.cases.parties import guardians_missing
from plugins.mediation.cases.services import must_be_on_desk, must_be_party, step
from plugins.mediation.cases.states import ASKING, IN_HAND, UNASSIGNED
from plugins.mediation.cases.telling import handlers_of, parties_left, parties_told, tell
from plugins.mediation.module import module


def ask(scope, case, sent):
    """From now on the other side knows; it is told that there is something. Raises FieldRefused where a minor
    has no guardian: nobody could answer.
    """
    with step(scope, case, sent):
        must_be_on_desk(scope, case)
        parties = parties_of(case)
        _refuse_lonely_minor(parties)
        workflow.apply("ask", case, scope)
        Party.update(told_at=utc_now()).where(Party.case == case, Party.told_at.is_null()).execute()
        to_answer = {each.id for each in asked(case, parties)}
        tell(case, [each.person for each in parties if each.person_id
                    and (each.stands_for_id or each.id) in to_answer], _l("调解室有一件事，请您看看"))


def answer(scope, case, party, yes, nonce):
    """A party, or who stands for them, agrees to mediation or not; or a mediator of the desk writes down
    what somebody without an account said. Raises NotAllowed, LostRace where it was answered.
    """
    with transaction():
        guard(Case, case.id)
        once.refuse_repeat(nonce)
        case = Case.get_by_id(case.id)
        parties = parties_of(case)
        party = next((each for each in asked(case, parties) if each.id == party.id), None)
        if party is None or case.state != ASKING:
            raise LostRace
        if not speaks_for(scope.person, party, parties):
            must_be_on_desk(scope, case)
            if reachable(party, parties):
                raise workflow.NotAllowed
        _write_answer(party, YES if yes else NO)
        _go_on(scope, case)
        once.keep(nonce, case.code)


def choose_session(scope, case, wants_open, nonce):
    """A party's wish: an open session or a closed one. It is open only when all want it."""
    with transaction():
        guard(Case, case.id)
        once.refuse_repeat(nonce)
        must_be_party(scope, case)
        if Case.get_by_id(case.id).state not in (*UNASSIGNED, *IN_HAND):
            raise LostRace
        parties = parties_of(case)
        for each in parties:
            if each.role == PARTY and speaks_for(scope.person, each, parties):
                Party.update(wants_open=wants_open).where(Party.id == each.id).execute()
                each.wants_open = wants_open
        wishes = [each.wants_open for each in parties if each.role == PARTY and each.answer != NO]
        Case.update(is_open=False if False in wishes else True if all(wishes) else None).where(
            Case.id == case.id).execute()
        once.keep(nonce, case.code)


def _write_answer(party, word):
    written = Party.update(answer=word, answered_at=utc_now()).where(Party.id == party.id, Party.answer == "")
    if not written.execute():
        raise LostRace


def _go_on(scope, case):
    """What follows from the answers there are now."""
    parties = [each for each in parties_of(case) if each.role == PARTY]
    if any(all(each.answer == NO for each in parties if each.side == side) for side in SIDES):
        workflow.apply("refuse", case, scope, ended_on=today())
        tell(case, [*parties_told(case), *handlers_of(case)], _l("有一方不愿意调解，请看看还有哪些办法"),
             but=scope.person)
    elif all(each.answer for each in asked(case, parties)):
        _accept(scope, case)


def _accept(scope, case):
    """Taken on. Whoever said no last is not the one who did."""
    said_no = Party.select().where(Party.case == case, Party.person == scope.person.id, Party.answer == NO)
    days = settings_of(module, case.locality).days
    number = numbering.draw(case.locality, today().year)
    workflow.apply("accept", case, BY_CLOCK if said_no.exists() else scope, number=number,
                   accepted_on=today(), due_on=today() + timedelta(days=days))
    tell(case, [*parties_told(case), *handlers_of(case)], _l("调解受理了"), but=scope.person)
    tell(case, parties_left(case), _l("您说了不愿意调解，这件事不再找您"), but=scope.person)


def _refuse_lonely_minor(parties):
    lonely = guardians_missing(parties)
    if lonely:
        raise FieldRefused("", _l("%(name)s未成年，先登记监护人，再问对方意见", name=lonely[0].name))
