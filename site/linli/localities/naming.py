"""How a locality is called in a heading or on a card."""

# The longest ending first: 社区居委会 also ends in 居委会.
ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)


def short_name(name: str, kind: str) -> str:
    """What people say for an official name: 宅群村委会 is 宅群村, 上窖居委会 is 上窖社区.

    Only a village's or a community's name is a committee's and gets shorter; a name that
    already ends as a place does (裡村村委会, 牌坊村村民委员会) gets no second 村.
    """
    if kind not in ("village", "community"):
        return name
    for ending, place in ENDINGS:
        stem = name.removesuffix(ending)
        if stem and stem != name:
            return stem if stem.endswith(place) else stem + place
    return name
