"""What a post opens, where and when; and whose rows a scope sees."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from linli.database import transaction
from linli.localities.models import Locality
from linli.people.models import Household, Person, Post, Session
from linli.people.services import end_post, give_post, holders, open_session
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice, notify
from plugins.legal.booking.models import Booking, Matter

TOWNSHIP, ZHAIQUN, QIANGYA = "440783108000", "440783108226", "440783108227"
YESTERDAY, TODAY, TOMORROW = -1, 0, 1


def after(days):
    """The Shanghai date so many days from today; None stays None."""
    return None if days is None else today() + timedelta(days=days)


@pytest.mark.parametrize("starts, ends, held", [
    (TODAY, None, True), (TODAY, TODAY, True), (YESTERDAY, TOMORROW, True),
    (TOMORROW, None, False), (-9, YESTERDAY, False)])
def test_a_post_holds_from_its_first_day_to_its_last(scope_of, person, starts, ends, held):
    give_post(person("谢国强"), "village_staff", Locality.get_by_id(ZHAIQUN), after(starts),
              after(ends))
    assert scope_of("谢国强", ZHAIQUN).can("desk") is held
    assert (person("谢国强") in holders("village_staff", Locality.get_by_id(ZHAIQUN))) is held


@pytest.mark.parametrize("name, place, permission, held, here", [
    ("方敏仪", ZHAIQUN, "desk", {ZHAIQUN}, {ZHAIQUN}),
    ("方敏仪", None, "desk", {ZHAIQUN}, {TOWNSHIP, ZHAIQUN, QIANGYA}),
    ("梁书宁", TOWNSHIP, "desk", {TOWNSHIP, ZHAIQUN, QIANGYA}, {TOWNSHIP, ZHAIQUN, QIANGYA}),
    ("司徒晴", QIANGYA, "legal.advise", {ZHAIQUN, QIANGYA}, {QIANGYA}),
    ("方敏仪", QIANGYA, "legal.leads", set(), {QIANGYA}), (None, ZHAIQUN, "desk", set(), {ZHAIQUN})])
def test_conditions_over_the_place_of_a_row(scope_of, name, place, permission, held, here):
    scope, places = scope_of(name, place), {TOWNSHIP, ZHAIQUN, QIANGYA}
    assert keys(Locality, scope.holds(permission, Locality.code)) & places == held
    assert keys(Locality, scope.here(Locality.code)) & places == here


def test_a_day_begins_at_midnight_in_shanghai(scope_of, person):
    give_post(person("谢国强"), "village_staff", Locality.get_by_id(ZHAIQUN), date(2026, 3, 10),
              date(2026, 3, 10))
    held = {}
    for day, hour in ((9, 15), (9, 16), (10, 15), (10, 16)):
        with time_machine.travel(datetime(2026, 3, day, hour, 30, tzinfo=UTC)):
            held[day, hour] = scope_of("谢国强", ZHAIQUN).can("desk")
    assert held == {(9, 15): False, (9, 16): True, (10, 15): True, (10, 16): False}


def test_a_post_that_ended_closes_the_desk_at_once(client_as, person):
    client = client_as("方敏仪")
    assert client.get(f"/{ZHAIQUN}/desk").status_code == 200
    end_post(Post.get(Post.person == person("方敏仪")), after(YESTERDAY))
    assert client.get(f"/{ZHAIQUN}/desk").status_code == 403


def test_a_post_in_the_township_counts_in_its_villages(scope_of):
    for code in (TOWNSHIP, ZHAIQUN, QIANGYA):
        assert scope_of("梁书宁", code).can("desk")
    assert not scope_of("梁书宁", "440783000000").can("desk")


def test_a_post_in_a_village_counts_there_alone(scope_of):
    scope = scope_of("方敏仪", ZHAIQUN)
    assert scope.can("desk")
    for code in (TOWNSHIP, QIANGYA):
        assert not scope_of("方敏仪", code).can("desk")
        assert not scope.can("desk", Locality.get_by_id(code)), "asked for another place"


def test_a_place_is_not_below_one_whose_code_it_begins_with(scope_of):
    with transaction():
        village = Locality.get_by_id(ZHAIQUN)
        grids = [Locality.create(code=f"{ZHAIQUN}-{end}", name=end, short_name=end, kind="grid",
                                 parent=village, path=f"{village.path}{ZHAIQUN}-{end}/")
                 for end in ("g1", "g11")]
        worker = Person.create(name="网格", phone="+8613900000001")
        give_post(worker, "village_staff", grids[0])
    scope = scope_of(worker, None)
    assert scope.can("desk", grids[0]) and not scope.can("desk", grids[1])
    assert list(Locality.select().where(Locality.within(grids[0].path))) == [grids[0]]


@pytest.mark.parametrize("name, place, permission, can", [
    (None, ZHAIQUN, "public", True), (None, ZHAIQUN, "me", False),
    (None, ZHAIQUN, "legal.book", False), ("关启文", ZHAIQUN, "modules.switch", True),
    ("关启文", ZHAIQUN, "desk", False), ("关启文", ZHAIQUN, "legal.manage", False),
    ("梁书宁", ZHAIQUN, "legal.manage", False), ("方敏仪", ZHAIQUN, "legal.manage", True),
    ("方敏仪", QIANGYA, "legal.manage", False), ("黄美珍", ZHAIQUN, "legal.book", True),
    ("黄美珍", QIANGYA, "legal.book", False), ("司徒晴", QIANGYA, "legal.advise", True),
    ("谭仲明", QIANGYA, "legal.advise", False)])
def test_scope_can(scope_of, name, place, permission, can):
    assert scope_of(name, place).can(permission) is can


def test_a_permission_that_nobody_declared_is_an_error(scope_of):
    with pytest.raises(KeyError):
        scope_of("关启文", ZHAIQUN).can("legal.everything")


def test_without_a_place_any_post_counts(scope_of):
    assert scope_of("方敏仪", None).can("desk")
    assert not scope_of("黄美珍", None).can("desk")


def seen(model, scope):
    """The keys of the rows that a scope sees."""
    return {row.get_id() for row in model.visible_to(scope)}


def keys(model, *conditions):
    """The keys of the rows that these conditions choose."""
    return {row.get_id() for row in model.select().where(*conditions)}


def test_bookings(scope_of, person):
    mine = Booking.select().where(Booking.locality == ZHAIQUN).first()
    Booking.update(resident=person("黄美珍")).where(Booking.id == mine.id).execute()
    here, there = keys(Booking, Booking.locality == ZHAIQUN), keys(Booking,
                                                                  Booking.locality == QIANGYA)
    of_lawyer = keys(Booking, Booking.of_adviser(person("司徒晴")))
    assert here and there and of_lawyer - here and here - of_lawyer
    assert mine.id in seen(Booking, scope_of("黄美珍", ZHAIQUN)) == keys(
        Booking, Booking.resident == person("黄美珍"))
    assert seen(Booking, scope_of("司徒晴", ZHAIQUN)) == of_lawyer
    assert seen(Booking, scope_of("方敏仪", ZHAIQUN)) == here
    assert seen(Booking, scope_of("张远", QIANGYA)) == there
    for name in ("谢国强", "方立秋", "梁书宁", "关启文", None):
        assert seen(Booking, scope_of(name, ZHAIQUN)) == set(), name


def test_matters_are_for_the_two_of_them(scope_of, person):
    matter = Matter.select().join(Booking).where(Booking.locality == ZHAIQUN).first()
    Booking.update(resident=person("黄美珍")).where(Booking.id == matter.booking_id).execute()
    of_lawyer = {row.id for row in Matter.select().join(Booking).where(
        Booking.of_adviser(person("司徒晴")))}
    assert matter.id in seen(Matter, scope_of("黄美珍", ZHAIQUN)) == {row.id for row in Matter.select().join(
        Booking).where(Booking.resident == person("黄美珍"))}
    assert seen(Matter, scope_of("司徒晴", ZHAIQUN)) == of_lawyer
    for name in ("谢国强", "方敏仪", "方立秋", "梁书宁", "关启文", "张远", None):
        assert seen(Matter, scope_of(name, ZHAIQUN)) == set(), name


def test_notices_sessions_and_posts_are_ones_own(scope_of, person):
    with transaction():
        for name in ("黄美珍", "方敏仪"):
            notify(person(name), "消息", "内容", "/me/")
            open_session(person(name), "测试")
    for name in ("黄美珍", "方敏仪"):
        for model in (Notice, Session, Post):
            assert seen(model, scope_of(name, None)) == keys(model, model.person == person(name))
        assert seen(Notice, scope_of(name, None)) and seen(Session, scope_of(name, None))
        assert seen(Person, scope_of(name, None)) == {person(name).id}
    assert not any(seen(model, scope_of(None, None)) for model in (Notice, Session, Post, Person))


def test_a_session_that_ended_is_no_device(scope_of, person):
    open_session(person("黄美珍"), "测试")
    Session.update(ended_at=datetime.now(UTC)).execute()
    assert seen(Session, scope_of("黄美珍", None)) == set()


def test_households_are_ones_own(scope_of, person):
    for name in ("黄美珍", "方敏仪"):
        assert seen(Household, scope_of(name, ZHAIQUN)) == {person(name).household_id}, name
    for name in ("梁书宁", "关启文", None):
        assert seen(Household, scope_of(name, ZHAIQUN)) == set(), name
