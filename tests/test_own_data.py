"""我的资料: what is kept about somebody, and all of it to take along."""

import io
import json
import zipfile

import pytest

from linli.audit.models import AuditLine
from linli.database import transaction
from linli.hookspecs import hookimpl
from linli.personal import core
from linli.personal.holding import undecided
from linli.plugins import Module
from linli.testing import photo, post
from linli.testing.models import models_of
from linli.toolkit.uploads import store_photo
from plugins.cctv import personal as cctv
from plugins.leaders import personal as leaders
from plugins.legal import personal as legal
from plugins.legal.booking.models import Booking, Matter
from plugins.mediation import personal as mediation
from plugins.points import personal as points
from tests.planted import plant_the_rest

PAGE = "/me/data"
HOLDINGS = [holding for declared in (core, legal, leaders, points, mediation, cctv)
            for holding in declared.HOLDINGS if holding.mine and holding.title]
APPEND_ONLY = {"history", "audit_line", "points_entry", "cctv_payment", "cctv_access"}
FINDS = {"person.name", "person.phone", "legal_pathfinder.phone", "legal_lead.contact_phone",
         "legal_advice.phone"}  # by these a row is found


def take_along(client):
    """What the archive holds: {name: bytes}."""
    answer = post(client, PAGE)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words_of(holding):
    """The columns of free words that a person takes along and that a test may write into."""
    table, free = holding.model._meta.table_name, {*holding.emptied, *holding.renamed, *holding.kept}
    free = holding.model._meta.fields if holding.gone else free
    return [name for name in holding.shown if name in free and f"{table}.{name}" not in FINDS
            and table not in APPEND_ONLY and type(holding.model._meta.fields[name]).__name__ in (
                "CharField", "TextField")]


def plant(person, mark):
    """Write a word of its own into every such column of this person's rows; the words."""
    found = [(holding, [row.get_id() for row in holding.rows_of(person)]) for holding in HOLDINGS]
    planted = set()
    with transaction():
        for holding, keys in found:
            for name in words_of(holding) if keys else ():
                word = f"{mark}{HOLDINGS.index(holding)}{name}"
                holding.model.update({name: word[:20]}).where(
                    holding.model._meta.primary_key.in_(keys)).execute()
                planted.add(word[:20])
    return planted


@pytest.fixture
def rows(app, values, person):
    """The demo, the rows for every address, and what those lack."""
    plant_the_rest(app, person)


def test_every_column_of_the_core_is_decided_about():
    assert not undecided(models_of("linli"), core.HOLDINGS)


@pytest.mark.parametrize("name, others", [
    ("黄美珍", ("谢国强", "邓桂香")), ("谢国强", ("黄美珍", "方敏仪")), ("邓桂香", ("黄美珍", "劳伟明")),
    ("吴国安", ("黄美珍", "谢国强")), ("方敏仪", ("黄美珍", "谢国强"))])
def test_one_takes_along_ones_own_words_and_no_word_of_anybody_else(
        rows, client_as, person, name, others):
    own = plant(person(name), "甲")
    foreign = set().union(*(plant(person(other), f"乙{place}") for place, other in enumerate(others)))
    taken = take_along(client_as(name))
    for kind in ("我的资料.html", "我的资料.json"):
        text = taken[kind].decode()
        assert own and not {word for word in own if word not in text}
        assert foreign and not {word for word in foreign if word in text}
        assert not [other for other in others if person(other).phone in text]


def test_the_words_of_the_canary_lie_in_every_table(rows, person):
    """Or the test above would tell little: each holding with free words is somebody's of the cast."""
    cast = [person(name) for name in ("黄美珍", "谢国强", "邓桂香", "吴国安", "方敏仪", "司徒晴", "方立秋")]
    empty = {str(holding.title) for holding in HOLDINGS if words_of(holding)
             and not any(holding.rows_of(each).exists() for each in cast)}
    assert not empty, ' '.join(sorted(empty))


def test_the_archive_is_read_by_people_and_by_programs(app, client_as, person):
    picture = store_photo(photo()[0], person("黄美珍"), app.config["DATA"])
    booking = Booking.get(Booking.resident == person("黄美珍"))
    with transaction():
        Matter.delete().where(Matter.booking == booking).execute()
        Matter.create(booking=booking, kind="wages", text="<b>工钱</b>没发", photo=picture)
    taken = take_along(client_as("黄美珍"))
    page, data = taken["我的资料.html"].decode(), json.loads(taken["我的资料.json"])
    assert "&lt;b&gt;工钱&lt;/b&gt;没发" in page and "http" not in page
    rows = {(part["module"], section["title"]): section["rows"]
            for part in data["parts"] for section in part["sections"]}
    assert {"哪一类": "欠薪、劳动", "写的话": "<b>工钱</b>没发"} in rows["legal", "预约时写的事"]
    assert rows["core", "账号"][0]["姓名"] == "黄美珍"
    (name,) = [name for name in taken if name.endswith(".jpg")]
    assert name == "照片/法律顾问-预约时写的事-1.jpg" and name in page
    assert taken[name].startswith(b"\xff\xd8")


def test_a_photo_whose_file_is_gone_does_not_keep_back_the_rest(app, client_as, person):
    picture = store_photo(photo()[0], person("黄美珍"), app.config["DATA"])
    with transaction():
        Matter.update(photo=picture).where(Matter.booking == Booking.get(
            Booking.resident == person("黄美珍"))).execute()
    for file in (app.config["DATA"] / "uploads").rglob("*.jpg"):
        file.unlink()
    assert "已经不在了" in take_along(client_as("黄美珍"))["我的资料.html"].decode()


def test_the_page_says_what_is_kept_and_what_stays(client_as):
    text = client_as("黄美珍").get(PAGE).text
    assert "法律顾问" in text and "预约时写的事" in text and "注销以后：" in text
    assert f'href="{PAGE}"' in client_as("黄美珍").get("/me/").text


def test_taking_along_is_in_the_audit(client_as, person):
    take_along(client_as("黄美珍"))
    line = AuditLine.get(AuditLine.act == "own_data")
    assert line.person == person("黄美珍") and line.count > 3


def test_one_that_fails_fails_the_whole(app, client_as, load):
    class Broken:
        @hookimpl
        def linli_personal_data(self, person):
            raise RuntimeError("data")
    load(Broken(), Module("broken", title="坏的", summary="坏的", icon="warning"))
    client = client_as("黄美珍")
    with pytest.raises(AssertionError, match="500"):
        client.get(PAGE)
    assert not AuditLine.select().where(AuditLine.act == "own_data").exists()
