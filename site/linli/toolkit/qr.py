"""A QR code as the path of an SVG: no image to load, nothing that a style has to say."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of white around it, as the standard asks


@dataclass(frozen=True)
class Code:
    """A square of `size` modules a side, its white border included; `path` draws the dark ones."""

    size: int
    path: str


def code_of(text):
    """The Code of a text."""
    matrix = segno.make(text, error="m", micro=False).matrix
    path = "".join(_row(number, row) for number, row in enumerate(matrix))
    return Code(len(matrix) + 2 * QUIET, path)


def _row(number, row):
    """The runs of dark modules in one row."""
    drawn, at = "", QUIET
    for dark, run in groupby(row):
        length = len(list(run))
        drawn += f"M{at} {number + QUIET}h{length}v1h-{length}z" if dark else ""
        at += length
    return drawn
