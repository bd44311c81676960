"""Names where others look on."""


def masked(name):
    """黄＊珍: enough for somebody to know themselves by, too little for a stranger."""
    return name[0] + "＊" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")
