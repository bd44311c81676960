"""What falls due: each noun does its part."""

from linli.toolkit.rounds import each
from plugins.mediation.cases import clock as cases
from plugins.mediation.sessions import clock as sessions


def tick(now):
    """A round of the clock (`linli_clock`)."""
    each((cases, sessions), lambda noun: noun.tick(now))
