"""What falls due: a case that nobody of its desk may have goes on to where somebody may."""

from linli.database import guard, transaction
from linli.toolkit.rounds import each
from plugins.mediation.cases.eligible import stuck
from plugins.mediation.cases.handing import go_on_where_stuck
from plugins.mediation.cases.models import Case


def tick(now):
    """Each in a transaction of its own."""
    each(Case.select().where(stuck()).order_by(Case.id), _go_on)


def _go_on(case):
    with transaction():
        guard(Case, case.id)
        go_on_where_stuck(case)
