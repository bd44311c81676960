"""A rule stands against what somebody wants: services raise it, pages say it (422)."""


class Refused(Exception):
    """Its text is a sentence for the reader."""


class FieldRefused(Refused):
    """And it belongs to one `field` of the form that was sent."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field
