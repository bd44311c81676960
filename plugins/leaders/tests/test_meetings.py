"""Meetings: due by the calendar, on time or late by themselves, with what they decided."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from linli.localities.services import add
from linli.modules.services import save_settings, settings_of, switch
from linli.testing import count_queries, csrf, post
from linli.toolkit.calendar import today
from linli.toolkit.figures.periods import Period
from plugins.leaders.meetings.cards import open_matters
from plugins.leaders.meetings.clock import due_on, tick
from plugins.leaders.meetings.models import GROUP, TOWNSHIP, VILLAGE, YEAR, Decision, Meeting
from plugins.leaders.module import module

V, NEXT, TOWN = "440783108226", "440783108227", "440783108000"
WORDS = "三组的水沟月底前清完"


@pytest.fixture
def due(app):
    """This month's meeting of 宅群村, not held yet."""
    return Meeting.get(Meeting.locality == V, Meeting.kind == VILLAGE, Meeting.held_on.is_null())


def held(**typed):
    """What a clerk types after a meeting."""
    return {"held_on": str(today()), "place": "祠堂", "attendance": "12", "minutes": WORDS, **typed}


def page_of(meeting, tail=""):
    return f"/{V}/leaders/meetings/{meeting.id}{tail}"


def rows(**where):
    query = Meeting.select()
    for name, value in where.items():
        query = query.where(getattr(Meeting, name) == value)
    return [(row.locality_id, row.kind, row.first_day, row.due_on) for row in query.order_by(Meeting.id)]


def test_the_clock_writes_what_is_due_when_a_period_begins(app, village):
    Decision.delete().execute()
    Meeting.delete().execute()
    add(village("宅群村"), f"{V}-z01", "一组", "villager_group")
    add(village("水边村"), "440783108235-z01", "一组", "villager_group")
    for _each in range(2):
        tick(datetime(2027, 1, 31, 16, tzinfo=UTC))  # the first of February in Shanghai
    assert sorted(rows()) == sorted([
        (f"{V}-z01", GROUP, date(2027, 2, 1), date(2027, 2, 25)),
        (V, VILLAGE, date(2027, 2, 1), date(2027, 2, 25)), (V, YEAR, date(2027, 1, 1), date(2027, 12, 31)),
        (NEXT, VILLAGE, date(2027, 2, 1), date(2027, 2, 25)),
        (NEXT, YEAR, date(2027, 1, 1), date(2027, 12, 31)),
        (TOWN, TOWNSHIP, date(2027, 1, 1), date(2027, 3, 31))])


def test_where_it_is_off_nothing_is_due(app, village):
    Decision.delete().execute()
    Meeting.delete().execute()
    for name in ("宅群村", "强亚村"):
        switch(village(name), "leaders", False, None)
    tick(datetime(2027, 2, 10, tzinfo=UTC))
    assert rows() == []


def test_the_day_is_the_villages_own_and_fits_a_short_month(app, village):
    values = vars(settings_of(module, village("宅群村")))
    save_settings(module, village("宅群村"), {**values, "meeting_day": 31}, None)
    tick(datetime(2027, 2, 10, tzinfo=UTC))
    assert (V, VILLAGE, date(2027, 2, 1), date(2027, 2, 28)) in rows()
    assert due_on(VILLAGE, Period.around(date(2028, 2, 3)), 30) == date(2028, 2, 29)


def test_who_comes_after_the_day_owes_nothing_for_that_month(app, village):
    Decision.delete().execute()
    Meeting.delete().execute()
    tick(datetime(2027, 2, 27, tzinfo=UTC))
    assert rows(kind=VILLAGE) == [] and rows(kind=YEAR) != []


def test_the_clock_asks_little(app):
    tick(datetime.now(UTC))
    with count_queries() as seen:
        tick(datetime.now(UTC))
    assert len(seen) <= 2


def test_a_meeting_is_recorded_and_the_days_say_whether_in_time(clerk, due):
    assert "开过了，来记一下" in clerk.get(page_of(due)).text
    assert post(clerk, page_of(due, "/record"), held()).status_code == 303
    text = clerk.get(page_of(due)).text
    on_time = today() <= due.due_on
    assert WORDS in text and ("按时开了" if on_time else "开晚了") in text


@pytest.mark.parametrize(("late", "word"), [(0, "按时开了"), (1, "开晚了")])
def test_on_the_last_day_it_is_in_time(clerk, due, late, word):
    Meeting.update(due_on=today() - timedelta(days=late), first_day=date(2026, 1, 1)).where(
        Meeting.id == due.id).execute()
    assert ("过期没开" in clerk.get(page_of(due)).text) == bool(late)
    assert post(clerk, page_of(due, "/record"), held()).status_code == 303
    assert word in clerk.get(page_of(due)).text


@pytest.mark.parametrize(("typed", "said"), [
    ({"held_on": str(today() + timedelta(days=1))}, "还没到"), ({"held_on": "2026-01-01"}, "更早的是上一次"),
    ({"attendance": "0"}, "1 到"), ({"place": " "}, "请填在哪里"), ({"minutes": ""}, "请写几句"),
    ({"minutes": "长" * 4001}, "最多 4000")])
def test_what_is_wrong_is_said_and_nothing_lost(clerk, due, typed, said):
    answer = post(clerk, page_of(due, "/record"), held(**typed))
    assert answer.status_code == 422 and said in answer.text
    assert Meeting.get_by_id(due.id).held_on is None


def test_two_clerks_record_one_meeting(clerk, due):
    stale = {**held(minutes="另一个人写的"), "version": "0"}
    assert post(clerk, page_of(due, "/record"), held()).status_code == 303
    answer = post(clerk, page_of(due, "/record"), stale)
    assert answer.status_code == 409 and WORDS in answer.text and "另一个人写的" in answer.text
    assert Meeting.get_by_id(due.id).minutes == WORDS


def test_what_was_decided_is_added_done_and_undone(clerk, due):
    assert clerk.get(page_of(due, "/decisions")).status_code == 303  # not held yet: record it first
    post(clerk, page_of(due, "/record"), held())
    for text in ("清水沟", "修路灯"):
        assert post(clerk, page_of(due, "/decisions"), {
            "text": text, "who": "劳伟明", "by_day": str(today())}).status_code == 303
    first, second = due.decisions.order_by(Decision.id)
    url = page_of(due, f"/decisions/{first.id}")
    assert post(clerk, url, {"done": "1"}, page=page_of(due)).status_code == 303
    assert (Decision.get_by_id(first.id).done_on, Decision.get_by_id(second.id).done_on) == (today(), None)
    post(clerk, url, {"done": "0"}, page=page_of(due))
    assert Decision.get_by_id(first.id).done_on is None


def test_a_decision_sent_twice_is_one(clerk, due):
    post(clerk, page_of(due, "/record"), held())
    token = csrf(clerk.get(page_of(due, "/decisions")).text)
    for _each in range(2):
        clerk.post(page_of(due, "/decisions"), data={
            "csrf_token": token, "nonce": "twice", "text": "清水沟", "who": "组长", "by_day": str(today())})
    assert due.decisions.count() == 1


@pytest.mark.parametrize(("typed", "said"), [({"by_day": "2026-01-01"}, "不能早于"), ({"who": ""}, "谁来办"),
                                             ({"text": " "}, "定了什么事"), ({"by_day": "x"}, "日期请写成")])
def test_a_decision_that_is_wrong(clerk, due, typed, said):
    post(clerk, page_of(due, "/record"), held())
    sent = {"text": "清水沟", "who": "组长", "by_day": str(today()), **typed}
    answer = post(clerk, page_of(due, "/decisions"), sent)
    assert answer.status_code == 422 and said in answer.text and due.decisions.count() == 0


def test_who_reads_and_who_records(client_as, due, block, person):
    post(client_as("方敏仪"), page_of(due, "/record"), held())
    there = f"/{block('祠堂边').code}/leaders/meetings/{due.id}"
    leader = client_as("劳伟明")
    assert WORDS in leader.get(there).text and leader.get(f"{there}/record").status_code == 403
    assert "改记录" not in leader.get(there).text
    assert WORDS in client_as("梁书宁").get(page_of(due)).text
    for name, status in (("黄美珍", 403), ("张远", 403), (None, 302)):
        assert client_as(name).get(page_of(due)).status_code == status
    assert client_as("张远").get(f"/{NEXT}/leaders/meetings/{due.id}").status_code == 404


def test_a_village_reads_the_townships_and_does_not_record_it(clerk):
    quarter = Meeting.select().where(Meeting.kind == TOWNSHIP, Meeting.held_on.is_null(False)).get()
    assert quarter.minutes in clerk.get(page_of(quarter)).text
    assert clerk.get(page_of(quarter, "/record")).status_code == 403


def test_a_leader_reads_the_meetings_of_their_village(client_as, block):
    text = client_as("劳伟明").get(f"/{block('祠堂边').code}/leaders/meetings").text
    assert "开过了来记一下" not in text and text.index("还没开的</h2>") < text.index("开过的</h2>")
    assert "村月调度会 · 宅群村" in text and "乡镇季度联席会" in text and "强亚村" not in text


def test_what_is_late_stands_on_the_desk(app, client_as, due):
    clerk, last = client_as("方敏仪"), Decision.select().where(Decision.done_on.is_null()).first()
    late = datetime.combine(max(due.due_on, last.by_day), datetime.min.time(), UTC) + timedelta(days=2)
    with time_machine.travel(late):
        text = client_as("方敏仪").get(f"/{V}/desk").text
        assert "村月调度会" in text and "过期没开" in text and last.text[:10] in text
        assert "村月调度会" not in client_as("梁书宁").get(f"/{TOWN}/desk").text
    post(clerk, page_of(due, "/record"), held())
    with time_machine.travel(late):
        assert "过期没开" not in client_as("方敏仪").get(f"/{V}/desk").text


def test_the_list_has_its_count_and_filters(clerk):
    assert "共 6 次" in clerk.get(f"/{V}/leaders/meetings").text
    assert "共 2 次" in clerk.get(f"/{V}/leaders/meetings?kind=township&state=nothing").text
    assert "没有符合的" in clerk.get(f"/{V}/leaders/meetings?kind=group").text


def test_ledgers_and_figures(clerk, client_as):
    for name in ("meetings", "decisions"):
        assert clerk.get(f"/{V}/leaders/ledgers/{name}").status_code == 200
        assert client_as("劳伟明").get(f"/{V}/leaders/ledgers/{name}").status_code == 403
    before = Meeting.get(Meeting.locality == NEXT, Meeting.held_on.is_null(False))
    month = f"{before.due_on:%Y-%m}"
    over = [row for row in Meeting.select() if f"{row.due_on:%Y-%m}" == month
            and (row.held_on or row.due_on < today())]
    on_time = [row for row in over if row.held_on and row.held_on <= row.due_on]
    text = client_as("梁书宁").get(f"/{TOWN}/leaders/figures?period={month}").text
    assert f"该开 {len(over)} 次，按时开了 {len(on_time)} 次" in text and 0 < len(on_time) < len(over)


def test_what_is_open_is_said_before_switching_off(app, village):
    said = [str(line) for line in open_matters(village("宅群村"))]
    assert len(said) == 1 and "2 件" in said[0]
