"""Talks that everybody may come to, joint meetings that stay inside, and their photos."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from PIL import Image

from linli.database import db
from linli.people.models import Post
from linli.testing import count_queries, photo, post
from linli.testing.pages import PageReader
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.workflow import History
from plugins.legal.advisers.models import Adviser
from plugins.legal.gatherings.models import Gathering

PLACE = "/440783108226"
HERE = f"{PLACE}/legal"
NEXT_DOOR = "/440783108227/legal"
LIST, NEW = f"{HERE}/gatherings", f"{HERE}/gatherings/new"
SECRET, NONE = "决定先找陈家谈", "这个季度还没有讲座"


def after(days):
    return today() + timedelta(days=days)


def words(days=5, **changes):
    """What a clerk types about a talk so many days from today."""
    return {"theme": "借条怎么写", "day": str(after(days)), "starts": "15:00", "place": "文化室",
            "speaker": "司徒晴律师", "adviser": "", "minutes": "", "attendance": "", "notes": "",
            **changes}


def entered(client, kind="talk", days=5, **changes):
    """Enter one as this client does; returns the row."""
    answer = post(client, f"{NEW}?kind={kind}", words(days, **changes))
    assert answer.status_code == 303, answer.text
    return Gathering.get_by_id(int(answer.location.rsplit("/", 1)[1]))


def held(client, kind="talk", days=-3, **changes):
    """Enter one that was held."""
    return entered(client, kind, days, **{"minutes": "60", "attendance": "30", "notes": SECRET} | changes)


def url(row, end=""):
    return f"{HERE}/gatherings/{row.id}{end}"


@pytest.fixture
def none_yet(app):
    """A village without any."""
    Gathering.delete().execute()


def test_a_planned_talk_is_told_to_everybody(clerk, client_as):
    row = entered(clerk)
    for name in (None, "黄美珍", "陈玉莲", "梁书宁"):
        client = client_as(name)
        front = client.get(f"{HERE}/").text
        assert "近期讲座" in front and url(row) in front and "下午 3:00" in front, name
        page = client.get(url(row))
        assert page.status_code == 200 and "借条怎么写" in page.text and "文化室" in page.text
        assert "修改" not in page.text and "方敏仪" not in page.text, "who keeps it is not told"


def test_talks_of_another_village_and_past_ones_are_not_announced(clerk, client_as):
    past = held(clerk)
    coming = entered(clerk)
    assert url(past) not in client_as().get(f"{HERE}/").text
    assert "借条怎么写" not in client_as().get(f"{NEXT_DOOR}/").text
    assert client_as().get(f"{NEXT_DOOR}/gatherings/{coming.id}").status_code == 404


def test_a_meeting_is_for_staff_and_advisers_of_the_village(clerk, client_as):
    row = held(clerk, "meeting")
    for name in (None, "黄美珍", "陈玉莲", "方立秋", "梁书宁", "张远", "关启文"):
        assert client_as(name).get(url(row)).status_code == 404, name
        assert "借条怎么写" not in client_as(name).get(f"{HERE}/").text
    for name in ("方敏仪", "司徒晴", "谭仲明"):
        assert SECRET in client_as(name).get(url(row)).text, name


@pytest.mark.parametrize("name", [None, "黄美珍", "陈玉莲", "梁书宁", "张远"])
def test_only_they_may_change_anything(clerk, client_as, name):
    row = entered(clerk)
    for page in (LIST, NEW, url(row, "/edit"), url(row, "/cancel"), url(row, "/photos")):
        assert client_as(name).get(page).status_code == (403 if name else 302), page


def test_an_adviser_enters_a_talk_and_it_counts_as_theirs(client_as):
    client = client_as("谭仲明")
    page = client.get(NEW).text
    me = Adviser.get(Adviser.kind == "judge")
    assert f'<option selected value="{me.id}">' in page
    row = held(client, adviser=str(me.id))
    assert (row.adviser, row.state, row.minutes, row.attendance) == (me, "held", 60, 30)
    assert client.get("/440783108227/legal/gatherings").status_code == 403


def test_visible_to_is_right_row_by_row(clerk, scope_of):
    talk, meeting = held(clerk), held(clerk, "meeting")

    def seen(name, place):
        with db.connection_context():
            rows = set(Gathering.visible_to(scope_of(name, place)))
        return {word for word, row in (("talk", talk), ("meeting", meeting)) if row in rows}
    assert seen("方敏仪", "宅群村") == seen("司徒晴", None) == {"talk", "meeting"}
    assert seen(None, "宅群村") == seen("黄美珍", "宅群村") == seen("张远", "宅群村") == {"talk"}
    assert seen("张远", "强亚村") == seen("黄美珍", None) == seen(None, None) == set()


@pytest.mark.parametrize(("typed", "message"), [
    ({"theme": " "}, "请填主题"), ({"theme": "长" * 101}, "最多 100 个字"), ({"day": ""}, "请填哪一天"),
    ({"day": "2026-13-01"}, "没有这一天"), ({"starts": "25:00"}, "时间请写成"), ({"place": ""}, "请填地点"),
    ({"speaker": ""}, "请填是谁"), ({"minutes": "60", "attendance": ""}, "都要填"),
    ({"minutes": "", "attendance": "9"}, "都要填"), ({"minutes": "0", "attendance": "1"}, "1 到 1440"),
    ({"minutes": "1441", "attendance": "1"}, "1 到 1440"),
    ({"minutes": "60", "attendance": "100001"}, "0 到 100000"), ({"theme": "借\0条"}, "看不见的符号")])
def test_what_is_wrong_is_said_beside_the_field(clerk, typed, message):
    before = Gathering.select().count()
    answer = post(clerk, NEW, words(-1, **typed))
    assert answer.status_code == 422 and message in answer.text
    assert 'class="error"' in answer.text and words(**typed)["speaker"] in answer.text
    assert Gathering.select().count() == before


def test_what_lies_ahead_has_no_attendance(clerk):
    answer = post(clerk, NEW, words(1, minutes="60", attendance="30", notes=SECRET))
    assert answer.status_code == 422 and answer.text.count("这一天还没到") == 4
    assert 'id="attendance-error"' in answer.text and SECRET in answer.text
    half = post(clerk, NEW, words(1, minutes="60")).text
    assert "这一天还没到" in half and "都要填" not in half
    assert held(clerk, days=0).state == "held", "today it may be over"


def test_a_kind_that_does_not_exist(clerk):
    assert clerk.get(f"{NEW}?kind=party").status_code == 404


def test_the_same_form_twice_makes_one(clerk):
    nonce = PageReader(clerk.get(NEW).text).forms[-1].fields["nonce"]
    answers = [post(clerk, NEW, {**words(), "nonce": nonce}) for _each in range(2)]
    assert answers[0].location == answers[1].location
    assert Gathering.select().where(Gathering.theme == "借条怎么写").count() == 1


def test_what_is_over_has_to_be_recorded(clerk, client_as):
    row = entered(clerk, days=-2)
    assert row.to_record
    for page in (f"{PLACE}/desk", "/me/", f"{LIST}?state=to_record", url(row)):
        assert "要补登记" in clerk.get(page).text, page
    assert "要补登记" not in client_as("黄美珍").get(f"{PLACE}/").text
    assert "已经讲过" in client_as("黄美珍").get(url(row)).text
    answer = post(clerk, url(row, "/edit"), words(-2, minutes="90", attendance="0", notes="没人来"))
    assert answer.status_code == 303
    assert (Gathering.get_by_id(row.id).state, Gathering.get_by_id(row.id).attendance) == ("held", 0)
    assert "要补登记" not in clerk.get(f"{PLACE}/desk").text
    steps = [line.name for line in History.select().where(
        History.record == f"legal_gathering:{row.id}").order_by(History.id)]
    assert steps == ["begin", "hold"]


def test_the_ledger_says_what_has_to_be_recorded(none_yet, clerk):
    late, ahead = entered(clerk, days=-2, theme="迟了"), entered(clerk, days=2, theme="还早")
    ledger = f"{HERE}/ledgers/gatherings"
    assert late.state == ahead.state == "planned"
    assert clerk.get(ledger).text.count("要补登记") == 2, "in the filter and in one row"
    for state, shown, hidden in (("to_record", "迟了", "还早"), ("planned", "还早", "迟了")):
        text = clerk.get(f"{ledger}?state={state}").text
        assert shown in text and hidden not in text


def test_what_was_held_stays_held(clerk):
    row = held(clerk)
    for typed in (words(-3), words(2, minutes="60", attendance="30")):
        assert post(clerk, url(row, "/edit"), typed).status_code == 422
    assert post(clerk, url(row, "/edit"), words(-3, minutes="45", attendance="12")).status_code == 303
    assert Gathering.get_by_id(row.id).minutes == 45


def test_of_two_who_change_it_the_later_sees_both(clerk, client_as):
    row, adviser = entered(clerk), client_as("司徒晴")
    old = PageReader(adviser.get(url(row, "/edit")).text).forms[-1].fields
    post(clerk, url(row, "/edit"), words(place="祠堂"))
    answer = adviser.post(url(row, "/edit"), data={**old, **words(place="小学礼堂")})
    assert answer.status_code == 409
    assert "祠堂" in answer.text and answer.text.count("小学礼堂") == 2
    assert Gathering.get_by_id(row.id).place == "祠堂"
    again = PageReader(answer.text).forms[-1].fields
    assert adviser.post(url(row, "/edit"), data={**again, **words(place="小学礼堂")}).status_code == 303
    assert Gathering.get_by_id(row.id).place == "小学礼堂"


def test_an_adviser_who_left_still_counts_where_they_did(clerk):
    judge = Adviser.get(Adviser.kind == "judge")
    row = held(clerk, adviser=str(judge.id))
    Post.delete().where(Post.person == judge.person).execute()
    assert f'<option selected value="{judge.id}">' in clerk.get(url(row, "/edit")).text
    assert "谭仲明" not in clerk.get(NEW).text


def test_a_talk_is_called_off_with_its_reason(clerk, client_as):
    row = entered(clerk)
    assert post(clerk, url(row, "/cancel"), {"reason": " "}).status_code == 422
    assert post(clerk, url(row, "/cancel"), {"reason": "台风要来"}).status_code == 303
    page = client_as().get(url(row)).text
    assert "取消了" in page and "台风要来" in page and "欢迎来听" not in page
    assert url(row) not in client_as().get(f"{HERE}/").text
    for end in ("/edit", "/cancel", "/photos"):
        assert clerk.get(url(row, end)).location == url(row), end


def test_what_was_changed_or_held_meanwhile_is_not_called_off(clerk, client_as):
    row, adviser = entered(clerk, days=0), client_as("司徒晴")
    old = {**PageReader(adviser.get(url(row, "/cancel")).text).forms[-1].fields, "reason": "下雨"}
    post(clerk, url(row, "/edit"), words(0, place="祠堂"))
    answer = adviser.post(url(row, "/cancel"), data=old)
    assert answer.status_code == 409 and "祠堂" in answer.text and "下雨" in answer.text
    post(clerk, url(row, "/edit"), words(0, minutes="30", attendance="5"))
    assert adviser.post(url(row, "/cancel"), data=old).location == url(row)
    assert Gathering.get_by_id(row.id).state == "held"


def test_a_change_after_it_was_called_off_changes_nothing(clerk):
    row = entered(clerk, days=-1)
    old = PageReader(clerk.get(url(row, "/edit")).text).forms[-1].fields
    post(clerk, url(row, "/cancel"), {"reason": "下雨"})
    now = str(Gathering.get_by_id(row.id).version)
    for version in (old["version"], now):
        answer = clerk.post(url(row, "/edit"), data={
            **old, **words(-1, minutes="9", attendance="9"), "version": version})
        assert answer.status_code == 303
    assert (Gathering.get_by_id(row.id).state, Gathering.get_by_id(row.id).minutes) == ("cancelled", None)


def desk_on(client_as, month, day):
    """The desk on a day of 2031, for a clerk who signs in on that day."""
    with time_machine.travel(datetime(2031, month, day, 4, tzinfo=UTC)):
        return client_as("方敏仪").get(f"{PLACE}/desk").text


def test_a_quarter_without_a_talk_is_told_in_its_last_month(none_yet, client_as, village, person):
    assert NONE not in desk_on(client_as, 2, 28)
    assert NONE in desk_on(client_as, 3, 1)
    columns = {"locality": village("宅群村"), "theme": "法", "place": "祠堂", "speaker": "他",
               "made_by": person("方敏仪")}
    for kind, day, state in (("meeting", "2031-02-01", "held"), ("talk", "2031-03-20", "cancelled"),
                             ("talk", "2030-12-31", "held"), ("talk", "2030-12-30", "planned")):
        Gathering.create(kind=kind, day=day, state=state, **columns)
    assert NONE in desk_on(client_as, 3, 2), "a meeting, one called off, one of the last quarter"
    Gathering.create(kind="talk", day="2031-03-31", **columns)
    assert NONE not in desk_on(client_as, 3, 2)


def geotagged():
    """A photo that says where it was taken."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera", {1: "N", 2: (22.0, 22.0, 0.0)}
    Image.new("RGB", (60, 40), "#884422").save(file, "JPEG", exif=exif)
    file.seek(0)
    return file, "talk.jpg"


def test_photos_are_added_one_by_one_and_tell_nothing_else(clerk, client_as):
    row = held(clerk)
    for file, caption in ((geotagged(), "村民在祠堂听讲"), (photo(), "")):
        assert post(clerk, url(row, "/photos"), {"photos": file, "caption": caption}).status_code == 303
    first, second = album.photos_of(row)
    page = client_as("陈玉莲").get(url(row)).text
    assert 'alt="村民在祠堂听讲"' in page and 'alt="借条怎么写，照片 2"' in page
    with client_as().get(url(row, f"/photos/{first.id}")) as sent:
        assert sent.mimetype == "image/jpeg"
        data = sent.data
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif() and "exif" not in image.info
    assert client_as().get(f"{NEXT_DOOR}/gatherings/{row.id}/photos/{second.id}").status_code == 404
    other = held(clerk)
    assert clerk.get(url(other, f"/photos/{first.id}")).status_code == 404


def test_photos_of_a_meeting_stay_inside(clerk, client_as):
    row = held(clerk, "meeting")
    post(clerk, url(row, "/photos"), {"photos": photo()})
    seen, = album.photos_of(row)
    for name, status in ((None, 404), ("黄美珍", 404), ("张远", 404), ("方敏仪", 200), ("谭仲明", 200)):
        with client_as(name).get(url(row, f"/photos/{seen.id}")) as sent:
            assert sent.status_code == status, name


def test_what_is_no_new_photo_is_refused_beside_the_field(clerk):
    row = held(clerk)
    post(clerk, url(row, "/photos"), {"photos": photo()})
    for sent, message in (({}, "请先选一张照片"), ({"photos": photo()}, "已经在上面了"),
                          ({"photos": (io.BytesIO(b"text"), "x.jpg")}, "这不是照片")):
        answer = post(clerk, url(row, "/photos"), {**sent, "caption": "祠堂门口"})
        assert answer.status_code == 422 and message in answer.text and "祠堂门口" in answer.text
    assert album.count_of(row) == 1


def test_a_photo_can_be_taken_away(clerk, client_as):
    row = held(clerk)
    post(clerk, url(row, "/photos"), {"photos": photo()})
    seen, = album.photos_of(row)
    assert client_as("黄美珍").get(url(row, f"/photos/{seen.id}/remove")).status_code == 403
    assert post(clerk, url(row, f"/photos/{seen.id}/remove")).status_code == 303
    assert not album.photos_of(row)
    assert "还没有照片" in clerk.get(url(row, "/photos")).text


def test_the_list_has_its_filters_pages_and_empty_states(none_yet, clerk, village, person):
    assert "定好日子就先记下来" in clerk.get(LIST).text
    columns = {"locality": village("宅群村"), "place": "祠堂", "speaker": "他", "made_by": person("方敏仪")}
    Gathering.insert_many([{**columns, "kind": "talk", "theme": f"第{number}讲", "day": after(-number),
                            "state": "held", "minutes": 60, "attendance": 9}
                           for number in range(1, 26)]).execute()
    first, second = clerk.get(LIST).text, clerk.get(f"{LIST}?page=2").text
    assert "共 25 场" in first and "第1讲" in first and "第25讲" not in first and "第25讲" in second
    assert "没有符合的" in clerk.get(f"{LIST}?kind=meeting").text
    assert "都登记好了" in clerk.get(f"{LIST}?state=to_record").text
    assert "共 25 场" in clerk.get(f"{LIST}?kind=party&state=x&page=-3").text


def test_a_township_has_no_such_list(client_as, person, village):
    Post.create(person=person("梁书宁"), role="village_staff", locality=village("塘口镇"),
                starts_on=today())
    client = client_as("梁书宁")
    for page in ("gatherings", "gatherings/new"):
        assert client.get(f"/440783108000/legal/{page}").status_code == 404, page


def test_queries_do_not_grow_with_the_rows(clerk, client_as):
    row = held(clerk)
    post(clerk, url(row, "/photos"), {"photos": photo()})
    pages = (LIST, url(row), url(row, "/photos"), url(row, "/edit"), f"{HERE}/", f"{PLACE}/desk")

    def counts():
        found = []
        for page in pages:
            with count_queries() as seen:
                clerk.get(page)
            found.append(len(seen))
        return found
    before = counts()
    columns = {name: value for name, value in row.__data__.items() if name != "id"}
    Gathering.insert_many([{**columns, "day": after(days), "state": "planned", "minutes": None,
                            "attendance": None} for days in range(-9, 9)]).execute()
    for width in range(41, 46):
        post(clerk, url(row, "/photos"), {"photos": photo(width)})
    clerk.get(LIST)
    grown = counts()
    assert grown == before and max(grown[:4]) <= 12, (before, grown)
