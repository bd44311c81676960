"""Positions on the ground as a drawing: degrees in, coordinates of an SVG out. Works without tiles.

East–west and north–south have the same scale (a degree of longitude is shorter by the cosine of
the latitude), which is true enough over a township; a drawing never crosses the date line.
"""

import math
from dataclasses import dataclass, field

METRES_A_DEGREE = 111_320
LEAST_SPAN = 100  # metres: one house is not blown up to fill the page
ROUND_LENGTHS = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)  # metres


@dataclass(frozen=True)
class Spot:
    """Something at `latitude` and `longitude` (degrees, WGS 84): `title` and `text` say what,
    `tone` is ok, soon, late or quiet, `href` its page or "".
    """

    latitude: float
    longitude: float
    title: str
    text: str = ""
    tone: str = "ok"
    href: str = ""


@dataclass(frozen=True)
class Dot:
    """A spot on the drawing: `x` and `y` in its units, from the top left; `number` as in the list."""

    number: int
    spot: Spot
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """What the macro `map_of` draws. The bar of `bar` units stands for `bar_metres`; 0 without dots."""

    width: int
    height: int
    dots: list = field(default_factory=list)
    bar: float = 0
    bar_metres: int = 0


def drawing_of(spots, width=360, height=320, margin=40):
    """The Drawing of spots, numbered from 1 in their order: all of them within the margins, in the
    middle; one alone, or several at one place, in the middle too.
    """
    if not spots:
        return Drawing(width, height)
    middle = _middle([spot.latitude for spot in spots]), _middle([spot.longitude for spot in spots])
    metres = [_metres_from(middle, spot) for spot in spots]
    unit = min((width - 2 * margin) / _span([east for east, _north in metres]),
               (height - 2 * margin) / _span([north for _east, north in metres]))
    dots = [Dot(number, spot, round(width / 2 + east * unit, 1), round(height / 2 - north * unit, 1))
            for number, (spot, (east, north)) in enumerate(zip(spots, metres, strict=True), 1)]
    length = max((each for each in ROUND_LENGTHS if each * unit <= width / 3), default=ROUND_LENGTHS[0])
    return Drawing(width, height, dots, round(length * unit, 1), length)


def _middle(values):
    return (min(values) + max(values)) / 2


def _metres_from(middle, spot):
    """How far east and north of the middle a spot lies, in metres."""
    latitude, longitude = middle
    return ((spot.longitude - longitude) * METRES_A_DEGREE * math.cos(math.radians(latitude)),
            (spot.latitude - latitude) * METRES_A_DEGREE)


def _span(values):
    return max(max(values) - min(values), LEAST_SPAN)
