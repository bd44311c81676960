"""What an operator does to an installation: back up, restore, move, check. Told in docs/operating.md."""


class Refused(Exception):
    """What was asked cannot be done, and nothing was changed; the message says why, for the operator."""
