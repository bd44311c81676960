"""What falls due: each noun does its part."""

from linli.toolkit.rounds import each
from plugins.leaders.claims import clock as claims
from plugins.leaders.journal import clock as journal
from plugins.leaders.meetings import clock as meetings
from plugins.leaders.tasks import clock as tasks
from plugins.leaders.tenure import clock as tenure


def tick(now):
    """A round of the clock (`linli_clock`)."""
    each((tenure, tasks, claims, journal, meetings), lambda noun: noun.tick(now))
