"""Telling a household, and others, what became of a deed."""

from linli.toolkit.notices import notify
from plugins.points.accounts import telling


def tell(person, deed, title, text):
    """Put a word about this deed into a person's inbox; it leads to the deed."""
    notify(person, title, text, f"/{deed.locality_id}/points/deeds/{deed.number}")


def tell_household(deed, title, text):
    """Everybody of the household who is still here; `deed` comes with its account."""
    telling.tell(deed.account, title, text, f"deeds/{deed.number}")


def signed(points):
    """+3, −10 or 0, as it is printed."""
    return f"{points:+d}".replace("-", "−") if points else "0"
