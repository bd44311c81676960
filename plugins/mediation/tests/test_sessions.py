"""Sessions from both sides: planning, clashes, moving, cancelling, the record; and who reads it."""

from datetime import date, datetime, time

import pytest
import time_machine

from linli.database import utc_now
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import count_queries, post
from linli.toolkit import reminders
from linli.toolkit.calendar import SHANGHAI, local
from linli.toolkit.notices import Notice
from plugins.mediation.cases.models import Case, Party, Sitter
from plugins.mediation.cases.states import ACCEPTED, ASSIGNED, LOOKING, SITTING, WITHDRAWN
from plugins.mediation.rooms.models import Room, RoomVillage
from plugins.mediation.sessions import cards
from plugins.mediation.sessions.clock import tick
from plugins.mediation.sessions.entries import entries_of
from plugins.mediation.sessions.models import CANCELLED, HELD, PLANNED, Record, Seat, Session
from plugins.mediation.tests.making import make_case

V = "440783108226"
HERE = f"/{V}/mediation"
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
SECRET = "先道歉再修墙"


@pytest.fixture(autouse=True)
def sunday():
    """It is Sunday morning, and the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def nothing_planned(app):
    """No session of the demo is in the way."""
    Seat.delete().execute()
    Record.delete().execute()
    Session.delete().execute()


@pytest.fixture
def mediator(client_as, person, village):
    """吴国安, mediator of 宅群村."""
    give_post(person("吴国安"), "mediator", village("宅群村"), date(2026, 1, 1))
    return client_as("吴国安")


@pytest.fixture
def room(village):
    """A room of 宅群村, weekdays from 9 to 17."""
    return Room.create(locality=village("宅群村"), title="东厢调解室", place="祠堂东边", opens=time(9),
                       closes=time(17))


@pytest.fixture
def case(village, person):
    """黄美珍 against 谢国强, with 吴国安."""
    return make_case(village("宅群村"), person("黄美珍"), person("谢国强"), ASSIGNED, person("吴国安"))


def words(room, case, **changed):
    """What a mediator types to plan a session on Monday at 9:30."""
    parties = [str(key) for key, in Party.select(Party.id).where(Party.case == case.id).tuples()]
    return {"day": str(MONDAY), "starts": "09:30", "minutes": "60", "room": str(room.id if room else 0),
            "place": "", "kind": "sitting", "bodies": "", "parties": parties, **changed}


def plan(client, room, case, **changed):
    return post(client, f"{HERE}/cases/{case.code}/sessions/new", words(room, case, **changed))


def planned(client, room, case, **changed):
    """Plan one; returns it."""
    answer = plan(client, room, case, **changed)
    assert answer.status_code == 303, answer.text
    return Session.get_by_id(int(answer.location.rsplit("/", 1)[1]))


def url(session, end=""):
    return f"{HERE}/sessions/{session.id}{end}"


def titles_of(person):
    return [row.title for row in Notice.select().where(Notice.person == person).order_by(Notice.id)]


def test_the_mediator_plans_and_everybody_is_told(mediator, client_as, person, room, case):
    Sitter.create(case=case, person=person("谭仲明"), kind="judge")
    session = planned(mediator, room, case)
    assert (session.state, session.minutes, session.room) == (PLANNED, 60, room)
    assert local(session.starts_at).time() == time(9, 30)
    assert Case.get_by_id(case.id).state == SITTING
    for name in ("黄美珍", "谢国强", "谭仲明"):
        assert titles_of(person(name))[-1] == "约好了一次调解"
        notice = Notice.select().where(Notice.person == person(name)).order_by(Notice.id.desc()).get()
        assert "墙角滴水" not in notice.text and "黄美珍" not in notice.text
        assert client_as(name).get(notice.url).status_code == 200
    page = client_as("黄美珍").get(url(session)).text
    assert "东厢调解室（祠堂东边）" in page and "不开了" not in page and "改时间" not in page
    assert "开过了，记下来" in mediator.get(url(session)).text


def test_a_case_that_is_looked_into_is_sat_over_and_one_that_ended_is_not(mediator, village, person, room):
    place = village("宅群村")
    looking = make_case(place, person("黄美珍"), person("谢国强"), LOOKING, person("吴国安"))
    planned(mediator, room, looking)
    assert Case.get_by_id(looking.id).state == SITTING
    ended = make_case(place, person("黄美珍"), person("谢国强"), WITHDRAWN, person("吴国安"))
    assert mediator.get(f"{HERE}/cases/{ended.code}/sessions/new").status_code == 303


@pytest.mark.parametrize("changed", [
    {"starts": "08:59"}, {"starts": "16:30"}, {"day": "2026-11-28"}, {"day": "2026-11-21"},
    {"day": "2026-11-22", "starts": "09:00", "room": "0", "place": "家里"}, {"minutes": "10"},
    {"minutes": "9" * 30}, {"room": "0"}, {"room": "77777"}, {"room": ""}, {"parties": []},
    {"parties": ["99999"]}, {"kind": "party"}, {"kind": "joint"}, {"starts": "25:00"}, {"day": "\0"},
    {"room": "0", "place": "家里", "starts": "23:30"}, {"bodies": "\0"}, {"bodies": "所" * 201}])
def test_what_cannot_be_planned(mediator, room, case, changed):
    answer = post(mediator, f"{HERE}/cases/{case.code}/sessions/new", {**words(room, case), **changed})
    assert answer.status_code == 422 and Session.select().count() == 0
    assert 'role="alert"' in answer.text


def test_a_room_that_closed_and_one_of_another_village(mediator, village, room, case):
    other = Room.create(locality=village("强亚村"), title="强亚室", place="村委", opens=time(9),
                        closes=time(17))
    assert plan(mediator, other, case).status_code == 422
    RoomVillage.create(room=other, locality=village("宅群村"))
    planned(mediator, other, case)
    Room.update(closed_on=MONDAY).where(Room.id == room.id).execute()
    assert plan(mediator, room, case, starts="14:00").status_code == 422


def test_the_room_is_taken_and_the_page_says_what_is_free(mediator, client_as, village, person, room, case):
    give_post(person("关淑贞"), "mediator", village("宅群村").parent, date(2026, 1, 1))
    other = make_case(village("宅群村"), person("黄美珍"), person("谢国强"), LOOKING, person("关淑贞"))
    planned(client_as("关淑贞"), room, other, starts="10:00")
    answer = plan(mediator, room, case)
    assert answer.status_code == 409 and "已经有安排了" in answer.text
    assert "上午 9:00 到 上午 10:00" in answer.text and "上午 11:00 到 下午 5:00" in answer.text
    assert "上午 8:00 到 晚上 9:00" in answer.text  # elsewhere: the mediator is free
    assert 'value="09:30"' in answer.text and Session.select().count() == 1
    planned(mediator, room, case, starts="11:00")  # back to back


def test_the_mediator_and_whoever_sits_in_are_in_one_place(mediator, client_as, village, person, room, case):
    give_post(person("关淑贞"), "mediator", village("宅群村").parent, date(2026, 1, 1))
    planned(mediator, room, case)
    assert plan(mediator, None, case, place="家里").status_code == 409
    other = make_case(village("宅群村"), person("黄美珍"), person("谢国强"), LOOKING, person("关淑贞"))
    planned(client_as("关淑贞"), None, other, place="家里", starts="13:00")
    Sitter.create(case=other, person=person("谭仲明"), kind="judge")
    Sitter.create(case=case, person=person("谭仲明"), kind="judge")
    assert plan(mediator, room, case, starts="13:30").status_code == 409
    planned(mediator, room, case, starts="14:00")


def test_a_form_sent_twice_plans_one(mediator, room, case):
    page = mediator.get(f"{HERE}/cases/{case.code}/sessions/new").text
    fields = {name: page.split(f'name="{name}" ')[1].split('value="')[1].split('"')[0]
              for name in ("csrf_token", "nonce")}
    answers = [mediator.post(f"{HERE}/cases/{case.code}/sessions/new", data={**words(room, case), **fields})
               for _each in range(2)]
    assert answers[0].location == answers[1].location and Session.select().count() == 1


def test_nobody_else_plans_or_reads(mediator, client_as, village, person, room, case):
    session = planned(mediator, room, case)
    give_post(person("何永康"), "mediator", village("宅群村"), date(2026, 1, 1))
    for name in ("方敏仪", "梁书宁", "邓桂香", "陈玉莲", "何永康", "关启文"):
        client = client_as(name)
        assert client.get(url(session)).status_code == 404
        assert client.get(url(session, "/calendar.ics")).status_code == 404
        for end in ("/move", "/cancel", "/record"):
            assert client.get(url(session, end)).status_code in (403, 404)
        assert client.get(f"{HERE}/cases/{case.code}/sessions/new").status_code in (403, 404)
    assert client_as("黄美珍").get(url(session, "/cancel")).status_code == 403
    assert client_as().get(url(session)).status_code == 302
    assert client_as("黄美珍").get(f"/440783108227/mediation/sessions/{session.id}").status_code == 404


def test_a_mediator_whom_the_case_was_taken_from_does_nothing_more(mediator, village, person, room, case):
    session = planned(mediator, room, case)
    Case.update(mediator=None, state=ACCEPTED).where(Case.id == case.id).execute()
    give_post(person("何永康"), "mediator", village("宅群村"), date(2026, 1, 1))
    Case.update(mediator=person("何永康"), state=ASSIGNED).where(Case.id == case.id).execute()
    assert mediator.get(url(session, "/cancel")).status_code == 404
    tick(utc_now())
    assert Session.get_by_id(session.id).state == CANCELLED
    assert titles_of(person("黄美珍"))[-1] == "一次调解取消了"


def test_moving_tells_everybody_and_moves_reminders(mediator, person, room, case):
    session = planned(mediator, room, case, day="2026-11-25")
    sent = {**words(room, case, day="2026-11-26"), "reason": "对方要上班"}
    assert post(mediator, url(session, "/move"), sent).status_code == 303
    moved = Session.get_by_id(session.id)
    assert local(moved.starts_at).date() == date(2026, 11, 26) and moved.sequence == 1
    assert titles_of(person("谢国强"))[-1] == "调解改了时间或者地点"
    page = mediator.get(url(session)).text
    assert "对方要上班" in page and "改时间、地点" in page
    ahead = list(reminders.Reminder.select().where(reminders.Reminder.person == person("谢国强")))
    assert [local(each.at).replace(tzinfo=None) for each in ahead] == [
        datetime(2026, 11, 25, 9, 30), datetime(2026, 11, 26, 8, 30)]
    assert all("墙角" not in each.text and "黄" not in each.title + each.text for each in ahead)


def test_moving_keeps_the_same_hour_for_itself_alone(mediator, room, case):
    first, second = planned(mediator, room, case), planned(mediator, room, case, starts="11:00")
    sent = {**words(room, case, starts="09:45"), "reason": "晚一刻"}
    assert post(mediator, url(first, "/move"), sent).status_code == 303
    answer = post(mediator, url(second, "/move"), {**words(room, case, starts="10:00"), "reason": "早一点"})
    assert answer.status_code == 409 and Session.get_by_id(second.id).sequence == 0


def test_a_form_that_another_change_overtook(mediator, room, case):
    session = planned(mediator, room, case)
    for end in ("/move", "/cancel"):
        sent = {**words(room, case), "reason": "改一下", "sequence": "7"}
        answer = post(mediator, url(session, end), sent)
        assert answer.status_code == 409 and "刚刚改过" in answer.text
    assert Session.get_by_id(session.id).state == PLANNED


def test_cancelling_says_why_and_frees_the_room(mediator, client_as, person, room, case):
    session = planned(mediator, room, case)
    assert post(mediator, url(session, "/cancel"), {"reason": " "}).status_code == 422
    assert post(mediator, url(session, "/cancel"), {"reason": "台风来了"}).status_code == 303
    cancelled = Session.get_by_id(session.id)
    assert (cancelled.state, cancelled.sequence) == (CANCELLED, 1)
    assert "台风来了" in client_as("谢国强").get(url(session)).text
    assert not reminders.Reminder.select().where(
        reminders.Reminder.record == f"mediation_session:{session.id}").exists()
    assert mediator.get(url(session, "/record")).status_code == 303
    planned(mediator, room, case)


def test_reminders_become_notices(mediator, person, room, case):
    planned(mediator, room, case, day="2026-11-25")
    Notice.delete().execute()
    reminders.drain(datetime(2026, 11, 24, 9, 31, tzinfo=SHANGHAI))
    reminders.drain(datetime(2026, 11, 25, 8, 31, tzinfo=SHANGHAI))
    assert titles_of(person("黄美珍")) == ["明天有一次调解", "调解快开始了"]


def test_the_record_is_written_afterwards_and_read_by_them(mediator, client_as, person, room, case):
    Sitter.create(case=case, person=person("谭仲明"), kind="judge")
    session = planned(mediator, room, case)
    first, second = (seat.party_id for seat in Seat.select().order_by(Seat.party))
    sent = {"came": [str(first)], "text": SECRET, "minutes": "45"}
    early = post(mediator, url(session, "/record"), sent)
    assert early.status_code == 409 and SECRET in early.text and Record.select().count() == 0
    with time_machine.travel(datetime(2026, 11, 23, 11, 0, tzinfo=SHANGHAI)):
        for wrong in ({"minutes": "0"}, {"minutes": "1441"}, {"text": ""}, {"text": "x\0"},
                      {"came": ["0"]}, {"came": []}):
            assert post(mediator, url(session, "/record"), {**sent, **wrong}).status_code == 422
        assert post(mediator, url(session, "/record"), sent).status_code == 303
        assert mediator.get(url(session, "/record")).status_code == 303
    assert Session.get_by_id(session.id).state == HELD
    assert {seat.party_id: seat.came for seat in Seat.select()} == {first: True, second: False}
    for name in ("黄美珍", "谢国强", "谭仲明", "吴国安"):
        page = client_as(name).get(url(session)).text
        assert SECRET in page and "没来" in page
    assert client_as("方敏仪").get(url(session)).status_code == 404


def test_a_joint_meeting_names_its_bodies(mediator, client_as, room, case):
    session = planned(mediator, room, case, kind="joint", bodies="派出所、司法所")
    page = client_as("黄美珍").get(url(session)).text
    assert "派出所、司法所" in page and "联席会" in page


def test_what_awaits_them(mediator, person, scope_of, app, room, case):
    session = planned(mediator, room, case)
    with app.test_request_context(f"/{V}/"):
        assert [todo.title for todo in cards.todo(scope_of("黄美珍"))] == ["调解"]
        assert [todo.title for todo in cards.todo(scope_of("吴国安"))] == ["调解"]
        assert cards.todo(scope_of("邓桂香")) == []
        with time_machine.travel(datetime(2026, 11, 23, 11, 0, tzinfo=SHANGHAI)):
            assert cards.todo(scope_of("黄美珍")) == []
            assert [todo.title for todo in cards.todo(scope_of("吴国安"))] == ["调解开过了，要记录"]
    assert cards.open_matters(session.locality)


def test_a_calendar_tells_no_name(mediator, client_as, app, person, room, case):
    session = planned(mediator, room, case)
    text = client_as("谢国强").get(url(session, "/calendar.ics")).text
    assert "SUMMARY:调解\r\n" in text and "东厢调解室" in text
    assert not any(word in text for word in ("黄美珍", "谢国强", "吴国安", "墙角", case.code))
    with app.test_request_context("/"):
        for name in ("黄美珍", "谢国强", "吴国安"):
            assert [event.title for event in entries_of(person(name))] == ["调解"]
        assert entries_of(person("邓桂香")) == []
        post(mediator, url(session, "/cancel"), {"reason": "不开了"})
        assert [(event.cancelled, event.sequence) for event in entries_of(person("黄美珍"))] == [(True, 1)]


def test_a_party_who_was_not_told_hears_nothing(mediator, app, person, room, case):
    Party.update(told_at=None).where(Party.case == case.id, Party.person == person("谢国强")).execute()
    before = titles_of(person("谢国强"))
    planned(mediator, room, case)
    assert titles_of(person("谢国强")) == before
    with app.test_request_context("/"):
        assert entries_of(person("谢国强")) == []


def test_the_ledger_tells_numbers_only(mediator, client_as, room, case):
    session = planned(mediator, room, case)
    with time_machine.travel(datetime(2026, 11, 23, 11, 0, tzinfo=SHANGHAI)):
        came = [str(seat.party_id) for seat in Seat.select()]
        post(mediator, url(session, "/record"), {"came": came, "text": SECRET, "minutes": "45"})
        page = mediator.get(f"{HERE}/ledgers/sessions").text
        assert case.number in page and "45" in page
        content = page.split("<main", 1)[1]
        assert not any(word in content for word in ("黄美珍", "谢国强", SECRET, "墙角"))
        assert client_as("方敏仪").get(f"{HERE}/ledgers/sessions").status_code == 403


def test_the_page_asks_no_more_for_more_sessions(mediator, person, room, case):
    session = planned(mediator, room, case)
    mediator.get(url(session))  # the first reading of a day writes its line
    with count_queries() as few:
        mediator.get(url(session))
    for name in ("邓桂香", "何永康", "方立秋"):
        Seat.create(session=session, party=Party.create(
            case=case, side="respondent", person=Person.get(Person.name == name), name=name))
    with count_queries() as many:
        mediator.get(url(session))
    assert len(many) == len(few) <= 15
