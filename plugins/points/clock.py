"""What falls due: each noun does its part."""

from linli.toolkit.rounds import each
from plugins.points import taking
from plugins.points.accounts import clock as accounts
from plugins.points.deciding import clock as deciding
from plugins.points.deeds import clock as deeds
from plugins.points.notice import clock as notice
from plugins.points.shop import clock as shop


def tick(now):
    """A round of the clock (`linli_clock`)."""
    each((accounts, deeds, deciding, notice, shop, taking), lambda noun: noun.tick(now))
