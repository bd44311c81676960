"""What falls due by itself: a request of the police that a camera's owner did not answer."""

from linli.toolkit.calendar import local
from linli.toolkit.rounds import each
from plugins.cctv.footage import lists, services


def tick(now):
    """A round of the clock (`linli_clock`); one query where nothing is owed."""
    each(lists.owed(local(now).date()), services.pass_on)
