"""After the agreement: terms that are done, one that is not kept, and the follow-up visits (回访)."""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, guard, transaction
from linli.people.models import Person
from linli.toolkit import once, workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import NotNow
from plugins.mediation.agreements import reminding
from plugins.mediation.agreements.models import Agreement, FollowUp, Term
from plugins.mediation.cases.models import Matter
from plugins.mediation.cases.services import end_sitting
from plugins.mediation.cases.states import AGREED, CARRIED_OUT
from plugins.mediation.sessions.mine import hold

IN_FORCE = (AGREED, CARRIED_OUT)


def tick_off(scope, term, day, note, proof):
    """A term was done on `day`, with a note and a receipt (an Upload) or none. With the last one the
    agreement is carried out, and with a visit that found it kept, the case closed.

    Raises NotNow for a day before the signing or to come, LostRace where it is done already or the
    agreement is no longer in force, NotAllowed.
    """
    with transaction():
        case = hold(scope, term.agreement.case)
        if case.state != AGREED:
            raise LostRace
        refuse_day(term.agreement, day)
        done = Term.update(done_on=day, note=note, proof=proof).where(
            Term.id == term.id, Term.done_on.is_null())
        if not done.execute():
            raise LostRace
        reminding.forget_term(term)
        reminding.tell(case, _l("调解协议里有一条记为办好了"))
        left = Term.select().where(Term.agreement == term.agreement_id, Term.done_on.is_null())
        if not left.exists():
            workflow.apply("carry_out", case, scope)
            _close_if_visited(scope, case)


def give_up(scope, case, next_step, words):
    """It is not carried out: why, and where the parties go next (`cases.models.NEXT`). Raises LostRace
    where it is not in force, NotAllowed.
    """
    with transaction():
        case = hold(scope, case)
        workflow.apply("break", case, scope, next_step=next_step, ended_on=today())
        end_sitting(case)
        Matter.update(ended=words).where(Matter.case == case.id).execute()
        reminding.forget_all(Agreement.get(Agreement.case == case.id))
        reminding.tell(case, _l("调解结束了，看看接下来可以怎么办"))


def follow_up(scope, case, nonce, party, day, by_phone, kept, words):
    """Write down a visit or call of `day` to a party (its id); returns it. Where everything is carried
    out and it is kept, it closes the case. Raises once.AlreadyDone, NotNow for a day out of time or an
    agreement that is not in force, NotAllowed.
    """
    with transaction():
        guard(Person, scope.person.id)
        once.refuse_repeat(nonce)
        case = hold(scope, case)
        if case.state not in IN_FORCE:
            raise NotNow(_l("现在没有生效的协议要回访"))
        refuse_day(Agreement.get(Agreement.case == case.id), day)
        made = FollowUp.create(case=case, party=party, day=day, by_phone=by_phone, kept=kept, words=words,
                               person=scope.person)
        if case.state == CARRIED_OUT:
            _close_if_visited(scope, case)
        once.keep(nonce, case.code)
    return made


def refuse_day(agreement, day):
    """Raise NotNow for a day before the agreement was in force, or one to come."""
    if not agreement.signed_on or not agreement.signed_on <= day <= today():
        raise NotNow(_l("日子要在协议生效以后，不能是以后的日子"))


def _close_if_visited(scope, case):
    if FollowUp.select().where(FollowUp.case == case.id, FollowUp.kept).exists():
        workflow.apply("close", case, scope, ended_on=today())
        end_sitting(case)
        reminding.tell(case, _l("调解结案了，谢谢您"))
