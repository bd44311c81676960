"""Asking the court to confirm an agreement (司法确认, 人民调解法第三十三条), and what it said."""

from flask_babel import lazy_gettext as _l

from linli.database import LostRace, transaction
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import NotNow
from plugins.mediation.agreements import reminding
from plugins.mediation.agreements.keeping import IN_FORCE, refuse_day
from plugins.mediation.agreements.models import Agreement, Confirmation
from plugins.mediation.sessions.mine import hold


def ask(scope, case, day, court):
    """Both sides asked a court together on `day`; returns the Confirmation.

    Raises NotNow after the last day for it, or where there is no agreement in force; LostRace where
    it was asked already; NotAllowed.
    """
    with transaction():
        case = hold(scope, case)
        agreement = Agreement.get_or_none(Agreement.case == case.id)
        if agreement is None or case.state not in IN_FORCE:
            raise NotNow(_l("现在没有生效的协议可以申请确认"))
        refuse_day(agreement, day)
        if day > agreement.confirm_by:
            raise NotNow(_l("超过期限了：协议生效以后 %(count)d 天内要申请，法院现在不收",
                            count=(agreement.confirm_by - agreement.signed_on).days))
        if Confirmation.select().where(Confirmation.case == case.id).exists():
            raise LostRace
        made = Confirmation.create(case=case, court=court, applied_on=day)
        workflow.begin(made, scope)
        reminding.forget_confirmation(agreement)
        reminding.tell(case, _l("已经一起申请司法确认"))
    return made


def decide(scope, confirmation, step, day, number):
    """What the court said on `day`: `step` is one of models.TRANSITIONS. Raises NotNow for a day before
    the asking or to come, LostRace where it was written down before, NotAllowed.
    """
    with transaction():
        case = hold(scope, confirmation.case)
        if not confirmation.applied_on <= day <= today():
            raise NotNow(_l("日子要在申请以后，不能是以后的日子"))
        workflow.apply(step, confirmation, scope, decided_on=day, number=number)
        reminding.tell(case, _l("司法确认有了结果"))
