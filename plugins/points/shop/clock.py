"""What falls due in the shop."""

from linli.toolkit.calendar import local
from linli.toolkit.rounds import each
from plugins.points.shop import lists, services


def tick(now):
    """Give back what nobody fetched in time, once; as `linli_clock` wants it."""
    each(lists.overdue(local(now).date()), services.expire)
