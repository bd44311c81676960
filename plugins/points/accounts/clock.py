"""What falls due in accounts."""

from linli.toolkit.calendar import local
from plugins.points.accounts.services import close_overdue


def tick(now):
    """Close the passbooks whose days to spend are over."""
    close_overdue(local(now).date())
