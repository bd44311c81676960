"""What falls due."""

from linli.toolkit.rounds import each
from plugins.mediation.cases.states import AGREED, IN_HAND
from plugins.mediation.sessions import lists, services


def tick(now):
    """Take back what was planned for a case that is no longer with its mediator; once, each in a
    transaction of its own.
    """
    each(lists.without_case((*IN_HAND, AGREED)), services.lapse)
