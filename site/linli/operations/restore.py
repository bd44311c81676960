"""Bringing a backup back, into an empty place: SQLite or PostgreSQL, whichever it came from."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from linli.config import SECRET
from linli.database import beside, make_schema, snapshot
from linli.operations import Refused
from linli.operations.archive import DATABASE
from linli.operations.backup import UNFINISHED, open_backup
from linli.operations.copying import copy, folders_for
from linli.operations.counting import is_empty

MAY_LIE_THERE = {"backups", "lost+found"}


def restore(settings, file):
    """Fill the empty data folder, and the empty database, of `settings` from the backup `file`; returns
    its manifest.

    The backup is unpacked and compared whole before anything is put in its place.
    Raises Refused where the place is not empty, or the backup is not as it was made.
    """
    data, url = settings["DATA"], settings["DATABASE_URL"]
    refuse_full(data, url)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=data, prefix=UNFINISHED) as work:
        work = Path(work)
        manifest = open_backup(file, settings["BACKUP_KEY"], work)
        _raise_to_this_version(work / DATABASE)
        if not url.startswith("sqlite:///"):
            _fill(url, work / DATABASE)
        for name in ("uploads", SECRET):
            if (work / name).exists():
                (work / name).rename(data / name)
        if url.startswith("sqlite:///"):
            shutil.move(work / DATABASE, url.removeprefix("sqlite:///"))
        os.sync()
    return manifest


def refuse_full(data, url):
    """Raise Refused where the data folder, or the database, is not empty."""
    there = sorted(path.name for path in data.glob("*") if path.name not in MAY_LIE_THERE)
    if there:
        raise Refused(f"{data} 不是空的（{'、'.join(there[:5])}）：请换一个空的目录，或先把它移走")
    if url.startswith("sqlite:///"):
        if Path(url.removeprefix("sqlite:///")).exists():
            raise Refused("数据库不是空的")
        return
    with beside(url) as database:
        refuse_written(database)


def refuse_written(database):
    """Raise Refused where somebody has written into this database (a handle of its own)."""
    with database.connection_context():
        if not is_empty(database):
            raise Refused("那个数据库不是空的：请建一个新的（createdb），再试")


def _fill(url, path):
    with beside(f"sqlite:///{path}") as source, snapshot(source), beside(url) as target:
        copy(source, target)


def _raise_to_this_version(path):
    """An older backup gets the tables of today, as it would at the next start. Refused where it comes
    from a later Linli.
    """
    with beside(f"sqlite:///{path}") as database, database.connection_context():
        make_schema(database, folders_for(database))
