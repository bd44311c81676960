"""A backup is one moment of the whole township, and comes back as the same township."""

import fcntl
import io
import json
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from linli import config
from linli.cli import main
from linli.database import db, transaction
from linli.operations import Refused, keeping
from linli.operations.backup import Busy, back_up
from linli.operations.restore import restore
from linli.people.models import Guess, Person
from linli.people.services import open_session
from linli.testing import environment
from linli.testing.databases import close
from linli.toolkit.notices import Notice
from linli.toolkit.uploads import Upload
from tests.operations.places import app_on, counted, pages

WORDS = "三月的雨落在碉楼上"
KINDS = ("sqlite", "postgresql")
WRITER = Path(__file__).with_name("writing.py")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def cookie(app, client_as):
    client = client_as("方敏仪")
    client.get("/me/")
    return client.get_cookie("linli").value


def brought_back(place, path, words=""):
    """Restore a backup into this empty place; its settings."""
    return restore(config.read({**place, "BACKUP_KEY": words}), path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_township_comes_back(app, settings, folder, empty_place, cookie, kind):
    photo = {path.name: path.read_bytes() for path in (settings["DATA"] / "uploads").glob("??/*.jpg")}
    before = pages(app, cookie)
    path = back_up(settings, folder)
    place = empty_place(kind)
    brought_back(place, path)
    assert counted(place) == counted(settings)
    restored = app_on(place)
    assert restored.secret_key == app.secret_key
    data = restored.config["DATA"]
    assert photo and photo == {path.name: path.read_bytes() for path in data.glob("uploads/??/*.jpg")}
    assert {status for status, _page in before.values()} == {200}
    assert pages(restored, cookie) == before
    with db.connection_context(), transaction():  # and life goes on
        Notice.create(person=Person.get(), title="新", text="", url="/me/")


def test_it_is_for_its_owner_alone(settings, folder):
    path = back_up(settings, folder)
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_lies_in_it(settings, folder):
    with tarfile.open(back_up(settings, folder)) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
    assert names[:2] == ["linli.db", "secret.key"] and names[-1] == "manifest.json"
    assert all(name.startswith("uploads/") for name in names[2:-1])
    assert manifest["tables"] == counted(settings) and set(manifest["files"]) == set(names[:-1])
    assert not any(table.startswith("huey") for table in manifest["tables"])


def test_one_moment_while_others_write(app, settings, folder, empty_place):
    writers = [subprocess.Popen([sys.executable, WRITER, str(mark)], stdout=subprocess.PIPE, text=True,
                                env=environment(app.config)) for mark in range(3)]
    try:
        written = {}
        for _each in range(20):
            written.update((mark, int(writer.stdout.readline())) for mark, writer in enumerate(writers))
        path = back_up(settings, folder)
        after = {mark: int(writer.stdout.readline()) for mark, writer in enumerate(writers)}
    finally:
        for writer in writers:
            writer.stdout.close()
            writer.kill()
            writer.wait()
    place = empty_place("sqlite")
    brought_back(place, path)
    app_on(place)
    digests, keys = ({text for (text,) in column.model.select(column).where(column.contains(":")).tuples()}
                     for column in (Upload.digest, Guess.key))
    assert digests == keys, "half a transaction"
    for mark in range(3):
        numbers = sorted(int(key.split(":")[1]) for key in keys if key.startswith(f"{mark}:"))
        assert numbers == list(range(1, len(numbers) + 1)), "one came without those before it"
        assert len(numbers) >= written[mark], "an acknowledged row is not there"
    assert min(after.values()) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_sealed_one_opens_with_its_words_only(settings, folder, empty_place, kind):
    path = back_up({**settings, "BACKUP_KEY": WORDS}, folder)
    assert path.name.endswith(".sealed") and b"SQLite format" not in path.read_bytes()
    place = empty_place(kind)
    for words, said in (("", "加了密"), ("别的话", "密钥不对")):
        with pytest.raises(Refused, match=said):
            brought_back(place, path, words)
    brought_back(place, path, WORDS)
    assert counted(place) == counted(settings)


@pytest.mark.parametrize("words", ["", WORDS])
def test_a_truncated_or_altered_one_is_refused_and_changes_nothing(settings, folder, empty_place, words):
    path = back_up({**settings, "BACKUP_KEY": words}, folder)
    whole, place = path.read_bytes(), empty_place("sqlite")
    altered = bytearray(whole)
    altered[len(whole) // 2] ^= 1
    for broken in (whole[:len(whole) // 2], whole[:-20_000], bytes(altered), b""):
        path.write_bytes(broken)
        with pytest.raises(Refused):
            brought_back(place, path, words)
        assert list(config.read(place)["DATA"].iterdir()) == []


def test_nothing_is_written_outside_the_folder(empty_place, tmp_path):
    place, evil = empty_place("sqlite"), tmp_path / "evil.tar"
    for name in ("../evil", "/tmp/evil", "uploads/../../evil", "static/evil.js"):
        with tarfile.open(evil, "w") as tar:
            entry = tarfile.TarInfo(name)
            entry.size = 4
            tar.addfile(entry, io.BytesIO(b"evil"))
        with pytest.raises(Refused):
            brought_back(place, evil)
    assert not list(tmp_path.rglob("evil")) and not list(tmp_path.rglob("evil.js"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_place_is_refused(settings, folder, empty_place, kind):
    path, place = back_up(settings, folder), empty_place(kind)
    brought_back(place, path)
    before = counted(place)
    with pytest.raises(Refused, match="不是空的"):
        brought_back(place, path)
    with pytest.raises(Refused, match="不是空的"):
        brought_back({**place, "DATA": str(folder.parent / "another"),
                      "DATABASE_URL": config.read(place)["DATABASE_URL"]}, path)
    assert counted(place) == before


def test_a_photo_that_cannot_be_read_fails_the_backup_and_leaves_nothing(settings, folder):
    (settings["DATA"] / "uploads/ab" / f"{'ab' * 32}.jpg").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        back_up(settings, folder)
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_only_one_at_a_time(settings, folder):
    back_up(settings, folder)
    with open(folder / ".lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            back_up(settings, folder)


KILLED_WHILE_PACKING = """
import os, signal
from pathlib import Path
from linli import config
from linli.operations import archive, backup
archive.tarfile.TarFile.addfile = lambda *_arguments: os.kill(os.getpid(), signal.SIGKILL)
backup.back_up(config.read(), Path({folder!r}))
"""


def test_what_a_killed_backup_left_is_swept_away(app, settings, folder):
    script = KILLED_WHILE_PACKING.format(folder=str(folder))
    killed = subprocess.run([sys.executable, "-c", script], env=environment(app.config), timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert [path for path in folder.iterdir() if path.name.startswith(".unfinished")]
    assert not keeping.backups(folder)
    path = back_up(settings, folder)
    assert sorted(each.name for each in folder.iterdir()) == [".lock", path.name]


def test_a_photo_of_a_row_is_there(app, settings, folder, empty_place):
    place = empty_place("sqlite")
    brought_back(place, back_up(settings, folder))
    digests = {upload.digest for upload in Upload.select()}
    assert digests <= {path.stem for path in config.read(place)["DATA"].glob("uploads/??/*.jpg")}


@pytest.mark.parametrize("kind", KINDS)
def test_an_older_backup_is_brought_up_to_date(settings, folder, empty_place, kind):
    name = "0003_whole_coordinates"
    with transaction():
        db.execute_sql(f"DELETE FROM cctv_migration WHERE name = '{name}'")
    close()
    if settings["DATABASE_URL"].startswith("postgresql"):
        with pytest.raises(Refused, match="先启动一次"):
            back_up(settings, folder)
        return
    place = empty_place(kind)
    brought_back(place, back_up(settings, folder))
    app_on(place)
    names = [row[0] for row in db.execute_sql("SELECT name FROM cctv_migration").fetchall()]
    assert names.count(name) == 1


def test_a_backup_of_a_later_linli_is_refused(settings, folder, empty_place):
    place, later = empty_place("sqlite"), "INSERT INTO core_migration (name, applied) VALUES "
    path = back_up(settings, folder)
    brought_back(place, path)
    app_on(place)
    with transaction():
        db.execute_sql(f"{later} ('9999_later', '2030-01-01 00:00:00')")
    close()
    path = back_up(config.read(place), folder / "later")
    with pytest.raises(Refused, match="9999_later"):
        brought_back(empty_place("sqlite"), path)


@pytest.mark.parametrize("content", [b"", b"root:x:0:0:root:/root:/bin/bash\n" * 40, bytes(2048)])
def test_what_is_no_backup_is_called_so(empty_place, tmp_path, content):
    file = tmp_path / "passwd"
    file.write_bytes(content)
    with pytest.raises(Refused, match="不是邻里的备份"):
        brought_back(empty_place("sqlite"), file)


def test_without_room_the_disk_is_not_filled(settings, folder, monkeypatch):
    monkeypatch.setattr("linli.operations.backup.ROOM_LEFT", 10**18)
    with pytest.raises(Refused, match="空间不够"):
        back_up(settings, folder)


def test_a_wrong_data_folder_makes_nothing(tmp_path):
    wrong = tmp_path / "wrong"
    with pytest.raises(Refused, match="LINLI_DATA"):
        back_up(config.read({"DATA": str(wrong)}), tmp_path / "kept")
    assert not wrong.exists() and not (tmp_path / "kept").exists()


def linli(settings, *words):
    """Run `linli WORDS`; what it says."""
    chosen = {f"LINLI_{name}": str(settings[name]) for name in ("DATA", "DATABASE_URL", "BACKUP_KEY",
                                                                "SECRET_KEY", "BACKUPS_HOURLY")
              if name in settings}
    try:
        return CliRunner().invoke(main, words, env=chosen, catch_exceptions=False)
    finally:
        close()


def test_the_commands(settings, folder, empty_place):
    done = linli(settings, "backup", "--to", str(folder))
    path = Path(done.output.strip())
    assert done.exit_code == 0 and path.parent == folder
    place = empty_place("sqlite")
    done = linli({**place, "SECRET_KEY": "另一个"}, "restore", str(path))
    assert done.exit_code == 0 and "逐行核对一致" in done.output and "LINLI_SECRET_KEY" in done.output
    assert counted(place) == counted(settings)
    again = linli(place, "restore", str(path))
    assert (again.exit_code, "不是空的" in again.output) == (1, True)


def test_the_command_thins_its_own_folder_only(settings, folder):
    for _each in range(2):
        linli({**settings, "BACKUPS_HOURLY": "1"}, "backup", "--to", str(folder))
    own = settings["DATA"] / "backups"
    own.mkdir()
    (own / "linli-2020-01-01-000000.tar").touch()
    (own / "linli-2020-01-01-010000.tar").touch()
    assert linli({**settings, "BACKUPS_HOURLY": "1"}, "backup").exit_code == 0
    assert len(keeping.backups(own)) == 2  # the new one, and the last of that day


def test_a_session_made_before_goes_on(app, settings, folder, empty_place, person):
    token = open_session(person("黄美珍"), "手机")
    place = empty_place("sqlite")
    brought_back(place, back_up(settings, folder))
    restored = app_on(place)
    client = restored.test_client()
    with client.session_transaction() as session:
        session["token"] = token
    assert client.get("/me/").status_code == 200
