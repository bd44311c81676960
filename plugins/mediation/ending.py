"""Somebody leaves for good: a quarrel that is open needs both its sides, so it comes to its end before."""

from flask_babel import gettext as _

from linli.personal.erasing import apply
from plugins.mediation.cases.models import Case, Party
from plugins.mediation.cases.states import OPEN
from plugins.mediation.personal import HOLDINGS


def to_finish(person):
    """Cases in which they are a party, and know it, or which they mediate."""
    mine = Case.id.in_(Party.knowing(person)) | (Case.mediator == person.id)
    return [_("调解 %(code)s 还没结束，请等结案，或者先撤回", code=case.code)
            for case in Case.select().where(mine, Case.state.in_(OPEN)).order_by(Case.id)]


def erase(person):
    """Erase what is no file."""
    apply(HOLDINGS, person)
