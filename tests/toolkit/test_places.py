"""A drawing of positions: equal scale, everything within it, one alone, none."""

import math

import pytest

from linli.toolkit.places import METRES_A_DEGREE, Spot, drawing_of

LATITUDE, LONGITUDE = 22.36, 112.57


def at(*pairs):
    return [Spot(latitude, longitude, f"{number}") for number, (latitude, longitude) in enumerate(pairs)]


def test_no_spots():
    drawing = drawing_of([])
    assert (drawing.dots, drawing.bar_metres) == ([], 0)


@pytest.mark.parametrize("count", [1, 3])
def test_one_spot_or_several_at_one_place_lie_in_the_middle(count):
    drawing = drawing_of(at(*[(LATITUDE, LONGITUDE)] * count), width=300, height=200)
    assert {(dot.x, dot.y) for dot in drawing.dots} == {(150, 100)}
    assert [dot.number for dot in drawing.dots] == list(range(1, count + 1))


def test_north_is_up_and_east_is_right():
    south_west, north_east = drawing_of(at((LATITUDE, LONGITUDE), (LATITUDE + 1, LONGITUDE + 1))).dots
    assert south_west.x < north_east.x and south_west.y > north_east.y


def test_a_metre_is_as_long_both_ways():
    """A square on the ground is a square on the drawing, however wide the drawing is."""
    north, east = 500 / METRES_A_DEGREE, 500 / METRES_A_DEGREE / math.cos(math.radians(LATITUDE))
    corners = at((LATITUDE, LONGITUDE), (LATITUDE + north, LONGITUDE), (LATITUDE, LONGITUDE + east))
    origin, up, right = drawing_of(corners, width=900, height=300).dots
    assert origin.y - up.y == pytest.approx(right.x - origin.x, rel=0.01)
    assert origin.x == up.x and origin.y == right.y


@pytest.mark.parametrize("pairs", [
    [(22.0, 112.0), (22.5, 112.1), (22.1, 113.0)], [(0.0, 100.0), (80.0, 100.1)], [(90.0, 0.0), (90.0, 1.0)],
    [(22.36, 112.57), (22.3600001, 112.5700001)]])
def test_everything_lies_within_the_margins(pairs):
    drawing = drawing_of(at(*pairs), width=300, height=200, margin=20)
    assert all(20 <= dot.x <= 280 and 20 <= dot.y <= 180 for dot in drawing.dots)


def test_the_bar_is_as_long_as_it_says():
    apart = 1_000 / METRES_A_DEGREE
    south, north = (drawing := drawing_of(at((LATITUDE, LONGITUDE), (LATITUDE + apart, LONGITUDE)))).dots
    units_a_metre = (south.y - north.y) / 1_000
    assert drawing.bar == pytest.approx(drawing.bar_metres * units_a_metre, rel=0.01)
    assert 0 < drawing.bar <= drawing.width / 3
