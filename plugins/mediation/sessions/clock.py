"""What falls due."""

from contextlib import suppress

from linli.database import LostRace
from plugins.mediation.cases.states import AGREED, IN_HAND
from plugins.mediation.sessions import lists, services


def tick(now):
    """Take back what was planned for a case that is no longer with its mediator; once, each in a
    transaction of its own.
    """
    for session in lists.without_case((*IN_HAND, AGREED)):
        with suppress(LostRace):
            services.lapse(session)
