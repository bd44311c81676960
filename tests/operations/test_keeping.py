"""Which backups are kept."""

from datetime import datetime, timedelta

import pytest
import time_machine

from linli.operations.keeping import backups, last, new_name, thin, worth_keeping
from linli.toolkit.calendar import SHANGHAI

NOON = datetime(2026, 3, 9, 12, 30, tzinfo=SHANGHAI)


def hours(count):
    return [NOON - timedelta(hours=each) for each in range(count)]


def test_the_last_ones_and_the_last_of_each_day():
    kept = worth_keeping(hours(100 * 24), 48, 30)
    assert set(hours(48)) <= kept
    days = {moment.date() for moment in kept}
    assert len(days) == 30 and min(days) == NOON.date() - timedelta(days=29)
    assert len(kept) == 48 + 27  # three days begin within the last 48 hours
    assert all(moment.hour == 23 for moment in kept - set(hours(48)))


def test_a_gap_drops_nothing():
    old = [NOON - timedelta(days=400), NOON - timedelta(days=399)]
    assert worth_keeping(old, 48, 30) == set(old)


@pytest.fixture
def folder(tmp_path):
    for moment in hours(60):
        with time_machine.travel(moment):
            (tmp_path / new_name(sealed=moment.hour % 2 == 0)).touch()
    (tmp_path / "linli-mine.tar").touch()
    return tmp_path


def test_a_folder_is_thinned_and_foreign_files_stay(folder):
    assert last(folder) == NOON and len(backups(folder)) == 60
    assert thin(folder, 10, 2) == 60 - 11
    assert list(backups(folder).values()) == [*hours(10), NOON.replace(hour=23) - timedelta(days=1)]
    assert (folder / "linli-mine.tar").exists()


def test_the_newest_is_never_thinned(folder):
    thin(folder, 0, 0)
    assert list(backups(folder).values()) == [NOON]


def test_where_there_is_none(tmp_path):
    assert last(tmp_path / "nowhere") is None
