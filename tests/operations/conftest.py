"""Places to restore into."""

import pytest

from linli import config
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
