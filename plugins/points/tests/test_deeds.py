"""Collecting a deed: its rule, its day, its cap, its household; hearing, taking back, activities."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from linli.database import LostRace, db, transaction, utc_now
from linli.modules.services import switch
from linli.people.services import give_post
from linli.testing.races import let_two_meet, without_guards
from linli.toolkit import activities, once
from linli.toolkit.calendar import add_working_days, today
from linli.toolkit.notices import Notice
from linli.toolkit.once import new_nonce
from linli.toolkit.refusals import FieldRefused
from linli.toolkit.workflow import NotAllowed, history_of
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import Account
from plugins.points.book import services as book
from plugins.points.book.models import Rule
from plugins.points.deeds import clock, limits, services
from plugins.points.deeds.models import (
    ACTIVITY,
    COLLECTED,
    EXCEL,
    HEARING,
    HOUSEHOLD,
    REFUSED,
    STAFF,
    WITHDRAWN,
    Deed,
)
from plugins.points.taking import collect_activity

DAY = timedelta(days=1)
TRAINING, SUGGESTION, HELP, FISHING, GIVING, TASKS = 5, 7, 12, 13, 15, 9


@pytest.fixture(autouse=True)
def committee(no_deeds, person, place):
    """Nothing was collected yet, and 胡月娥 is of the committee."""
    give_post(person("胡月娥"), "points_committee", place)


@pytest.fixture
def here(app):
    """A request: words are said in its language."""
    with app.test_request_context():
        yield


@pytest.fixture
def rule(place):
    """`rule(5)`: the version of a rule that stands today."""
    return lambda number: book.rule_on(place, number, today())


@pytest.fixture
def capped(scope_of, here):
    """A rule of the village: 2 to 3 points each time, at most 5 a month."""
    return book.add(scope_of("方敏仪"), {
        "aspect": "safety", "title": "巡村", "sign": "plus", "least": 2, "most": 3, "per": "month", "cap": 5,
        "proof": False, "offence": False, "activity": "", "source": "", "starts_on": today()}, new_nonce())


@pytest.fixture
def collect(scope_of, account_of, rule, here):
    """Collect for 黄美珍's household, by the clerk and today where nothing else is said."""
    def do(what, points, day=None, by="方敏仪", of="黄美珍", **more):
        what = rule(what) if isinstance(what, int) else what
        return services.collect(scope_of(by), account_of(of), what, points, day or today(), **more)
    return do


def test_a_plus_waits_for_the_committee(collect):
    deed = collect(TRAINING, 3, text="防溺水培训")
    assert (deed.points, deed.state, deed.number[:3]) == (3, COLLECTED, "JF-")
    assert deed.due_on == add_working_days(today(), 7)
    assert [line.name for line in history_of(deed)] == ["begin"]
    assert collect(TRAINING, 3).number > deed.number


def test_a_minus_is_heard_first_and_its_household_told(collect, person):
    deed = collect(FISHING, 10, decision_number="江渔罚〔2026〕3号")
    assert (deed.points, deed.state) == (-10, HEARING)
    assert deed.due_on == add_working_days(today(), 5)
    told = Notice.get(Notice.person == person("黄美珍"), Notice.url.contains(deed.number))
    assert told.url.endswith("/hearing") and "扣" not in told.title


@pytest.mark.parametrize(("number", "points", "days", "more", "field"), [
    (TRAINING, 4, 0, {}, "points"), (GIVING, 1, 0, {}, "points"), (GIVING, 11, 0, {}, "points"),
    (GIVING, -5, 0, {}, "points"), (GIVING, 0, 0, {}, "points"),
    (TRAINING, 3, 1, {}, "day"), (TRAINING, 3, -93, {}, "day"), (FISHING, 10, 0, {}, "decision_number"),
    (10, 3, 0, {}, "photos"), (TRAINING, 3, 0, {"source": HOUSEHOLD, "by": "黄美珍"}, "photos"),
    (FISHING, 10, 0, {"source": HOUSEHOLD, "by": "黄美珍", "decision_number": "1", "uploads": [1]}, "rule")])
def test_what_does_not_fit_is_refused(collect, number, points, days, more, field):
    with pytest.raises(FieldRefused) as refused:
        collect(number, points, today() + days * DAY, **more)
    assert refused.value.field == field and Deed.select().count() == 0


def test_no_deed_from_before_the_household_took_part(collect, account_of):
    account = account_of("黄美珍")
    type(account).update(joined_on=today() - 3 * DAY).execute()
    with pytest.raises(FieldRefused, match="才参加"):
        collect(TRAINING, 3, today() - 4 * DAY)
    assert collect(TRAINING, 3, today() - 3 * DAY)


def test_who_left_collects_no_more(collect, account_of, scope_of):
    accounts.leave(scope_of("黄美珍"), account_of("黄美珍"))
    with pytest.raises(FieldRefused, match="停用"):
        collect(TRAINING, 3)


@pytest.mark.parametrize("name", ["谢国强", "何永康", "周伯年", "张远", "梁书宁"])
def test_others_collect_nothing(collect, name):
    with pytest.raises(NotAllowed):
        collect(TRAINING, 3, by=name)
    with pytest.raises(NotAllowed):
        collect(TRAINING, 3, by=name, source=HOUSEHOLD, uploads=[1])


@pytest.mark.parametrize("name", ["方立秋", "胡月娥", "方敏仪"])
def test_those_who_propose_collect(collect, name):
    assert collect(TRAINING, 3, by=name).collected_by.name == name


@pytest.mark.parametrize("source", [STAFF, EXCEL])
@pytest.mark.parametrize("name", ["方立秋", "胡月娥", "方敏仪", "邓桂香"])
def test_nobody_collects_for_their_own_household(collect, name, source):
    with pytest.raises(FieldRefused, match="报一件好事") as refused:
        collect(TRAINING, 3, by=name, of=name, source=source)
    assert refused.value.field == "household" and Deed.select().count() == 0


def test_ones_own_household_reports_with_a_photo_as_everybody_does(collect):
    with pytest.raises(FieldRefused) as refused:
        collect(TRAINING, 3, by="方敏仪", of="方敏仪", source=HOUSEHOLD)
    assert refused.value.field == "photos"


def test_a_rule_of_another_village_is_none_of_ours(collect, rule, village):
    foreign = Rule.create(**{**rule(TRAINING).__data__, "id": None, "locality": village("强亚村")})
    with pytest.raises(FieldRefused) as refused:
        collect(foreign, 3)
    assert refused.value.field == "rule"


def test_a_deed_keeps_the_version_under_which_it_was_collected(collect, rule, scope_of, place):
    old = rule(TRAINING)
    deed = collect(old, 3)
    values = {**old.__data__, "sign": "plus", "least": 9, "most": 9, "cap": None, "starts_on": today()}
    keys = ("aspect", "title", "sign", "least", "most", "per", "cap", "proof", "offence", "activity",
            "source",
            "starts_on")
    book.change(scope_of("方敏仪"), TRAINING, old.version, {key: values[key] for key in keys}, new_nonce())
    assert Deed.get_by_id(deed.id).rule.worth == "+3" and rule(TRAINING).worth == "+9"
    with pytest.raises(FieldRefused):  # the form was open while the rule changed
        collect(old, 3)


def test_the_day_of_the_deed_says_which_version_holds(place):
    changed = Rule.get(Rule.number == 3, Rule.ends_on.is_null())
    assert book.rule_on(place, 3, changed.starts_on - DAY).worth == "−2"


# Caps


def test_a_cap_counts_over_versions_and_months(collect, capped):
    with time_machine.travel(datetime(2027, 3, 10, 4, tzinfo=UTC), tick=False):
        assert collect(capped, 3) and collect(capped, 2)
        with pytest.raises(FieldRefused, match="只剩 0 分"):
            collect(capped, 2)
        assert collect(capped, 3, date(2027, 2, 27))
        assert collect(capped, 3, of="谢国强")


@pytest.mark.parametrize(("state", "free"), [(REFUSED, True), (WITHDRAWN, True), ("posted", False),
                                             ("notice", False), ("struck", True), ("reversed", True)])
def test_what_came_to_nothing_leaves_the_cap_free(collect, capped, state, free):
    collect(capped, 3)
    Deed.update(state=state).execute()
    account = Deed.get().account
    assert limits.room(account, capped, today()) == (5 if free else 2)


def _at_once(app, count, do):
    def one(number):
        with app.test_request_context(), db.connection_context():
            try:
                return do(number)
            except (FieldRefused, LostRace, once.AlreadyDone) as error:
                return error
    db.close()
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_two_at_once_do_not_pass_the_cap(app, monkeypatch, scope_of, account_of, capped):
    let_two_meet(monkeypatch, limits, "room")
    clerks, account = (scope_of("方敏仪"), scope_of("胡月娥")), account_of("黄美珍")
    found = _at_once(app, 2, lambda number: services.collect(clerks[number], account, capped, 3, today()))
    assert sorted(type(each).__name__ for each in found) == ["Deed", "FieldRefused"]
    assert sum(deed.points for deed in Deed.select()) == 3


def test_without_the_guard_they_would(app, monkeypatch, scope_of, account_of, capped):
    without_guards(monkeypatch, services)
    let_two_meet(monkeypatch, limits, "room")
    clerks, account = (scope_of("方敏仪"), scope_of("胡月娥")), account_of("黄美珍")
    _at_once(app, 2, lambda number: services.collect(clerks[number], account, capped, 3, today()))
    assert sum(deed.points for deed in Deed.select()) > 5


def test_a_form_sent_ten_times_makes_one_deed(app, scope_of, account_of, rule):
    scope, account, training = scope_of("方敏仪"), account_of("黄美珍"), rule(TRAINING)
    found = _at_once(app, 10, lambda _number: services.collect(
        scope, account, training, 3, today(), nonce="CollectForm:same"))
    assert len({getattr(each, "number", None) or each.result for each in found}) == 1
    assert Deed.select().count() == 1


# Hearing and taking back


def test_the_household_says_its_words(collect, scope_of):
    deed = collect(FISHING, 10, decision_number="1号")
    with pytest.raises(NotAllowed):
        services.answer(scope_of("谢国强"), deed, "不关我事", new_nonce())
    services.answer(scope_of("黄美珍"), deed, "已经交了罚款", new_nonce())
    deed = Deed.get_by_id(deed.id)
    assert (deed.state, deed.household_words) == (COLLECTED, "已经交了罚款")
    assert deed.due_on == add_working_days(today(), 7)
    with pytest.raises(LostRace):
        services.answer(scope_of("黄美珍"), deed, "再说一句", new_nonce())


def test_the_days_pass_and_the_committee_may_decide(collect, here):
    deed = collect(FISHING, 10, decision_number="1号")
    with time_machine.travel(datetime.combine(deed.due_on, datetime.min.time(), UTC), tick=False):
        clock.tick(utc_now())
        assert Deed.get_by_id(deed.id).state == HEARING
    with time_machine.travel(datetime.combine(deed.due_on + DAY, datetime.min.time(), UTC), tick=False):
        assert services.close_hearings(today()) == 1
        assert services.close_hearings(today()) == 0
        assert Deed.get_by_id(deed.id).due_on == add_working_days(today(), 7)
    assert Deed.get_by_id(deed.id).state == COLLECTED


def test_two_clocks_hear_once(app, collect):
    deed = collect(FISHING, 10, decision_number="1号")
    Deed.update(due_on=today() - DAY).execute()
    assert sorted(_at_once(app, 3, lambda _number: services.close_hearings(today()))) == [0, 0, 1]
    assert [line.name for line in history_of(deed)] == ["begin", "heard"]


def test_who_collected_takes_it_back_before_it_is_decided(collect, scope_of, person):
    deed = collect(FISHING, 10, decision_number="1号", by="方立秋")
    with pytest.raises(NotAllowed):
        services.withdraw(scope_of("方敏仪"), deed, "弄错了", new_nonce())
    before = Notice.select().where(Notice.person == person("黄美珍")).count()
    services.withdraw(scope_of("方立秋"), deed, "弄错了", new_nonce())
    assert Deed.get_by_id(deed.id).state == WITHDRAWN
    assert Notice.select().where(Notice.person == person("黄美珍")).count() == before + 1
    other = collect(TRAINING, 3, by="方立秋")
    Deed.update(state="notice").where(Deed.id == other.id).execute()
    with pytest.raises(LostRace):
        services.withdraw(scope_of("方立秋"), other, "弄错了", new_nonce())


def test_who_sees_a_minus(collect, scope_of):
    def seen(name):
        return Deed.visible_to(scope_of(name)).where(Deed.id == deed.id).exists()
    deed = collect(FISHING, 10, decision_number="1号", by="方立秋")
    assert {name for name in ("黄美珍", "谢国强", "方立秋", "谢小禾", "方敏仪", "胡月娥", "周伯年", "何永康",
                              "邓桂香",
                              "梁书宁", "张远") if seen(name)} == {"黄美珍", "方立秋", "方敏仪", "胡月娥",
                                                                   "周伯年"}
    Deed.update(state="posted").execute()
    assert not seen("方立秋") and seen("黄美珍")


# Activities of other plugins


@pytest.fixture
def done(place, person, account_of):
    """A finished task of 黄美珍, whose household takes part."""
    def make(record="leaders_claim:9001", worth=3, kind="leaders.task", where=place, day=None):
        account_of("黄美珍")
        with transaction():
            return activities.write(record, kind, "清理水渠", where, person("黄美珍"), day or today(), 60,
                                    worth)
    return make


def _earn(activity):
    with transaction():
        return collect_activity(activity)


@pytest.mark.parametrize(("worth", "points"), [(3, 3), (1, 1), (5, 5), (50, 5)])
def test_a_finished_task_is_a_deed(here, done, worth, points):
    deed = _earn(done(worth=worth))
    assert (deed.points, deed.source, deed.text, deed.state) == (points, ACTIVITY, "清理水渠", COLLECTED)
    assert deed.collected_by is None and deed.rule.number == TASKS


def test_what_earns_nothing(here, done, place, village, account_of):
    assert _earn(done("a:1", worth=0)) is None
    assert _earn(done("a:2", kind="legal.talk")) is None
    assert _earn(done("a:3", where=village("强亚村"))) is None
    assert _earn(done("a:4", day=today() - timedelta(days=300))) is None
    activity = done("a:5")
    switch(place, "points", False, None)
    assert _earn(activity) is None
    switch(place, "points", True, None)
    Account.update(state="leaving").where(Account.id == account_of("黄美珍").id).execute()
    assert _earn(activity) is None and Deed.select().count() == 0


def test_what_passes_the_cap_is_cut(here, done):
    Rule.update(per="month", cap=7, least=2).where(Rule.number == TASKS).execute()
    found = [_earn(done(f"a:{number}", worth=5)) for number in range(3)]
    assert [deed and deed.points for deed in found] == [5, 2, None]


def test_excel_and_staff_share_the_cap(collect, capped):
    collect(capped, 3, source=EXCEL)
    with pytest.raises(FieldRefused):
        collect(capped, 3)
