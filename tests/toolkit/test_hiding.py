"""What small numbers would give away, and that it cannot be worked out from what is shown."""

from itertools import product

import pytest

from linli.toolkit.figures import Duty, Figure, Sum
from linli.toolkit.figures.counting import Cell
from linli.toolkit.figures.hiding import TOTAL, counts, hidden, withheld
from plugins.legal.booking.models import Booking


@pytest.mark.parametrize(("numbers", "known", "said"), [
    ({"a": 3, "b": 9, "c": 7}, "", "ac"), ({"a": 3, "b": 2, "c": 7}, "", "ab"),
    ({"a": 1, "b": 1, "c": 7}, "", "abc"), ({"a": 4, "b": 4, "c": 7, "d": 6}, "", "abcd"),
    ({"a": 3, "b": 0, "c": 7}, "", "ac"), ({"a": 3, "b": 0, "c": 0}, "", ["a", TOTAL]),
    ({"a": 3, "b": 9}, "b", ["a", TOTAL]), ({"a": 3, "b": 2}, "ab", ""), ({"a": 5, "b": 0}, "", "")])
def test_which_counts_are_hidden(numbers, known, said):
    assert hidden({code: (value,) for code, value in numbers.items()}, set(known)) == set(said)


def test_a_figure_hides_what_one_of_the_same_matters_hides():
    places = {"a": (9,), "b": (8,), "c": (7,)}
    assert hidden(places, set(), {"a", "b"}) == {"a", "b"}
    assert hidden(places, set(), {"a", "b", TOTAL}) == {"a", "b", TOTAL}
    assert hidden({**places, "c": (2,)}, set(), {"a", "b"}) == {"a", "b", "c"}


SHARES = [(above, rest, above + rest) for above in range(7) for rest in range(7)]


@pytest.mark.parametrize("halves", [[(number,) for number in range(14)], SHARES], ids=["counts", "shares"])
def test_what_is_hidden_of_places_cannot_be_worked_out(halves):
    """Of all that three places can count, whoever knows the rule has two answers for each."""
    refuse_answers(halves, lambda world: hidden(dict(zip("abc", world, strict=True)), set()))


@pytest.mark.parametrize("halves", [[(number,) for number in range(14)], SHARES], ids=["counts", "shares"])
def test_what_is_hidden_of_months_cannot_be_worked_out(halves):
    """Nor of three months of one place and their quarter."""
    def veil(world):
        months = [bool(hidden({"a": month}, set())) for month in world]
        gone = withheld(list(zip(world, months, strict=True)))
        return {code for code, hide in zip("abc", months, strict=True) if hide} | ({TOTAL} if gone else set())
    refuse_answers(halves, veil)


def refuse_answers(halves, veil):
    """Group all worlds of three by what is shown of them; each small count that is hidden must
    have another answer. Worlds near the edge have answers beyond it.
    """
    seen, edge = {}, max(max(each) for each in halves)
    for world in product(halves, repeat=3):
        gone = veil(world)
        shown = tuple(None if code in gone else each for code, each in zip("abc", world, strict=True))
        total = None if TOTAL in gone else tuple(map(sum, zip(*world, strict=True)))
        seen.setdefault((shown, total), []).append(world)
    for (shown, _total), worlds in seen.items():
        for at in [at for at, each in enumerate(shown) if each is None]:
            for half in zip(*(world[at] for world in worlds), strict=True):
                inside = max(max(each) for each in worlds[0]) < edge * 3 // 4
                assert not (inside and 0 < half[0] < 5 and len(set(half)) == 1), (shown, worlds)


def test_a_year_leaves_what_its_shown_quarters_leave():
    """April and May are hidden in a quarter that is shown: less that, the year tells January."""
    january, none = ((3,), True), ((0,), False)
    shown = [((3,), True), ((2,), True), none]
    year = [january, none, none, *shown, *[none] * 6]
    assert withheld(year[:3]) == [january] == withheld(year) and not withheld(year[3:6])
    year[6] = ((2,), True)
    assert withheld(year[6:9]) == [year[6]] and not withheld(year)


def test_counts_behind_a_cell():
    """A share counts both its sides, a mean only what it is out of, money what is behind it."""
    sums = (Sum(Booking, Booking.locality, Booking.starts_at),)
    figures = [Figure("x", "x", sums, *rest) for rest in (
        (), (Duty("y"),), (sums, "share"), (sums, "mean"), ((), "minutes"))]
    figures.append(Figure("x", "x", sums, kind="money", behind=sums))
    assert [counts(figure, Cell(3, 9, 2)) for figure in figures] == [
        (3,), (3,), (3, 6, 9), (9,), (), (2,)]
