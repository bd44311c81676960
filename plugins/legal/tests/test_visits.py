"""Days of duty: each adviser keeps their own, the village staff everybody's."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from linli.database import db
from linli.modules.services import save_settings
from linli.people.models import Post
from linli.people.services import give_post
from linli.testing import count_queries, post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import today
from plugins.legal.advisers.models import Adviser
from plugins.legal.module import module
from plugins.legal.visits.models import Visit

PLACE = "/440783108226"
HERE = f"{PLACE}/legal"
LIST, NEW = f"{HERE}/visits", f"{HERE}/visits/new"
DONE = "调解排水纠纷一件"
VISITOR = {"visitor": "林正清", "visitor_kind": "labour_officer"}


@pytest.fixture
def none_yet(app):
    """A village in which nobody wrote anything down."""
    Visit.delete().execute()


@pytest.fixture
def judge(app):
    """谭仲明, the resident judge of 宅群村."""
    return Adviser.get(Adviser.kind == "judge")


@pytest.fixture
def lawyer(app):
    """司徒晴, lawyer in 宅群村 and 强亚村."""
    return Adviser.get(Adviser.kind == "lawyer")


def words(**changes):
    return {"day": str(today()), "length": "240", "minutes": "", "done": DONE, **changes}


def url(row):
    return f"{LIST}/{row.id}"


def test_a_judge_writes_down_a_day_in_a_minute(none_yet, client_as, judge):
    client = client_as("谭仲明")
    assert "还差 1 天" in client.get(LIST).text
    page = client.get(NEW).text
    assert f'value="{today()}"' in page and 'name="adviser"' not in page
    answer = post(client, NEW, words())
    assert answer.status_code == 303 and answer.location == f"{LIST}?month={today():%Y-%m}"
    row = Visit.get()
    assert (row.adviser, row.day, row.minutes, row.done) == (judge, today(), 240, DONE)
    assert (row.locality_id, row.made_by) == (PLACE[1:], judge.person)
    page = client.get(LIST).text
    assert "够了" in page and DONE in page and "4 小时" in page


def test_staff_write_it_down_for_them(none_yet, clerk, client_as, judge, person):
    assert post(clerk, NEW, words(adviser="")).status_code == 422
    assert post(clerk, NEW, words(adviser=str(judge.id), length="480")).status_code == 303
    row = Visit.get()
    assert (row.adviser, row.minutes, row.made_by) == (judge, 480, person("方敏仪"))
    assert DONE in client_as("谭仲明").get(LIST).text
    assert DONE not in client_as("司徒晴").get(LIST).text


def test_any_other_visitor_is_written_down_by_name(none_yet, clerk, client_as, person):
    assert post(clerk, NEW, words(adviser="", **VISITOR)).status_code == 303
    row = Visit.get()
    assert (row.name, row.kind_name, row.made_by) == ("林正清", "人社干部", person("方敏仪"))
    for page in (LIST, f"{HERE}/ledgers/visits", f"{HERE}/ledgers/visits?kind=labour_officer&q=正清"):
        shown = clerk.get(page).text
        assert "林正清" in shown and "人社干部" in shown and DONE in shown
    assert DONE not in clerk.get(f"{HERE}/ledgers/visits?kind=judge").text
    assert "林正清" in clerk.get(url(row)).text
    assert post(clerk, url(row), words(adviser="", visitor="林正清", visitor_kind="other")).status_code == 303
    assert Visit.get().kind == "other"
    again = post(clerk, NEW, words(adviser="", **VISITOR))
    assert again.status_code == 422 and "这一天已经记过了" in again.text and url(row) in again.text
    assert "林正清" not in client_as("司徒晴").get(LIST).text


@pytest.mark.parametrize(("typed", "message"), [
    ({}, "或者填来访人的姓名"), ({"visitor": "林正清"}, "请选他的身份"),
    ({"visitor": "林正清", "visitor_kind": "x"}, "error"), ({"visitor": "长" * 41}, "最多 40 个字"),
    ({"adviser": "one", **VISITOR}, "这里请清空")])
def test_a_visitor_has_one_name_and_one_kind(none_yet, clerk, judge, typed, message):
    sent = {"adviser": "", **typed}
    sent["adviser"] = str(judge.id) if sent["adviser"] else ""
    answer = post(clerk, NEW, words(**sent))
    assert answer.status_code == 422 and message in answer.text and DONE in answer.text
    assert not Visit.select().exists()


def test_a_visiting_judge_counts_as_a_day_of_duty(none_yet, clerk):
    def days():
        page = clerk.get(f"{HERE}/figures").text
        return re.search(r">法官驻点<.*?<b>(\d+)</b> 天", page, re.DOTALL)[1]
    assert days() == "0"
    post(clerk, NEW, words(adviser="", visitor="林正清", visitor_kind="prosecutor"))
    post(clerk, NEW, words(adviser="", visitor="李工", visitor_kind="other"))
    assert days() == "1"


def test_staff_choose_only_advisers_of_their_village(clerk, judge):
    Post.delete().where(Post.person == judge.person).execute()
    assert post(clerk, NEW, words(adviser=str(judge.id))).status_code == 422
    Post.delete().where(Post.role == "adviser").execute()
    assert post(clerk, NEW, words(adviser="", **VISITOR)).status_code == 303
    assert Visit.get(Visit.visitor == "林正清").adviser is None


def test_an_adviser_cannot_write_for_another(none_yet, client_as, judge, lawyer):
    post(client_as("司徒晴"), NEW, words(adviser=str(judge.id)))
    assert Visit.get().adviser == lawyer


@pytest.mark.parametrize(("typed", "message"), [
    ({"day": ""}, "请填哪一天"), ({"length": ""}, "请选多久"), ({"done": " "}, "请写几句"),
    ({"done": "长" * 2001}, "最多 2000 个字"), ({"length": "other"}, "请填多少分钟"),
    ({"length": "other", "minutes": "14"}, "15 到 1440"), ({"minutes": "300"}, "请选“自己填”"),
    ({"length": "other", "minutes": "1441"}, "15 到 1440")])
def test_what_is_wrong_is_said_beside_the_field(none_yet, client_as, typed, message):
    answer = post(client_as("谭仲明"), NEW, words(**typed))
    assert answer.status_code == 422 and message in answer.text and 'class="error"' in answer.text
    assert not Visit.select().exists()


def test_a_day_to_come_is_refused(none_yet, client_as):
    answer = post(client_as("谭仲明"), NEW, words(day=str(today() + timedelta(days=1))))
    assert answer.status_code == 422 and "这一天还没到" in answer.text and DONE in answer.text
    with time_machine.travel(datetime(2031, 3, 9, 16, 30, tzinfo=UTC)):  # the 10th in Shanghai
        client = client_as("谭仲明")
        assert post(client, NEW, words(day="2031-03-11")).status_code == 422
        assert post(client, NEW, words(day="2031-03-10")).status_code == 303


def test_minutes_of_ones_own(none_yet, client_as):
    client = client_as("谭仲明")
    assert post(client, NEW, words(length="other", minutes="95")).status_code == 303
    row = Visit.get()
    page = client.get(url(row)).text
    assert row.minutes == 95 and 'value="95"' in page
    assert post(client, url(row), words(length="480")).status_code == 303
    assert Visit.get().minutes == 480


def test_the_same_day_twice_is_said_beside_the_day(none_yet, client_as, clerk, judge):
    client = client_as("谭仲明")
    post(client, NEW, words())
    row = Visit.get()
    for writer, who in ((client, {}), (clerk, {"adviser": str(judge.id)})):
        answer = post(writer, NEW, words(done="再记一次", **who))
        assert answer.status_code == 422 and "这一天已经记过了" in answer.text
        assert 'id="day-error"' in answer.text and url(row) in answer.text and "再记一次" in answer.text
    yesterday = str(today() - timedelta(days=1))
    post(client, NEW, words(day=yesterday))
    moved = post(client, url(row), words(day=yesterday))
    assert moved.status_code == 422 and "这一天已经记过了" in moved.text
    assert Visit.get_by_id(row.id).day == today()


def test_the_same_form_twice_is_no_double(none_yet, client_as):
    client = client_as("谭仲明")
    nonce = PageReader(client.get(NEW).text).forms[-1].fields["nonce"]
    for _each in range(2):
        assert post(client, NEW, {**words(), "nonce": nonce}).status_code == 303
    assert Visit.select().count() == 1


def test_of_two_who_change_it_the_later_sees_both(none_yet, client_as, clerk, judge):
    client = client_as("谭仲明")
    post(client, NEW, words())
    row = Visit.get()
    old = PageReader(clerk.get(url(row)).text).forms[-1].fields
    post(client, url(row), words(done="先改的", length="480"))
    sent = words(done="后改的", adviser=str(judge.id))
    answer = clerk.post(url(row), data={**old, **sent})
    assert answer.status_code == 409 and "先改的" in answer.text
    assert answer.text.count("后改的") == 2 and "480" in answer.text
    assert Visit.get().done == "先改的"
    again = PageReader(answer.text).forms[-1].fields
    assert clerk.post(url(row), data={**again, **sent}).status_code == 303
    assert (Visit.get().done, Visit.get().minutes) == ("后改的", 240)


def test_who_sees_which_rows(none_yet, scope_of, village, judge, lawyer):
    for adviser, place in ((judge, "宅群村"), (lawyer, "宅群村"), (lawyer, "强亚村")):
        Visit.create(locality=village(place), adviser=adviser, day=today(), minutes=60, done=DONE,
                     made_by=adviser.person)

    def seen(name):
        with db.connection_context():
            rows = Visit.visible_to(scope_of(name))
            return sorted((row.adviser.person.name, row.locality.short_name) for row in rows)
    assert seen("方敏仪") == [("司徒晴", "宅群村"), ("谭仲明", "宅群村")]
    assert seen("司徒晴") == [("司徒晴", "宅群村"), ("司徒晴", "强亚村")]
    assert seen("谭仲明") == [("谭仲明", "宅群村")] and seen("张远") == [("司徒晴", "强亚村")]
    for name in (None, "黄美珍", "梁书宁", "关启文"):
        assert seen(name) == [], name


def test_who_may_open_the_pages(client_as, judge):
    row = Visit.get(Visit.adviser == judge)
    for name, statuses in (("黄美珍", {403}), ("梁书宁", {403}), ("张远", {403}), (None, {302})):
        assert {client_as(name).get(page).status_code for page in (LIST, NEW, url(row))} == statuses
    assert client_as("司徒晴").get(url(row)).status_code == 404
    assert client_as("张远").get(f"/440783108227/legal/visits/{row.id}").status_code == 404


def test_the_month_in_the_address_says_who_was_behind(none_yet, clerk, village, person, judge, lawyer):
    for day, adviser in ((date(2026, 3, 5), judge), (date(2026, 3, 9), lawyer)):
        Visit.create(locality=village("宅群村"), adviser=adviser, day=day, minutes=90, done=DONE,
                     made_by=person("方敏仪"))
    march = clerk.get(f"{LIST}?month=2026-03").text
    assert "2026 年 3 月" in march and "共 2 天" in march and "够了" in march and "1.5 小时" in march
    assert "month=2026-02" in march and "month=2026-04" in march
    april = clerk.get(f"{LIST}?month=2026-04").text
    assert "少了 1 天" in april and "这个月还没有记" in april and "司徒晴" not in april
    save_settings(module, village("宅群村"), {"duty_days": 3}, None)
    assert "少了 2 天" in clerk.get(f"{LIST}?month=2026-03").text
    save_settings(module, village("宅群村"), {"duty_days": 0}, None)
    assert "少了" not in clerk.get(f"{LIST}?month=2026-03").text


def test_a_judge_who_left_is_asked_for_the_months_of_their_post(none_yet, clerk, judge):
    Post.update(ends_on=date(2026, 4, 2)).where(Post.person == judge.person).execute()
    assert "少了 1 天" in clerk.get(f"{LIST}?month=2026-04").text
    assert "谭仲明" not in clerk.get(f"{LIST}?month=2026-05").text
    assert "谭仲明" not in clerk.get(f"{LIST}?month=2025-12").text


@pytest.mark.parametrize("month", ["", "2026-13", "202603", "0001-01", "9999-12", "२०२६-०३", "x" * 300])
def test_an_odd_month_is_the_present_one(clerk, month):
    page = clerk.get(LIST, query_string={"month": month})
    assert page.status_code == 200 and f"{today().year} 年 {today().month} 月" in page.text


def test_a_township_and_a_post_without_a_profile(client_as, person, village):
    give_post(person("谢国强"), "adviser", village("宅群村"))
    assert client_as("谢国强").get(LIST).status_code == 403
    give_post(person("梁书宁"), "village_staff", village("塘口镇"))
    assert client_as("梁书宁").get("/440783108000/legal/visits").status_code == 404


def test_queries_do_not_grow_with_the_rows(none_yet, clerk, village, judge, lawyer):
    def counts():
        found = []
        for page in (f"{LIST}?month=2026-03", NEW):
            with count_queries() as seen:
                clerk.get(page)
            found.append(len(seen))
        return found

    def write(days):
        Visit.insert_many([{"locality": village("宅群村"), "adviser": adviser, "minutes": 60,
                            "day": date(2026, 3, day), "done": DONE, "made_by": adviser.person}
                           for day in days for adviser in (judge, lawyer)]).execute()
    write([1])
    before = counts()
    write(range(2, 29))
    assert counts() == before and max(before) <= 11
