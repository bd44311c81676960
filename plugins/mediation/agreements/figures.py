"""What was confirmed, done and visited of what was agreed; how much was agreed is a figure of cases. Small
counts are hidden.
"""

from flask_babel import lazy_gettext as _l
from peewee import fn

from linli.toolkit.expressions import ShanghaiToday
from linli.toolkit.figures import Figure, Sum
from plugins.mediation.agreements.models import CONFIRMED, Agreement, Confirmation, FollowUp, Term
from plugins.mediation.cases.models import Case

_OF_CASE = ((Case, Agreement.case == Case.id),)
_OF_TERM = ((Agreement, Term.agreement == Agreement.id), *_OF_CASE)
_VISITED = fn.EXISTS(FollowUp.select().where(FollowUp.case == Agreement.case))


def _terms(*where):
    """Terms in force whose day has come."""
    due = Agreement.signed_on.is_null(False) & (Term.due_on <= ShanghaiToday())
    for each in where:
        due &= each
    return Sum(Term, Case.locality, Term.due_on, where=due, joins=_OF_TERM)


def _visits(*where):
    """Agreements whose last day for a visit has come."""
    due = Agreement.follow_up_by <= ShanghaiToday()
    for each in where:
        due &= each
    return Sum(Agreement, Case.locality, Agreement.follow_up_by, where=due, joins=_OF_CASE)


def _confirmations(day, where=None):
    return Sum(Confirmation, Case.locality, day, where=where, joins=((Case, Confirmation.case == Case.id),))


FIGURES = (
    Figure("confirmations", _l("司法确认"), (_confirmations(Confirmation.applied_on,
                                                    Confirmation.state == CONFIRMED),),
           (_confirmations(Confirmation.applied_on),), kind="share",
           words=_l("申请 %(below)s 份，确认有效 %(above)s 份"), note=_l("按双方申请那天算。"),
           private="follow_ups"),
    Figure("terms_done", _l("条款做到"), (_terms(Term.done_on.is_null(False)),), (_terms(),), kind="share",
           words=_l("到期 %(below)s 条，做到 %(above)s 条"), note=_l("按条款到期那天算，还没到期的不算。"),
           private="follow_ups"),
    Figure("visited", _l("回访"), (_visits(_VISITED),), (_visits(),), kind="share",
           words=_l("该回访 %(below)s 份，回访了 %(above)s 份"), note=_l("按最晚回访那天算，还没到的不算。"),
           ledger="follow_ups", ledger_days="due", private="follow_ups"),
)
