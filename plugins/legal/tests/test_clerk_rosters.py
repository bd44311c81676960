"""The clerk makes rosters and notes leave."""

import re
from datetime import date, time, timedelta

from linli.localities.models import Locality
from linli.people.models import Person
from linli.people.services import give_post
from linli.testing import post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import local, today
from linli.toolkit.notices import Notice
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.lists import coming
from plugins.legal.booking.models import Booking
from plugins.legal.booking.offers import offers
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.roster.words import days_text, leave_text

VILLAGE, NEXT_VILLAGE = "440783108226", "440783108227"
HERE, NEXT_DOOR = f"/{VILLAGE}/legal", f"/{NEXT_VILLAGE}/legal"
DAY = timedelta(days=1)
WRONG = [
    ({"ends": "9:00"}, "结束要晚于开始"),
    ({"ends": "8:00"}, "结束要晚于开始"),
    ({"ends": "9:20"}, "排不下一次咨询"),
    ({"starts": "25:00"}, "时间请写成"),
    ({"starts": "九点"}, "时间请写成"),
    ({"starts": ""}, "请填几点开始"),
    ({"place": " "}, "请填地点"),
    ({"place": "长" * 201}, "最多 200 个字"),
    ({"first_day": "2020-01-01"}, "已经过去"),
    ({"first_day": "1999-01-01"}, "年份请在"),
    ({"first_day": "2101-01-01"}, "年份请在"),
    ({"first_day": "2026-02-30"}, "没有这一天"),
    ({"first_day": "９" * 500}, "没有这一天"),
    ({"last_day": today() - DAY}, "不能早于第一天"),
    ({"weekday": "9" * 5000}, "处要改"),
    ({"weekday": "7"}, "处要改"),
    ({"adviser": "99999999999999999999"}, "处要改"),
    ({"on_holiday": "dance"}, "处要改"),
    ({"place_kind": "moon"}, "处要改"),
    ({"kind": "nth_weekday", "nth": "6"}, "处要改"),
    ({"kind": "month_day", "month_day": "32"}, "处要改"),
    ({"kind": "once", "anchor": ""}, "请选一天"),
    ({"kind": "once", "anchor": "2020-01-01"}, "已经过去"),
    ({"kind": "fortnightly", "anchor": "soon"}, "没有这一天"),
]
WRONG_LEAVE = [
    ({"first_day": "2020-01-01"}, "已经过去"),
    ({"last_day": today() - DAY}, "不能早于第一天"),
    ({"last_day": ""}, "请填到哪天"),
    ({"last_day": "3000-01-01"}, "年份请在"),
    ({"starts": "10:00", "ends": "9:00"}, "结束要晚于开始"),
    ({"starts": "x"}, "时间请写成"),
    ({"where": "mars"}, "处要改"),
    ({"adviser": "0"}, "处要改"),
]


def adviser_of(name):
    return Adviser.select().join(Person).where(Person.name == name).get()


def roster(**typed):
    """A Saturday morning of the lawyer, whom nobody else has then."""
    return {"adviser": adviser_of("司徒晴").id, "kind": "weekly", "weekday": 5, "starts": "9:00",
            "ends": "11:00", "first_day": today(), "last_day": "", "on_holiday": "skip",
            "place_kind": "room", "place": "祠堂"} | typed


def new_rosters():
    return list(Roster.select().where(Roster.place == "祠堂"))


def make(client, typed, where=HERE):
    kind = typed.get("kind", "weekly")
    return post(client, f"{where}/rosters/new", typed, page=f"{where}/rosters/new?kind={kind}")


def test_a_roster_offers_times_at_once(clerk, village):
    assert make(clerk, roster()).status_code == 303
    found = {(local(offer.slot.start_utc).weekday(), offer.slot.place)
             for offer in offers(village("宅群村"))[1]}
    assert (5, "祠堂") in found
    assert "每周六 9:00–11:00，祠堂" in clerk.get(f"{HERE}/advisers").text


def test_every_kind_says_its_days(clerk):
    day = today() + timedelta(days=30)
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    for kind, typed, words in [
            ("fortnightly", {"anchor": saturday, "starts": "6:00", "ends": "7:00"}, "隔周周六"),
            ("nth_weekday", {"nth": -1, "starts": "7:00", "ends": "8:00"}, "每月最后一个周六"),
            ("month_day", {"month_day": 15, "starts": "5:00", "ends": "6:00"}, "每月 15 日"),
            ("once", {"anchor": saturday, "starts": "4:00", "ends": "5:00"}, "")]:
        answer = make(clerk, roster(kind=kind, **typed))
        assert answer.status_code == 303, kind
        made = new_rosters()[-1]
        assert made.kind == kind and words in days_text(made)
        made.shift()
    once = new_rosters()[-1]
    assert once.first_day == once.last_day == saturday and once.on_holiday == "keep"


def test_each_kind_asks_only_for_what_it_needs(clerk):
    page = clerk.get(f"{HERE}/rosters/new?kind=once").text
    assert 'name="anchor"' in page and 'name="weekday"' not in page
    assert clerk.get(f"{HERE}/rosters/new?kind=never").status_code == 404


def test_what_is_wrong_is_said_and_the_rest_stays(clerk):
    for typed, message in WRONG:
        answer = make(clerk, roster(**typed))
        assert answer.status_code == 422 and message in answer.text, typed
        assert "place" in typed or 'value="祠堂"' in answer.text
    assert not new_rosters()


def test_a_roster_that_is_never_held_is_refused(clerk):
    days = (today() + timedelta(days=n) for n in range(7))
    monday = next(day for day in days if day.weekday() == 0)
    answer = make(clerk, roster(first_day=monday, last_day=monday + DAY))
    assert answer.status_code == 422 and "一次也排不上" in answer.text


def test_one_adviser_is_not_in_two_villages_at_once(client_as):
    """The lawyer is in 强亚村 on Thursdays from 9:00 to 11:30."""
    answer = make(client_as("方敏仪"), roster(weekday=3, starts="11:00", ends="12:00"))
    assert answer.status_code == 422
    assert "已经排在强亚村（强亚村委会一楼）了" in answer.text and 'value="11:00"' in answer.text
    assert not new_rosters()
    beside = make(client_as("方敏仪"), roster(weekday=3, starts="11:30", ends="12:00"))
    assert beside.status_code == 303


def test_an_adviser_of_another_village_is_no_choice(clerk_next_door):
    judge = adviser_of("谭仲明")
    answer = make(clerk_next_door, roster(adviser=judge.id), NEXT_DOOR)
    assert answer.status_code == 422 and not new_rosters()


def test_the_same_form_twice_makes_one(clerk):
    page = clerk.get(f"{HERE}/rosters/new").text
    nonce = page.split('name="nonce" value="')[1].split('"')[0]
    for _each in range(2):
        assert make(clerk, roster(nonce=nonce)).status_code == 303
    assert len(new_rosters()) == 1


def test_a_form_overtaken_by_sign_in_is_shown_again(clerk, client_as):
    typed = roster(kind="month_day", month_day=15, csrf_token="old")
    answer = clerk.post(f"{HERE}/rosters/new", data=typed)
    assert answer.status_code == 422
    assert 'name="month_day"' in answer.text and 'value="祠堂"' in answer.text
    assert client_as(None).post(f"{HERE}/rosters/new", data=typed).status_code == 401


def test_a_change_leaves_bookings_and_lists_those_outside(clerk, village):
    tuesday = Roster.get(Roster.locality == VILLAGE, Roster.weekday == 1)
    before = Booking.select().where(Booking.state == "booked").count()
    answer = post(clerk, f"{HERE}/rosters/{tuesday.id}", roster(
        weekday=5, first_day=tuesday.first_day, starts="14:00", ends="16:00"))
    assert answer.status_code == 303
    changed = Roster.get_by_id(tuesday.id)
    assert (changed.weekday, changed.starts, changed.locality_id) == (5, time(14), VILLAGE)
    assert Booking.select().where(Booking.state == "booked").count() == before
    outside = [row for row in coming(Booking.select()).where(
        Booking.locality == VILLAGE, Booking.adviser == tuesday.adviser_id)
        if local(row.starts_at).weekday() == 1]
    page = clerk.get(f"{HERE}/advisers/to-ring").text
    assert all(row.number in page for row in outside)
    assert ("不在排班里" in clerk.get(answer.headers["Location"]).text) == bool(outside)


def tuesday_typed(**typed):
    """The Tuesday roster of 宅群村 and a form that leaves it as it is but for `typed`."""
    tuesday = Roster.get(Roster.locality == VILLAGE, Roster.weekday == 1)
    return tuesday, roster(weekday=1, first_day=tuesday.first_day, place=tuesday.place) | typed


def test_the_second_of_two_clerks_sees_both_versions_and_loses_nothing(clerk, client_as, person, village):
    give_post(person("谢国强"), "village_staff", village("宅群村"))
    tuesday, typed = tuesday_typed(weekday=5, starts="14:00", ends="16:00", on_holiday="keep")
    url = f"{HERE}/rosters/{tuesday.id}"
    stale = PageReader(clerk.get(url).text).forms[-1].fields
    first = post(client_as("谢国强"), url, tuesday_typed(place="新的会议室", ends="11:30")[1])
    assert first.status_code == 303

    answer = clerk.post(url, data={**stale, **typed})
    assert answer.status_code == 409
    shown = words_of(answer.text)
    assert "周几 现在是 周二 您填的是 周六" in shown
    assert "几点结束 现在是 11:30 您填的是 16:00" in shown
    assert f"地点 现在是 新的会议室 您填的是 {tuesday.place}" in shown
    assert "遇上法定假日 现在是 放假就不来 您填的是 放假照常" in shown
    assert Roster.get_by_id(tuesday.id).place == "新的会议室"

    again = PageReader(answer.text).forms[-1].fields
    assert f'value="{tuesday.place}"' in answer.text and 'value="14:00"' in answer.text
    assert clerk.post(url, data={**again, **typed}).status_code == 303
    saved = Roster.get_by_id(tuesday.id)
    assert (saved.weekday, saved.starts, saved.place) == (5, time(14), tuesday.place)


def test_the_same_change_twice_is_done_once(clerk):
    tuesday, typed = tuesday_typed(ends="11:30")
    url = f"{HERE}/rosters/{tuesday.id}"
    sent = {**PageReader(clerk.get(url).text).forms[-1].fields, **typed}
    for _each in range(2):
        assert clerk.post(url, data=sent).status_code == 303
    assert Roster.get_by_id(tuesday.id).version == tuesday.version + 1


def test_an_end_meets_a_change(clerk, client_as):
    tuesday, typed = tuesday_typed(last_day=today() + 30 * DAY)
    url = f"{HERE}/rosters/{tuesday.id}"
    stale = PageReader(clerk.get(f"{url}/end").text).forms[-1].fields
    assert post(clerk, url, typed).status_code == 303
    answer = clerk.post(f"{url}/end", data={**stale, "last_day": today() + DAY})
    assert answer.status_code == 409 and "现在是" in answer.text
    assert Roster.get_by_id(tuesday.id).last_day == today() + 30 * DAY
    again = PageReader(answer.text).forms[-1].fields
    assert clerk.post(f"{url}/end", data={**again, "last_day": today() + DAY}).status_code == 303
    assert Roster.get_by_id(tuesday.id).last_day == today() + DAY


def test_a_version_nobody_read_changes_nothing(clerk):
    tuesday, typed = tuesday_typed(ends="11:30")
    for version in ("", "-1", "x", "９", "9" * 40, str(tuesday.version + 1)):
        answer = post(clerk, f"{HERE}/rosters/{tuesday.id}", typed | {"version": version})
        assert answer.status_code == 409, version
    assert Roster.get_by_id(tuesday.id).ends == tuesday.ends


def words_of(html):
    """What a reader sees of a page, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_an_unchanged_roster_does_not_clash_with_itself(clerk):
    tuesday = Roster.get(Roster.locality == VILLAGE, Roster.weekday == 1)
    answer = post(clerk, f"{HERE}/rosters/{tuesday.id}", roster(
        weekday=1, first_day=tuesday.first_day, place=tuesday.place, ends="11:30"))
    assert answer.headers["Location"].endswith("/advisers")


def test_another_villages_roster_is_not_found(clerk, clerk_next_door):
    thursday = Roster.get(Roster.locality == NEXT_VILLAGE)
    assert clerk.get(f"{HERE}/rosters/{thursday.id}").status_code == 404
    assert clerk.get(f"{HERE}/rosters/{thursday.id}/end").status_code == 404
    assert clerk_next_door.get(f"{NEXT_DOOR}/rosters/{thursday.id}").status_code == 200


def test_a_roster_ends(clerk, village):
    tuesday = Roster.get(Roster.locality == VILLAGE, Roster.weekday == 1)
    url = f"{HERE}/rosters/{tuesday.id}/end"
    for wrong in ("", "2020-01-01", "tomorrow", today() - DAY):
        assert post(clerk, url, {"last_day": wrong}).status_code == 422
    assert post(clerk, url, {"last_day": today() + DAY}).status_code == 303
    assert post(clerk, url, {"last_day": today() + 2 * DAY}).status_code == 422
    assert Roster.get_by_id(tuesday.id).last_day == today() + DAY


def leave(**typed):
    return {"adviser": adviser_of("司徒晴").id, "first_day": today(),
            "last_day": today() + 14 * DAY,
            "starts": "", "ends": "", "where": "here"} | typed


def test_leave_takes_the_times_away_and_says_whom_to_ring(clerk, village):
    answer = post(clerk, f"{HERE}/leave/new", leave())
    assert "不在排班里" in clerk.get(answer.headers["Location"]).text
    lawyer = adviser_of("司徒晴").id
    assert lawyer not in {offer.adviser.id for offer in offers(village("宅群村"))[1]}
    assert lawyer in {offer.adviser.id for offer in offers(village("强亚村"))[1]}
    booked = coming(Booking.select()).where(Booking.locality == VILLAGE, Booking.adviser == lawyer)
    page = clerk.get(f"{HERE}/advisers/to-ring").text
    assert booked.count() and all(row.number in page for row in booked)


def test_leave_of_certain_hours_leaves_the_others(clerk, village):
    assert post(clerk, f"{HERE}/leave/new", leave(starts="14:00")).status_code == 303
    clocks = {local(offer.slot.start_utc).hour for offer in offers(village("宅群村"))[1]
              if offer.adviser.id == adviser_of("司徒晴").id}
    assert clocks and max(clocks) < 14
    assert "14:00 以后" in leave_text(Leave.get())


def test_leave_everywhere_tells_the_other_villages(clerk, person, village):
    give_post(person("谢国强"), "village_staff", Locality.get_by_id(NEXT_VILLAGE))
    assert post(clerk, f"{HERE}/leave/new", leave(where="everywhere")).status_code == 303
    assert Leave.get().locality_id is None
    told = Notice.get(Notice.person == person("谢国强"))
    assert told.url == f"{NEXT_DOOR}/advisers/to-ring"
    assert adviser_of("司徒晴").id not in {
        offer.adviser.id for offer in offers(village("强亚村"))[1]}


def test_wrong_leave_is_refused(clerk):
    for typed, message in WRONG_LEAVE:
        answer = post(clerk, f"{HERE}/leave/new", leave(**typed))
        assert answer.status_code == 422 and message in answer.text, typed
    assert not Leave.select().exists()


def test_leave_to_come_is_struck_out_and_one_begun_ends_yesterday(clerk):
    lawyer = adviser_of("司徒晴")
    coming_leave = Leave.create(adviser=lawyer, locality=VILLAGE, first_day=today() + DAY,
                                last_day=today() + 2 * DAY)
    begun = Leave.create(adviser=lawyer, first_day=today() - DAY, last_day=today() + DAY)
    elsewhere = Leave.create(adviser=lawyer, locality=NEXT_VILLAGE, first_day=today(),
                             last_day=today())
    assert post(clerk, f"{HERE}/leave/{coming_leave.id}/end").status_code == 303
    assert post(clerk, f"{HERE}/leave/{begun.id}/end").status_code == 303
    assert post(clerk, f"{HERE}/leave/{begun.id}/end").status_code == 303
    assert clerk.get(f"{HERE}/leave/{elsewhere.id}/end").status_code == 404
    assert {row.id: row.last_day for row in Leave.select()} == {
        begun.id: today() - DAY, elsewhere.id: today()}


def test_past_the_holiday_list_the_page_says_so(clerk, monkeypatch):
    monkeypatch.setattr("plugins.legal.desk.holiday_list_ends", lambda: 2000)
    assert "年的放假安排还没有收录" in clerk.get(f"{HERE}/advisers").text


def test_a_date_of_another_year_names_it(app):
    with app.test_request_context():
        assert days_text(Roster(kind="once", anchor=date(2031, 1, 5))) == "2031 年 1 月 5 日 周日"
