"""Places to restore into, and the log read back."""

import io
import json
import logging

import pytest

from linli import config, logs
from linli.testing.databases import Postgres, Sqlite, close

KINDS = {"sqlite": Sqlite, "postgresql": Postgres}


@pytest.fixture
def empty_place(tmp_path):
    """`empty_place("postgresql")`: the settings of an empty database and a folder that is not there."""
    made = []

    def new(kind):
        databases = KINDS[kind]()
        settings = databases.new(tmp_path / f"place{len(made)}")
        made.append((databases, settings))
        return settings
    yield new
    close()
    for databases, settings in made:
        databases.drop(settings)


@pytest.fixture
def settings(app):
    """What `linli backup` would read of the installation of `app`."""
    return config.read({"DATA": str(app.config["DATA"]), "DATABASE_URL": app.config["DATABASE_URL"]})


@pytest.fixture
def lines():
    """The lines of the log, read back."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], _level = before[0], root.setLevel(before[1])
