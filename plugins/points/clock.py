"""What falls due: each noun does its part."""

from plugins.points import taking
from plugins.points.accounts import clock as accounts
from plugins.points.deciding import clock as deciding
from plugins.points.deeds import clock as deeds
from plugins.points.notice import clock as notice
from plugins.points.shop import clock as shop


def tick(now):
    """A round of the clock (`linli_clock`)."""
    for noun in (accounts, deeds, deciding, notice, shop):
        noun.tick(now)
    taking.tick()
