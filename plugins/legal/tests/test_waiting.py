"""A full day has a line: the first in it gets the place that frees, and nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import peewee
import pytest
import time_machine

from linli import jobs
from linli.database import db, transaction, utc_now
from linli.modules.services import save_settings, switch
from linli.people.models import Person
from linli.testing import count_queries, csrf, post
from linli.testing.pages import PageReader
from linli.toolkit.calendar import local, time_text, today
from linli.toolkit.notices import Notice
from linli.toolkit.refusals import Refused
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking import line as booking_line
from plugins.legal.booking import moving, services
from plugins.legal.booking.models import BOOKED, Booking, Wait
from plugins.legal.booking.offers import Taken, offers
from plugins.legal.leave.services import end_leave
from plugins.legal.module import module
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.waiting import clock as clockwork
from plugins.legal.waiting import services as waiting

V = "/440783108226"
WORDS = {"kind": "neighbours", "text": "围墙占了我家三尺巷"}
FIRST, SECOND = "黄美珍", "谢国强"


@pytest.fixture(autouse=True)
def of_the_demo(app):
    """Who waits in the demo, and for which day; none of them is left to stand in the way."""
    waits = list(Wait.select())
    Wait.delete().execute()
    return waits


@pytest.fixture
def place(village):
    """宅群村."""
    return village("宅群村")


@pytest.fixture
def stranger(place):
    """`stranger(3)`: a resident of 宅群村 of whom nothing else is known."""
    return lambda number: Person.create(name=f"村民{number}", locality=place)


@pytest.fixture
def book(app, scope_of):
    """`book(person, key)`: book a slot for somebody."""
    def do(someone, key):
        with app.app_context():
            return services.book(scope_of(someone), key, "wages", "欠薪", None, f"{someone.id}{key}")
    return do


@pytest.fixture
def day(app, place, book, stranger):
    """A day more than two days ahead on which one adviser comes, with every place taken."""
    offered = on_days(app, place)
    day = next(day for day, rows in offered.items() if day > today() + timedelta(days=2)
               and len({offer.adviser.id for offer in rows}) == 1)
    for number, offer in enumerate(offered[day]):
        if offer.free:
            book(stranger(number), offer.slot.key)
    return day


@pytest.fixture
def taken(app, place, day):
    """The bookings of that day, by start."""
    rows = Booking.select().where(Booking.locality == place, Booking.state == BOOKED).order_by(
        Booking.starts_at)
    return [row for row in rows if local(row.starts_at).date() == day]


@pytest.fixture
def second_adviser(app, place, day, taken):
    """`second_adviser()`: another adviser comes on that day too; who, and the keys of their slots."""
    def come():
        other = Adviser.get(Adviser.id != taken[0].adviser_id)
        usual = Roster.get(Roster.adviser == taken[0].adviser_id, Roster.locality == place,
                           Roster.weekday == day.weekday())
        Roster.create(adviser=other, locality=place, kind="once", anchor=day, starts=usual.starts,
                      ends=usual.ends, first_day=day, place="党群服务中心三楼")
        return other, [row.slot.key for row in on_days(app, place)[day] if row.free]
    return come


@pytest.fixture
def join(app, person, scope_of):
    """`join("黄美珍", day)`: somebody lines up."""
    def do(name, day, adviser=""):
        with app.app_context():
            return waiting.join(scope_of(person(name)), day, adviser)
    return do


@pytest.fixture
def line(join, day):
    """黄美珍 and then 谢国强 wait for the day."""
    return [join(FIRST, day), join(SECOND, day)]


@pytest.fixture
def cancel(app, scope_of):
    """`cancel(booking)`: its resident gives it up."""
    def do(booking):
        with app.app_context():
            services.cancel(scope_of(booking.resident), booking, "不来了")
    return do


@pytest.fixture
def clock(app):
    """`clock(minutes)`: a round of the site's own clock, so many minutes from now."""
    def go(minutes=0):
        db.close()
        with time_machine.travel(utc_now() + timedelta(minutes=minutes)):
            jobs.run_once(app)
    return go


@pytest.fixture
def minutes_pass(clock):
    """`minutes_pass(61)`: so many minutes from now, with the clock running all the while."""
    def go(minutes, since=0):
        for minute in range(since, minutes + 1):
            clock(minute)
    return go


def on_days(app, place, who=None):
    """{day: offers}, as somebody sees them."""
    found = {}
    with app.app_context():
        for offer in offers(place, person=who)[1]:
            found.setdefault(local(offer.slot.start_utc).date(), []).append(offer)
    return found


def states():
    """The states of all waits, in the order of the line."""
    return [wait.state for wait in Wait.select().order_by(Wait.id)]


def told(title):
    """Who was told something with this in its title."""
    return [row.person.name for row in Notice.select().where(Notice.title.contains(title))
            .order_by(Notice.id)]


def key_of(booking):
    return f"{booking.adviser_id}-{local(booking.starts_at):%Y%m%dT%H%M}"


def slip_away(booking):
    """A place frees in a way that the line is not told of: the clock has to find it."""
    Booking.update(state="cancelled").where(Booking.id == booking.id).execute()


# From the page


def test_one_tap_on_a_full_day_and_back_again(client_as, day):
    client = client_as(FIRST)
    url = f"{V}/legal/book?day={day}"
    answer = post(client, f"{V}/legal/wait/{day}", page=url)
    assert answer.status_code == 303
    confirmed = client.get(answer.location).text
    assert "第 1 位" in confirmed and "60 分钟" in confirmed
    assert "这天您排在第 1 位" in client.get(url).text
    for page in (f"{V}/", f"{V}/legal/", "/me/"):
        assert "排队中，第 1 位" in client.get(page).text
    assert post(client, answer.location).status_code == 303
    assert states() == ["left"] and "排队中" not in client.get("/me/").text
    assert "这天约满了，帮我排队" in client.get(url).text
    assert "已经不排了" in client.get(answer.location).text


def test_a_second_tap_keeps_the_place(client_as, day):
    client = client_as(FIRST)
    url, page = f"{V}/legal/wait/{day}", f"{V}/legal/book?day={day}"
    form = PageReader(client.get(page).text).forms
    fields = next(each.fields for each in form if f"/wait/{day}" in each.action)
    locations = {client.post(url, data=fields).location for _tap in range(2)}
    assert len(locations) == 1 and states() == ["waiting"]


def test_signed_out_one_signs_in_first(client_as, day):
    page = client_as().get(f"{V}/legal/book?day={day}").text
    assert f"{V}/legal/wait/{day}" in page
    assert "sign-in" in client_as().get(f"{V}/legal/wait/{day}").location
    assert "帮我排队" in client_as(FIRST).get(f"{V}/legal/wait/{day}").text


def test_who_lost_a_race_for_the_last_place_lines_up_from_there(client_as, day, taken):
    client = client_as(FIRST)
    form = client.get(f"{V}/legal/book/{key_of(taken[0])}").text
    answer = client.post(f"{V}/legal/book/{key_of(taken[0])}?day={day}",
                         data={**WORDS, "csrf_token": csrf(form)})
    assert answer.status_code == 409
    form = next(form for form in PageReader(answer.text).forms if "/book/again" in form.action)
    assert f'formaction="{V}/legal/wait/{day}' in answer.text
    assert client.post(f"{V}/legal/wait/{day}", data=form.fields).status_code == 303


@pytest.mark.parametrize("url", ["wait/2020-01-01", "wait/x", "wait/2026-13-45", "waits/999"])
def test_odd_addresses(client_as, url):
    assert client_as(FIRST).get(f"{V}/legal/{url}").status_code in (200, 404)


def test_an_old_page_is_asked_again(client_as, day):
    answer = client_as(FIRST).post(f"{V}/legal/wait/{day}", data={"csrf_token": "old"})
    assert answer.status_code == 422 and "帮我排队" in answer.text and states() == []


def test_nobody_else_opens_my_place(client_as, line):
    for name in (SECOND, "方敏仪", "司徒晴", "陈玉莲"):
        assert client_as(name).get(f"{V}/legal/waits/{line[0].id}").status_code == 404


def test_the_clerk_sees_how_many_and_not_who(client_as, line, day):
    page = client_as("方敏仪").get(f"{V}/legal/advisers").text
    assert f"{day.month} 月 {day.day} 日" in page and "2 人" in page
    assert FIRST not in page and SECOND not in page


# Who may line up


def test_only_for_a_day_that_is_full(app, join, place, day):
    free = next(day for day, rows in on_days(app, place).items() if any(row.free for row in rows))
    for wrong in (free, day - timedelta(days=60), day + timedelta(days=60)):
        with pytest.raises(Refused):
            join(FIRST, wrong)
    for adviser in ("999", "x", "-1", "9" * 30):
        with pytest.raises(Refused):
            join(FIRST, day, adviser)


def test_not_who_has_a_place_that_day(app, taken, scope_of, day):
    with pytest.raises(Refused, match="已经约好"), app.app_context():
        waiting.join(scope_of(taken[0].resident), day)


def test_bookings_and_lines_together_are_limited(app, join, book, person, place, day):
    save_settings(module, place, {"open_bookings": 1}, None)
    join(FIRST, day)
    free = [offer.slot.key for rows in on_days(app, place).values() for offer in rows if offer.free]
    with pytest.raises(Refused, match="1 个排队"):
        book(person(FIRST), free[0])
    book(person(SECOND), free[0])
    with pytest.raises(Refused, match="1 个预约"):
        join(SECOND, day)


# A place frees


def test_the_first_in_line_gets_it_in_the_same_moment(line, taken, cancel, client_as):
    cancel(taken[2])
    assert states() == ["offered", "waiting"]
    assert told("有空位了") == [FIRST]
    wait = Wait.get_by_id(line[0].id)
    assert (wait.adviser_id, wait.starts_at, wait.ends_at) == (
        taken[2].adviser_id, taken[2].starts_at, taken[2].ends_at)
    client = client_as(FIRST)
    for page in (f"{V}/", f"{V}/legal/", "/me/"):
        shown = client.get(page).text
        assert "有空位了！" in shown and f"{V}/legal/book/{key_of(taken[2])}" in shown
    assert "第 1 位" in client_as(SECOND).get("/me/").text


def test_only_the_holder_can_book_it(line, taken, cancel, client_as, app, place, person, day):
    cancel(taken[0])
    key = key_of(taken[0])
    other = client_as(SECOND)
    assert f"/legal/book/{key}" not in other.get(f"{V}/legal/book?day={day}").text
    answer = post(other, f"{V}/legal/book/{key}", WORDS)
    assert answer.status_code == 409 and "慢了一步" in answer.text and WORDS["text"] in answer.text
    assert not any(row.free for row in on_days(app, place, person(SECOND))[day])
    mine = client_as(FIRST)
    assert f"/legal/book/{key}" in mine.get(f"{V}/legal/book?day={day}").text
    assert post(mine, f"{V}/legal/book/{key}", WORDS).status_code == 303
    assert states() == ["taken", "waiting"]


def test_what_frees_unseen_is_for_those_who_wait_and_the_clock_gives_it(
        line, taken, clock, book, stranger):
    slip_away(taken[1])
    with pytest.raises(Taken):
        book(stranger(99), key_of(taken[1]))
    clock()
    assert states() == ["offered", "waiting"]
    with pytest.raises(Taken):
        book(stranger(98), key_of(taken[1]))


def test_the_place_of_who_moves_away_goes_to_the_line(app, line, taken, scope_of, place):
    target = next(offer.slot.key for rows in on_days(app, place).values() for offer in rows
                  if offer.free and offer.slot.start_utc > taken[0].starts_at)
    with app.app_context():
        moving.move(scope_of(taken[0].resident), taken[0], target, "move")
    assert states() == ["offered", "waiting"]


def test_who_moves_into_a_held_place_takes_it(app, line, taken, cancel, scope_of, person, place, book):
    free = next(offer.slot.key for rows in on_days(app, place).values() for offer in rows
                if offer.free)
    mine = book(person(FIRST), free)
    cancel(taken[0])
    with app.app_context():
        moving.move(scope_of(person(FIRST)), mine, key_of(taken[0]), "move")
    assert states() == ["taken", "waiting"]


def test_room_for_one_more_and_an_adviser_who_is_back(line, taken, clock, place, day):
    adviser = taken[0].adviser
    leave = Leave.create(adviser=adviser, locality=place, first_day=day, last_day=day)
    save_settings(module, place, {"capacity": 2}, None)
    clock()
    assert states() == ["waiting", "waiting"]
    end_leave(leave)
    clock()
    assert states() == ["offered", "offered"]
    assert {wait.seat for wait in Wait.select()} == {2}


def test_a_wish_for_one_adviser_is_not_met_by_another(join, book, stranger, clock, day, taken,
                                                      second_adviser):
    other, theirs = second_adviser()
    for number, key in enumerate(theirs):
        book(stranger(50 + number), key)
    join(FIRST, day, str(other.id))
    join(SECOND, day)
    slip_away(taken[0])
    clock()
    assert states() == ["waiting", "offered"]


def test_who_books_elsewhere_that_day_leaves_the_line(join, book, person, day, taken, second_adviser):
    _other, theirs = second_adviser()
    join(FIRST, day, str(taken[0].adviser_id))
    book(person(FIRST), theirs[0])
    assert states() == ["left"]


# Time passes


def test_who_lets_it_lapse_is_told_and_the_next_gets_it(
        line, taken, cancel, minutes_pass, join, day, client_as):
    cancel(taken[0])
    minutes_pass(59)
    assert states() == ["offered", "waiting"]
    minutes_pass(61, since=59)
    assert states() == ["missed", "offered"]
    assert told("让给下一位") == [FIRST] and told("有空位了") == [FIRST, SECOND]
    assert "让给了下一位" in client_as(FIRST).get(f"{V}/legal/waits/{line[0].id}").text
    again = join(FIRST, day)
    assert again.id > line[1].id and states() == ["missed", "offered", "waiting"]


def test_the_clock_twice_is_the_clock_once(line, taken, clock, minutes_pass):
    slip_away(taken[0])
    for _round in range(3):
        clock()
    assert states() == ["offered", "waiting"] and told("有空位了") == [FIRST]
    minutes_pass(61)
    for _round in range(2):
        clock(61)
    assert states() == ["missed", "offered"] and told("有空位了") == [FIRST, SECOND]


def test_killed_between_ending_and_offering(
        line, taken, cancel, clock, minutes_pass, book, stranger, monkeypatch):
    cancel(taken[0])

    def die(*_arguments, **_named):
        raise KeyboardInterrupt
    with monkeypatch.context() as broken:
        broken.setattr(clockwork, "give_places", die)
        with pytest.raises(KeyboardInterrupt):
            minutes_pass(61)
    assert states() == ["missed", "waiting"]
    with pytest.raises(Taken):
        book(stranger(99), key_of(taken[0]))
    clock(61)
    assert states() == ["missed", "offered"]


def test_killed_before_the_notice_nothing_was_offered(line, taken, clock, monkeypatch):
    slip_away(taken[0])

    def die(*_arguments, **_named):
        raise KeyboardInterrupt
    with monkeypatch.context() as broken:
        broken.setattr(booking_line, "notify", die)
        with pytest.raises(KeyboardInterrupt):
            clock()
    assert states() == ["waiting", "waiting"]
    clock()
    assert states() == ["offered", "waiting"] and told("有空位了") == [FIRST]


def test_nothing_is_held_beyond_the_last_moment_to_book(line, taken, cancel, place):
    save_settings(module, place, {"lead_minutes": 30, "cutoff_minutes": 0, "hold_minutes": 600}, None)
    first = taken[0]
    with time_machine.travel(first.starts_at - timedelta(minutes=90)):
        cancel(first)
    assert Wait.get_by_id(line[0].id).until == first.starts_at - timedelta(minutes=30)


def test_the_day_ends_and_all_left_are_told(line, taken, clock, client_as):
    minutes = (taken[-1].starts_at - utc_now()) / timedelta(minutes=1)
    clock(minutes - 61)
    assert states() == ["waiting", "waiting"]
    for _round in range(2):
        clock(minutes)
    assert states() == ["over", "over"] and told("没有等到空位") == [FIRST, SECOND]
    assert "看看哪天有空" in client_as(FIRST).get(f"{V}/legal/waits/{line[0].id}").text


def test_giving_it_back_passes_it_on(line, taken, cancel, clock, client_as):
    cancel(taken[0])
    assert post(client_as(FIRST), f"{V}/legal/waits/{line[0].id}").status_code == 303
    clock()
    assert states() == ["left", "offered"]


@pytest.mark.parametrize("minutes", [0, 61])
def test_who_is_offered_what_is_no_more_keeps_their_place(line, taken, cancel, clock, place, day, minutes):
    cancel(taken[0])
    leave = Leave.create(adviser=taken[0].adviser, locality=place, first_day=day, last_day=day)
    for _round in range(2):
        clock(minutes)
    assert states() == ["waiting", "waiting"]
    assert told("刚才的空位取消了") == [FIRST] and told("让给下一位") == []
    assert Wait.get_by_id(line[0].id).starts_at is None
    end_leave(leave)
    clock(minutes)
    assert states() == ["offered", "waiting"]


def test_nobody_loses_a_turn_by_an_hour_without_a_clock(line, taken, cancel, clock, minutes_pass, client_as):
    cancel(taken[0])
    until = Wait.get_by_id(line[0].id).until
    minutes_pass(10)
    for _round in range(2):
        clock(80)
    assert states() == ["offered", "waiting"]
    assert told("多留一会儿") == [FIRST] and told("让给下一位") == []
    later = Wait.get_by_id(line[0].id).until
    assert timedelta(minutes=69) < later - until < timedelta(minutes=71)
    assert time_text(later) in client_as(FIRST).get(f"{V}/legal/waits/{line[0].id}").text
    minutes_pass(128, since=80)
    assert states() == ["offered", "waiting"] and told("多留一会儿") == [FIRST]
    minutes_pass(132, since=128)
    assert states() == ["missed", "offered"] and told("让给下一位") == [FIRST]


def test_after_an_hour_without_a_clock_nothing_is_held_too_long(line, taken, cancel, place, app):
    save_settings(module, place, {"lead_minutes": 30, "cutoff_minutes": 0, "hold_minutes": 60}, None)
    first = taken[0]
    with time_machine.travel(first.starts_at - timedelta(minutes=130)):
        cancel(first)
    with time_machine.travel(first.starts_at - timedelta(minutes=60)):
        jobs.run_once(app)
    assert Wait.get_by_id(line[0].id).until == first.starts_at - timedelta(minutes=30)


def test_what_passed_while_the_clock_stood_still_costs_no_turn(line, taken, cancel, app):
    cancel(taken[0])
    db.close()
    with time_machine.travel(taken[0].starts_at):
        jobs.run_once(app)
    assert states() == ["waiting", "waiting"]
    assert told("刚才的空位取消了") == [FIRST]
    assert told("让给下一位") == told("多留一会儿") == []


def test_one_village_that_fails_does_not_end_the_round_of_the_others(line, village, app, monkeypatch, caplog):
    Wait.create(locality=village("强亚村"), person=line[0].person_id, day=line[0].day)
    seen, real = [], clockwork._tick

    def fails_first(place, *arguments):
        seen.append(place.code)
        if len(seen) == 1:
            raise ValueError("broken row")
        real(place, *arguments)
    monkeypatch.setattr(clockwork, "_tick", fails_first)
    clockwork.tick(utc_now())
    assert sorted(seen) == ["440783108226", "440783108227"]
    assert seen[0] in caplog.text and "broken row" in caplog.text


def test_one_row_that_fails_does_not_end_the_round_of_the_others(
        line, taken, cancel, clock, minutes_pass, monkeypatch):
    for booking in taken[:2]:
        cancel(booking)
    real = clockwork._end

    def fails_for_the_first(wait, *arguments):
        if wait.id == line[0].id:
            raise ValueError("broken row")
        real(wait, *arguments)
    monkeypatch.setattr(clockwork, "_end", fails_for_the_first)
    minutes_pass(61)
    assert states() == ["offered", "missed"]


def test_of_two_places_the_one_that_stays_is_offered_again(line, taken, cancel, clock, place, day):
    cancel(taken[0])
    slip_away(taken[1])
    gone = local(taken[0].ends_at).time()
    Leave.create(adviser=taken[0].adviser, locality=place, first_day=day, last_day=day, ends=gone)
    clock()
    assert states() == ["offered", "waiting"]
    assert Wait.get_by_id(line[0].id).starts_at == taken[1].starts_at


def test_an_offer_costs_the_clock_no_timetable_where_none_stands(line, place):
    with count_queries() as seen:
        clockwork._look_after_offers(place, utc_now(), True)
    assert len(seen) == 1


def test_switched_off_the_line_stays_and_nobody_is_offered(line, taken, cancel, clock, place, client_as):
    cancel(taken[0])
    page = client_as("方敏仪").get(f"{V}/modules/legal/switch").text
    assert "2 个人在排队" in page
    switch(place, "legal", False, None)
    slip_away(taken[1])
    clock(61)
    assert states() == ["waiting", "waiting"] and told("让给下一位") == []
    switch(place, "legal", True, None)
    clock(62)
    assert states() == ["offered", "offered"]
    assert Wait.get_by_id(line[0].id).starts_at == taken[0].starts_at


def test_where_nobody_waits_the_clock_asks_once(app):
    with count_queries() as seen:
        clockwork.tick(utc_now())
    assert len(seen) == 1


def test_the_times_page_keeps_its_budget_with_a_line(line, client_as, day, taken, cancel):
    cancel(taken[0])
    for client in (client_as(FIRST), client_as(SECOND)):
        with count_queries() as seen:
            client.get(f"{V}/legal/book?day={day}")
        assert len(seen) <= 15, "\n".join(seen)


# Many at once


def test_two_clocks_at_once_offer_one_place_once(app, line, taken, monkeypatch):
    """Both have read that the place is free and who is first before either writes."""
    slip_away(taken[0])
    both_have_read, real = threading.Barrier(2), clockwork.matches

    def meet(*arguments, **named):
        found = real(*arguments, **named)
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(timeout=5)
        return found
    monkeypatch.setattr(clockwork, "matches", meet)
    db.close()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _number: jobs.run_once(app), range(2)))
    assert states() == ["offered", "waiting"] and told("有空位了") == [FIRST]


def test_two_advisers_free_at_once_do_not_both_go_to_the_first(app, place, day, taken, line, clock,
                                                               second_adviser, monkeypatch):
    """Each adviser has a guard of their own: the row in the line decides who gets the first."""
    slip_away(taken[0])
    other, _theirs = second_adviser()
    both_have_read, real = threading.Barrier(2), booking_line.matches

    def meet(*arguments):
        found = real(*arguments)
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(timeout=1)
        return found

    def free(adviser_id):
        with app.app_context(), transaction():
            services.guard_advisers(adviser_id)
            booking_line.give_places(place, {adviser_id})
    with monkeypatch.context() as slow, ThreadPoolExecutor(2) as pool:
        slow.setattr(booking_line, "matches", meet)
        list(pool.map(free, (taken[0].adviser_id, other.id)))
    clock()
    assert states() == ["offered", "offered"] and sorted(told("有空位了")) == sorted([FIRST, SECOND])


def test_the_guards_hold_off_a_grabber_between_freeing_and_offering(app, line, taken, book, stranger,
                                                                    cancel, monkeypatch):
    """A grabber comes when the place is free already and not yet offered, and has to wait."""
    grabber, outcome, threads, real = stranger(99), [], [], services.give_places

    def late(*arguments):
        def grab():
            try:
                outcome.append(book(grabber, key_of(taken[0])))
            except Taken:
                outcome.append("refused")
        threads.append(threading.Thread(target=grab))
        threads[0].start()
        threads[0].join(0.5)
        assert outcome == [], "the grabber waits for the guard"
        real(*arguments)
    monkeypatch.setattr(services, "give_places", late)
    cancel(taken[0])
    threads[0].join(10)
    assert outcome == ["refused"] and states() == ["offered", "waiting"]


def test_both_indexes_stand_behind_it(app, line, taken, cancel, place, day):
    cancel(taken[0])
    held = Wait.get_by_id(line[0].id)
    with pytest.raises(peewee.IntegrityError), db.atomic():
        Wait.create(locality=place, person=held.person_id, day=day)
    with pytest.raises(peewee.IntegrityError), db.atomic():
        Wait.update(state="offered", adviser=held.adviser_id, starts_at=held.starts_at,
                    seat=held.seat).where(Wait.id == line[1].id).execute()


def test_the_demo_has_a_full_day_with_a_line(app, place, of_the_demo):
    first, second = of_the_demo
    assert first.day == second.day and first.person_id != second.person_id
    full = on_days(app, place)[first.day]
    assert full and not any(offer.free for offer in full)
