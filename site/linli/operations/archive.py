"""The one file that a backup is: a tar of the database, the secret key, the photos, and a manifest.

The manifest comes last and tells each file's digest and each table's rows, so that what is cut short
has none. With words (LINLI_BACKUP_KEY) the tar is sealed (`sealing`). All of it is streamed.
"""

import hashlib
import io
import json
import os
import re
import tarfile
import time
from contextlib import contextmanager

from linli.config import SECRET
from linli.operations import Refused
from linli.operations.sealing import DAMAGED, Opener, Sealer, is_sealed

DATABASE, MANIFEST = "linli.db", "manifest.json"
NAMES = re.compile(r"linli\.db|secret\.key|manifest\.json|uploads/[0-9a-f]{2}/[0-9a-f]{64}\.jpg")
PIECE = 1024 * 1024


class _Hashing:
    """A stream of which each byte read or written goes into `digest`."""

    def __init__(self, stream):
        self._stream, self._hash = stream, hashlib.sha256()

    def read(self, size):
        data = self._stream.read(size)
        self._hash.update(data)
        return data

    @property
    def digest(self):
        return self._hash.hexdigest()


def pack(out, words, files, tables):
    """Write a backup to `out` (binary). `files` are (name in it, stream, size), `tables` the count of
    the database's rows; without `words` it is not sealed. Returns the manifest.
    """
    manifest = {"format": 1, "made_at": int(time.time()), "tables": tables, "files": {}}
    with _sealed(out, words) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
        for name, file, size in files:
            passing = _Hashing(file)
            tar.addfile(_entry(name, size), passing)
            manifest["files"][name] = passing.digest
        told = json.dumps(manifest).encode()
        tar.addfile(_entry(MANIFEST, len(told)), io.BytesIO(told))
    return manifest


def unpack(file, words, folder):
    """Write what a backup holds into `folder`, which is empty; returns its manifest.

    Raises Refused where it is sealed and `words` are wrong or lacking, is no backup, or not as it was made.
    """
    if is_sealed(file) and not words:
        raise Refused("这个备份加了密：请设好 LINLI_BACKUP_KEY 再试")
    if not is_sealed(file) and not _begins_as_backup(file):
        raise Refused("这不是邻里的备份")
    stream = Opener(file, words) if is_sealed(file) else file
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            digests = {entry.name: _write_out(tar, entry, folder) for entry in tar}
        while stream.read(PIECE):  # to the end: a sealed file says there that it is whole
            pass
        if not {DATABASE, SECRET, MANIFEST} <= digests.keys():
            raise Refused(DAMAGED)
        manifest = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, ValueError, FileExistsError) as error:
        raise Refused(DAMAGED) from error
    (folder / MANIFEST).unlink()
    del digests[MANIFEST]
    if digests != manifest.get("files"):
        raise Refused(DAMAGED)
    return manifest


def _begins_as_backup(file):
    """Whether a file (binary, at its beginning) is a tar that begins with our database; it stays there."""
    head = file.read(tarfile.BLOCKSIZE)
    file.seek(0)
    try:
        return tarfile.TarInfo.frombuf(head, "utf-8", "strict").name == DATABASE
    except tarfile.HeaderError:
        return False


def _write_out(tar, entry, folder):
    if not entry.isfile() or not NAMES.fullmatch(entry.name):
        raise Refused(DAMAGED)  # nothing else is ever written there, and nothing outside the folder
    path = folder / entry.name
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = _Hashing(tar.extractfile(entry))
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := passing.read(PIECE):
            file.write(piece)
    return passing.digest


@contextmanager
def _sealed(out, words):
    if not words:
        yield out
        return
    sealer = Sealer(out, words)
    yield sealer
    sealer.close()


def _entry(name, size):
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(time.time())
    return entry
