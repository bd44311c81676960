"""A round of the clock does what it can."""

import peewee
import pytest

from linli.database import LostRace
from linli.toolkit.rounds import each


def test_one_that_fails_keeps_no_other(caplog):
    done = []

    def act(number):
        if number == 2:
            raise LostRace
        if number == 3:
            raise ValueError("three")
        done.append(number)
    each(range(1, 6), act)
    assert done == [1, 4, 5]
    assert "act failed with 3" in caplog.text and "failed with 2" not in caplog.text


def test_without_a_database_the_round_ends():
    def act(number):
        raise peewee.OperationalError
    with pytest.raises(peewee.OperationalError):
        each([1, 2], act)
