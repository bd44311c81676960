"""What falls due in the shop."""

from contextlib import suppress

from linli.database import LostRace
from linli.toolkit.calendar import local
from plugins.points.shop import lists, services


def tick(now):
    """Give back what nobody fetched in time, once; as `linli_clock` wants it."""
    for redemption in lists.overdue(local(now).date()):
        with suppress(LostRace):  # fetched, cancelled or given back by another clock meanwhile
            services.expire(redemption)
