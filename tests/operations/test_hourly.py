"""The clock makes a backup each hour; where it fails, the administrators hear of it, once a day."""

import fcntl
from datetime import timedelta

import pytest
import time_machine

from linli.database import transaction, utc_now
from linli.operations import hourly, keeping
from linli.operations.backup import back_up
from linli.people.models import Post
from linli.people.services import give_post
from linli.toolkit.calendar import stamp_text
from linli.toolkit.notices import Notice


@pytest.fixture
def administrator(person, village):
    someone = person("梁书宁")
    with transaction():
        give_post(someone, "administrator", village("塘口镇"))
    return someone


def told():
    return [notice.person_id for notice in Notice.select().where(Notice.title == str(hourly.TITLE))]


def test_each_hour_a_backup_and_old_ones_go(app, settings, lines):
    folder = settings["BACKUPS"]
    for _each in range(3):
        hourly.run({**settings, "BACKUPS_HOURLY": "1"})
    assert len(keeping.backups(folder)) == 1 and told() == []
    made = [line for line in lines() if line["message"] == "backup made"]
    assert made[-1]["file"] == next(iter(keeping.backups(folder))).name and made[-1]["rows"] > 1000


def test_the_clock_knows_of_it(app, settings):
    tasks = {task.name.rpartition(".")[2]: task for task in app.huey._registry.periodic_tasks}
    hours = {moment.hour for moment in _every_minute() if tasks["back_up"].validate_datetime(moment)}
    assert hours == set(range(24))
    app.huey.immediate = True
    tasks["back_up"].execute()
    assert keeping.backups(app.config["BACKUPS"])


def _every_minute():
    midnight = utc_now().replace(hour=0, minute=0)
    return [midnight + timedelta(minutes=each) for each in range(24 * 60)]


def test_a_failing_one_is_told_once_a_day(administrator, settings, lines, tmp_path):
    made = back_up(settings, settings["BACKUPS"])
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    made.rename(tmp_path / made.name)
    broken = {**settings, "BACKUPS": in_the_way}
    hourly.run(broken)
    hourly.run(broken)
    everybody = {post.person_id for post in Post.select().where(Post.role == "administrator")}
    assert administrator.id in everybody and sorted(told()) == sorted(everybody)
    with time_machine.travel(utc_now() + timedelta(hours=25)):
        hourly.run(broken)
    assert len(told()) == 2 * len(everybody)
    failed = [line for line in lines() if line["message"].startswith("backup failed")]
    assert len(failed) == 3 and failed[0]["level"] == "error" and failed[0]["last_good"] is None


def test_the_log_names_the_last_good_one(administrator, settings, lines):
    back_up(settings, settings["BACKUPS"])
    (settings["DATA"] / "uploads/ab" / f"{'ab' * 32}.jpg").mkdir(parents=True)
    hourly.run(settings)
    failed = [line for line in lines() if line["message"].startswith("backup failed")]
    assert failed[0]["last_good"] == stamp_text(keeping.last(settings["BACKUPS"]))
    assert len(keeping.backups(settings["BACKUPS"])) == 1


def test_one_that_is_being_made_is_no_failure(administrator, settings, lines):
    back_up(settings, settings["BACKUPS"])
    with open(settings["BACKUPS"] / ".lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        hourly.run(settings)
    assert told() == []
