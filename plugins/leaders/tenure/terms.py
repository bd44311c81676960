"""How long: the probation and the term that a village's settings propose, and what is kept."""

from datetime import timedelta

from linli.toolkit.calendar import months_later, today

SOON = timedelta(days=7)  # before a probation ends, it is time for its review
RENEWING = timedelta(days=28)  # before a term ends, it is time to renew it, or to say thanks
SHORTEST = 1  # months; no village keeps words for less
LONGEST = timedelta(days=5 * 366)  # as the term of a village committee


def probation_end(settings, day=None):
    """The last day of a probation that begins on `day` (today)."""
    return (day or today()) + timedelta(days=settings.probation_days)


def term_end(settings, day=None):
    """The last day of a term that begins on `day` (today): the eve of the same day, months later."""
    return months_later(day or today(), settings.term_months) - timedelta(days=1)
