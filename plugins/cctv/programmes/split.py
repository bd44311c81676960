"""Who pays how much of a price. Pure: nothing is read, nothing is written, not a 分 is lost."""

from typing import NamedTuple


class Parts(NamedTuple):
    """The three parts (分) of one price; they sum to it, and none is below zero."""

    telecom: int
    resident: int
    town: int


def split(price, package):
    """Split `price` (分) by the rules of a Package: the telecom takes off its ‰, the resident pays
    theirs but at least `resident_least` and never more than is left, the town pays the rest and
    with it what rounding leaves.
    """
    telecom = price * package.telecom_permille // 1000
    resident = max(price * package.resident_permille // 1000, package.resident_least)
    resident = min(resident, price - telecom)
    return Parts(telecom, resident, price - telecom - resident)
