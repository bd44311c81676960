"""A rule, or the moment, stands against what somebody wants: services raise it, pages say it."""

from linli.database import LostRace


class Refused(Exception):
    """A rule is against it (422). Its text is a sentence for the reader."""


class FieldRefused(Refused):
    """And it belongs to one `field` of the form that was sent."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field


class NotNow(LostRace):
    """It cannot be done as things stand (409). Its text is a sentence for the reader; nothing was written."""
