"""What falls due: each noun does its part."""

from plugins.mediation.sessions import clock as sessions


def tick(now):
    """A round of the clock (`linli_clock`)."""
    sessions.tick(now)
