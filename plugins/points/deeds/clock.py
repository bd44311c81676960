"""What falls due in deeds."""

from linli.toolkit.calendar import local
from plugins.points.deeds.services import close_hearings


def tick(now):
    """A household that said nothing in its days is heard no longer, as `linli_clock` wants it."""
    close_hearings(local(now).date())
