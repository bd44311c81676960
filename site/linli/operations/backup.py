"""Making a backup: one moment of the database and what belongs to it, restored once before it counts.

It is the same file whatever the database is, and readable by its owner alone: `archive` tells what
lies in it.
"""

import fcntl
import logging
import os
import shutil
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import peewee

from linli.config import SECRET
from linli.database import beside, snapshot
from linli.operations import Refused, archive
from linli.operations.copying import copy
from linli.operations.counting import count, refuse_different
from linli.operations.keeping import new_name

log = logging.getLogger("linli.backup")
BROKEN = "备份里的数据库坏了"
UNFINISHED = ".unfinished-"
ROOM_LEFT = 256 * 1024 * 1024  # bytes that the site itself may need meanwhile


class Busy(Refused):
    """Another backup is being made into this folder."""


def back_up(settings, folder):
    """Make a backup of the installation in `folder` (a Path, made where it lacks); returns its path.

    Others go on writing: it holds one moment. It gets its name only when it has been unpacked again
    beside it and every row and file was found. Raises Refused, and leaves nothing behind.
    """
    began, secret = time.monotonic(), secret_of(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder), TemporaryDirectory(dir=folder, prefix=UNFINISHED) as work:
        work, sealed = Path(work), bool(settings["BACKUP_KEY"])
        _refuse_without_room(settings, folder)
        tables = take(settings["DATABASE_URL"], work / archive.DATABASE)
        _pack(settings, work, secret, tables)
        (work / "tried").mkdir()
        open_backup(work / "new", settings["BACKUP_KEY"], work / "tried")
        path = folder / new_name(sealed)
        (work / "new").rename(path)
        _settle(folder)
    log.info("backup made", extra={"fields": {
        "file": path.name, "rows": sum(each["rows"] for each in tables.values()), "sealed": sealed,
        "bytes": path.stat().st_size, "seconds": round(time.monotonic() - began, 1)}})
    return path


def secret_of(settings):
    """What this installation signs with. Raises Refused where there is no installation."""
    kept = settings["DATA"] / SECRET
    url = settings["DATABASE_URL"]
    there = not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()
    if not there or not (settings["SECRET_KEY"] or kept.exists()):
        raise Refused(f"这里没有邻里的数据：{settings['DATA']}（LINLI_DATA 设对了吗？）")
    return settings["SECRET_KEY"] or kept.read_text()


def take(url, path):
    """Write the database at `url`, as it is at one moment, into the SQLite file `path`; returns
    {table: {rows, digest}} as counted in that same moment.
    """
    with beside(url) as source, snapshot(source):
        if not isinstance(source, peewee.SqliteDatabase):
            with beside(f"sqlite:///{path}") as target:
                return copy(source, target)
        tables = count(source)
        with closing(sqlite3.connect(path)) as target:
            source.connection().backup(target)  # in one step, inside the snapshot: it never begins anew
            target.execute("PRAGMA journal_mode = delete")
        return tables


def open_backup(path, words, folder):
    """Unpack a backup into `folder`, which is empty, and compare every row with what it says of itself;
    returns its manifest. Raises Refused where anything is not as it was.
    """
    with open(path, "rb") as file:
        manifest = archive.unpack(file, words, folder)
    try:
        with beside(f"sqlite:///{folder / archive.DATABASE}") as database, snapshot(database):
            if database.execute_sql("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Refused(BROKEN)
            refuse_different(manifest["tables"], count(database))
    except (sqlite3.DatabaseError, peewee.DatabaseError) as error:
        raise Refused(BROKEN) from error
    return manifest


def _pack(settings, work, secret, tables):
    (work / SECRET).write_text(secret)
    with open(os.open(work / "new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        archive.pack(out, settings["BACKUP_KEY"], _files(settings["DATA"], work), tables)
        out.flush()
        os.fsync(out.fileno())


def _files(data, work):
    """(name, stream, size) of all that goes along. A photo that nobody used may be dropped meanwhile."""
    paths = {path.relative_to(data).as_posix(): path for path in (data / "uploads").glob("??/*.jpg")}
    for name, path in {archive.DATABASE: work / archive.DATABASE, SECRET: work / SECRET, **paths}.items():
        with suppress(FileNotFoundError), open(path, "rb") as file:
            if archive.NAMES.fullmatch(name):
                yield name, file, os.fstat(file.fileno()).st_size


@contextmanager
def _alone(folder):
    """One backup at a time in a folder; what a killed one left there is swept away."""
    with open(folder / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("另一个备份正在进行") from None
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left)
        yield


def _refuse_without_room(settings, folder):
    """A disk that a backup has filled stops the site: the copy, the file and its trial need room."""
    with beside(settings["DATABASE_URL"]) as database, database.connection_context():
        (size,) = database.execute_sql(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            if isinstance(database, peewee.SqliteDatabase) else
            "SELECT pg_database_size(current_database())").fetchone()
    photos = sum(path.stat().st_size for path in (settings["DATA"] / "uploads").glob("??/*.jpg"))
    needed, free = 3 * size + 2 * photos + ROOM_LEFT, shutil.disk_usage(folder).free
    if free < needed:
        raise Refused(f"{folder} 的空间不够：要 {needed // 2**20} MB，只剩 {free // 2**20} MB")


def _settle(folder):
    """Let the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
