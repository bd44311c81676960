"""What falls due by itself: a request of the police that a camera's owner did not answer."""

from linli.toolkit.calendar import local
from plugins.cctv.footage import lists, services


def tick(now):
    """A round of the clock (`linli_clock`); one query where nothing is owed."""
    for row in lists.owed(local(now).date()):
        services.pass_on(row)
