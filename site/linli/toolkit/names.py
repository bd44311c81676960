"""Names of people where others look on."""


def masked(name):
    """黄*珍, 黄*: enough for somebody to know themselves by; the surname stays, and the last of three."""
    return name[:1] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")
