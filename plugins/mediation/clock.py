"""What falls due: each noun does its part."""

from plugins.mediation.cases import clock as cases
from plugins.mediation.sessions import clock as sessions


def tick(now):
    """A round of the clock (`linli_clock`)."""
    cases.tick(now)
    sessions.tick(now)
