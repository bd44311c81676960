"""A backup that could not be restored gets no name."""

import sqlite3
from contextlib import closing

import pytest

from linli.operations import Refused
from linli.operations.backup import back_up
from linli.testing.databases import close


@pytest.fixture(scope="session", params=["sqlite"])
def database_kind(request):
    """The damage is done to a file."""
    return request.param


def test_a_damaged_database_is_noticed_before_the_backup_counts(app, settings, tmp_path):
    close()
    path = settings["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        (page,), (size,) = (database.execute(question).fetchone() for question in (
            "SELECT rootpage FROM sqlite_master WHERE name = 'legal_booking_place'", "PRAGMA page_size"))
    with open(path, "r+b") as file:
        file.seek((page - 1) * size + size // 2)
        file.write(b"\xff" * (size // 2))
    with pytest.raises(Refused, match="坏了"):
        back_up(settings, tmp_path / "kept")
    assert [each.name for each in (tmp_path / "kept").iterdir()] == [".lock"]
