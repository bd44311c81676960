"""Small counts of private matters: which places and periods are not shown, so that nobody reads
or works out a count from one to four of which they may not open the rows.

What is not shown all bears one word: whether it is small itself or would give another away is
not said, as that tells of the number too.
"""

import math

SMALL, ANSWERS = 5, 3
TOTAL = ""


def counts(figure, cell):
    """The counts of people's matters in a cell: of a share what is in it, what is not, and both;
    of minutes, money and points those behind them. A Duty and a sum of days or stars count nobody.
    """
    if figure.behind or figure.kind in ("minutes", "money"):
        return (cell.behind,) if figure.behind else ()
    if not isinstance(figure.below, tuple) or not figure.below:
        return (cell.above,)
    return (cell.below,) if figure.kind == "mean" else (
        cell.above, cell.below - cell.above, cell.below)


def hidden(places, known, also=frozenset()):
    """What is not shown of one month: codes, and TOTAL.

    `places` are the counts by code, `known` the codes whose rows the reader may open, `also` what
    is hidden anyhow. Small places are hidden; as long as they could be worked out of the total,
    the next smallest is too; where there is none left, the total.
    """
    veiled = {code: each for code, each in places.items() if code not in known}
    found = {code for code, each in veiled.items() if code in also or any(map(_small, each))}
    rest = sorted((max(each), code) for code, each in veiled.items() if code not in found and any(each))
    while rest and told([veiled[code] for code in found], rest[0][0]):
        found.add(rest.pop(0)[1])
    alone = TOTAL in also or told([veiled[code] for code in found])
    return found | {TOTAL} if alone else found


def withheld(months):
    """The hidden months for which a month, quarter or year may not be shown; none where it may.

    `months` are (counts, whether hidden). A sum is shown where its hidden months cannot be worked
    out of it; in a year, quarters that are shown leave only the others to be worked out.
    """
    quarters = [months[at:at + 3] for at in range(0, len(months), 3)]
    inner = ([each for quarter in quarters for each in withheld(quarter)] if len(quarters) > 1
             else [each for each in months if each[1]])
    return inner if told([each for each, _hidden in inner]) else []


def told(cells, ceiling=math.inf):
    """Whether the sums of hidden cells, a tuple of counts each, tell too much of one of them: of
    a single one, where a sum is small itself, or where it leaves a small count fewer than ANSWERS.

    `ceiling` is the smallest place that is shown: none that is hidden to keep another was larger.
    """
    return bool(cells) and any(len(cells) == 1 or _told(half, ceiling)
                               for half in zip(*cells, strict=True))


def _told(half, ceiling):
    few = sum(map(_small, half))
    large = sum(count >= SMALL for count in half)
    least = sum(half) - (few - 1) * (SMALL - 1) - (large and large * ceiling)
    most = sum(half) - (few - 1) - large * SMALL
    return bool(few) and (_small(sum(half)) or min(SMALL - 1, most) - max(1, least) + 1 < ANSWERS)


def _small(count):
    return 0 < count < SMALL
