"""Splitting, merging, moving away, death: what becomes of people and points, and that none is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from peewee import fn

from linli.database import LostRace, db, transaction, utc_now
from linli.people.models import Household, Person
from linli.register import events
from linli.testing import post
from linli.testing.pages import PageReader
from linli.testing.races import let_two_meet
from linli.toolkit.calendar import today
from linli.toolkit.figures.counting import count
from linli.toolkit.figures.periods import MONTH, Period
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import NotAllowed
from plugins.points.accounts import clock
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import CLOSED, LEAVING, OPEN, Account, Entry
from plugins.points.book.models import Rule
from plugins.points.changes import services
from plugins.points.changes.models import Change
from plugins.points.deciding.committee import members_of
from plugins.points.deeds.models import NOTICE, POSTED, Deed
from plugins.points.figures import REPORT
from plugins.points.module import module
from plugins.points.notice.posting import post as post_deed
from plugins.points.notice.posting import reverse
from plugins.points.shop.models import RESERVED, Good, Redemption
from plugins.points.shop.services import cancel
from plugins.points.tests import changing

HERE, REGISTER = "/440783108226/points", "/440783108226/register/households"
WHY = "户主到村委说的"


@pytest.fixture
def family(new_household, scope_of):
    """`family("900", 31, "甲一", "甲二")`: a household with its passbook and so many points."""
    def make(number, points, *names):
        account = accounts.join(scope_of("方敏仪"), new_household(number, *names))
        if points:
            with transaction():
                accounts.write(account, "deed", points, "test:1", "清扫门前")
        return Account.get_by_id(account.id)
    return make


def total():
    """The sum of all balances, which is the sum of all lines."""
    balances, lines = (model.select(fn.COALESCE(fn.SUM(value), 0)).scalar() for model, value in (
        (Account, Account.balance), (Entry, Entry.points)))
    assert balances == lines
    return balances


def names(account):
    return [each.name for each in Household.get_by_id(account.household_id).people.order_by(Person.id)]


def fresh(account):
    return Account.get_by_id(account.id)


def test_a_split_divides_people_and_points_and_loses_none(family, scope_of):
    old, before = family("900", 31, "甲一", "甲二"), total()
    Household.update(block="440783108226-b01").where(Household.id == old.household_id).execute()
    Account.update(off_lists=True).where(Account.id == old.id).execute()
    mover = Person.get(Person.name == "甲二")
    change = changing.split(scope_of("方敏仪"), old, "901", "9组901号", [mover.id], 15, 31, WHY, "n1")
    new = Account.get_by_id(change.other_id)
    assert (fresh(old).balance, new.balance, total()) == (16, 15, before)
    assert (names(old), names(new), new.off_lists) == (["甲一"], ["甲二"], True)
    assert new.household.block_id == "440783108226-b01"
    lines = Entry.select().where(Entry.record == f"points_change:{change.id}").order_by(Entry.id)
    assert [(line.account_id, line.kind, line.points) for line in lines] == [
        (old.id, "moved_out", -15), (new.id, "moved_in", 15)]
    told = {notice.person.name for notice in Notice.select().where(Notice.url == f"{HERE}/passbook")}
    assert {"甲一", "甲二"} <= told


def test_points_are_shared_once_and_as_they_were_shown(family, scope_of):
    old, clerk = family("900", 10, "甲一", "甲二"), scope_of("方敏仪")
    mover = Person.get(Person.name == "甲二")
    change = changing.split(clerk, old, "901", "9组", [mover.id], 0, 10, WHY, "n1")
    assert (fresh(old).balance, change.other.balance, change.points) == (10, 0, 0)
    for points, seen in ((5, 9), (11, 10)):
        with pytest.raises(LostRace):
            services.share(clerk, change, points, seen, f"n{points}{seen}")
    for name in ("黄美珍", "胡月娥", "张远"):
        with pytest.raises(NotAllowed):
            services.share(scope_of(name), change, 5, 10, name)
    assert fresh(old).balance == 10 and not Entry.select().where(Entry.record == f"points_change:{change.id}")
    services.share(clerk, change, 4, 10, "n3")
    with pytest.raises(LostRace):
        services.share(clerk, Change.get_by_id(change.id), 1, 6, "n4")
    assert (fresh(old).balance, fresh(change.other).balance) == (6, 4)


def test_a_split_that_fails_in_a_plugin_leaves_everything(family, scope_of, monkeypatch):
    old = family("900", 10, "甲一", "甲二")
    monkeypatch.setattr(services, "open_for", lambda *_arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        changing.split(scope_of("方敏仪"), old, "901", "别处", [Person.get(Person.name == "甲二").id], 5, 10,
                       WHY, "n1")
    assert names(old) == ["甲一", "甲二"] and fresh(old).balance == 10
    assert not Household.select().where(Household.number == "901").exists()
    assert not Change.select().where(Change.account == old.id).exists()


def test_who_takes_no_part_splits_and_merges_without_a_passbook(new_household, family, scope_of):
    plain, clerk = new_household("905", "丁一", "丁二"), scope_of("方敏仪")
    stays = family("901", 4, "乙一")
    events.split(changing.registry().tell, clerk, plain, "906", "别处",
                 [Person.get(Person.name == "丁二").id], WHY, "n1")
    events.merge(changing.registry().tell, clerk, plain, Household.get_by_id(stays.household_id), WHY, "n2")
    assert fresh(stays).balance == 4 and names(stays) == ["丁一", "乙一"]
    assert not Account.select().join(Household).where(Household.number.in_(("905", "906"))).exists()


def test_points_come_along_into_a_household_that_took_no_part(new_household, family, scope_of):
    gone, other, before = family("900", 31, "甲一"), new_household("907", "己一"), total()
    events.merge(changing.registry().tell, scope_of("方敏仪"), changing.home(gone), other, WHY, "n1")
    taken = Account.get(Account.household == other)
    assert (taken.state, taken.balance, fresh(gone).state, total()) == (OPEN, 31, CLOSED, before)


def test_a_merge_takes_everything_over(family, scope_of, place):
    gone, stays = family("900", 31, "甲一"), family("901", 4, "乙一")
    before = total()
    Account.update(off_lists=True).where(Account.id == gone.id).execute()
    deed, redemption = _in_flight(gone, place)
    change = changing.merge(scope_of("方敏仪"), gone, stays, WHY, "n1")
    assert (fresh(gone).balance, fresh(gone).state, fresh(stays).balance) == (0, CLOSED, 35)
    assert (total(), names(gone), names(stays)) == (before, [], ["甲一", "乙一"])
    assert fresh(stays).off_lists and change.points == 31
    assert Deed.get_by_id(deed.id).account_id == stays.id
    moved = Redemption.get_by_id(redemption.id)
    assert (moved.account_id, moved.state) == (stays.id, RESERVED)
    with pytest.raises(LostRace), transaction():
        accounts.write(gone, "spent", -1, "test:9", "肥皂")


def _in_flight(account, place):
    """A deed in notice and a piece of soap reserved."""
    someone = Person.get(Person.name == "方敏仪")
    rule = Rule.create(locality=place, number=9000, aspect="safety", title="报隐患", least=3, most=3,
                       starts_on="2026-01-01")
    good = Good.create(locality=place, title="试用肥皂", unit="块", price=5)
    return (Deed.create(number="JF-1", locality=place, account=account, rule=rule, points=3,
                        day="2026-01-02", source="staff", collected_by=someone, state=NOTICE),
            Redemption.create(number="DH-1", token="t", locality=place, account=account, good=good, count=1,
                              points=5, until="2030-01-01", reserved_by=someone))


def test_after_a_merge_goods_and_reversals_are_settled_with_the_household_that_stays(family, scope_of, place):
    gone, stays, clerk = family("900", 31, "甲一"), family("901", 4, "乙一"), scope_of("方敏仪")
    deed, old = _in_flight(gone, place)
    with transaction():
        accounts.write(gone, "deed", 3, f"points_deed:{deed.id}", "报隐患")
    Deed.update(state=POSTED).where(Deed.id == deed.id).execute()
    changing.merge(clerk, gone, stays, WHY, "n1")
    with pytest.raises(LostRace):
        cancel(clerk, old)  # as a page had read it before
    assert fresh(stays).balance == 38
    cancel(clerk, Redemption.get_by_id(old.id))
    assert fresh(stays).balance == 43
    assert reverse(clerk, Deed.get_by_id(deed.id), "记错了", "n2") == -3 and fresh(stays).balance == 40


def test_who_moved_away_spends_until_the_day_and_the_rest_lapses(family, scope_of, place):
    account = family("900", 31, "甲一")
    changing.move_away(scope_of("方敏仪"), account, WHY, "n1")
    left = fresh(account)
    assert left.state == LEAVING and left.balance == 31
    with transaction():
        accounts.write(account, "spent", -5, "test:2", "肥皂")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)):
        clock.tick(utc_now())
    assert (fresh(account).state, fresh(account).balance) == (CLOSED, 0)
    assert Entry.get(Entry.account == account.id, Entry.kind == "lapsed").points == -26


def test_death_leaves_the_passbook_to_those_who_are_left_then_to_the_heirs(family, scope_of):
    account, clerk = family("900", 31, "甲一", "甲二"), scope_of("方敏仪")
    first, last = Person.select().where(Person.name.in_(("甲一", "甲二"))).order_by(Person.id)
    changing.die(clerk, account, first.id, WHY, "n1")
    assert (fresh(account).state, names(account)) == (OPEN, ["甲二"])
    changing.die(clerk, account, last.id, WHY, "n2")
    assert (fresh(account).state, fresh(account).balance, names(account)) == (LEAVING, 31, [])


def test_with_a_death_account_and_seat_on_the_committee_are_gone(family, scope_of, client_as, person, place):
    member, page = person("胡月娥"), client_as("胡月娥")
    home = family("900", 31, "甲一").household
    Person.update(household=home).where(Person.id == member.id).execute()
    assert page.get(f"{HERE}/decide").status_code == 200 and member in members_of(place, today())
    with pytest.raises(LostRace):  # of another household: then nobody has died
        changing.die(scope_of("方敏仪"), home_of(home), person("黄美珍").id, WHY, "n1")
    assert page.get(f"{HERE}/decide").status_code == 200
    changing.die(scope_of("方敏仪"), home_of(home), member.id, WHY, "n2")
    assert page.get(f"{HERE}/decide").status_code != 200 and member not in members_of(place, today())
    assert {post.ends_on for post in member.posts} == {today()}


def home_of(household):
    return Account.get(Account.household == household)


def households_counted(place):
    """What the share of those who take part is counted over."""
    return count(REPORT, module, place, [Period.around(today(), MONTH)]).totals["taking_part"][0].below


def test_after_a_merge_the_empty_household_is_nowhere_counted_nor_joins_again(clerk, family, scope_of, place):
    gone, stays = family("900", 31, "甲一"), family("901", 4, "乙一")
    before = Household.registered_in(place).count()
    below = households_counted(place)
    changing.merge(scope_of("方敏仪"), gone, stays, WHY, "n1")
    assert Household.get_by_id(gone.household_id).closed_on == today()
    assert Household.registered_in(place).count() == before - 1
    assert households_counted(place) == below - 1
    answer = post(clerk, f"{HERE}/accounts/new", {"number": "900", "words": "户主说的"})
    assert answer.status_code == 422 and "没有这个户号" in answer.text
    with pytest.raises(LostRace):  # as a page that was opened before would
        accounts.join(scope_of("方敏仪"), gone.household)
    again = post(clerk, f"{REGISTER}/{stays.household_id}/split", {
        "number": "900", "address": "别处", "members": str(Person.get(Person.name == "甲一").id),
        "reason": WHY})
    assert again.status_code == 422 and "已经有这个户号" in again.text


def test_nobody_changes_their_own_household_nor_another_villages(family, account_of, scope_of, village):
    other = family("900", 5, "甲一")
    own = account_of("方敏仪")
    for name, account in (("方敏仪", own), ("黄美珍", other), ("张远", other), ("胡月娥", other)):
        with pytest.raises(NotAllowed):
            changing.move_away(scope_of(name), account, WHY, "n1")
    with pytest.raises(NotAllowed):
        changing.merge(scope_of("方敏仪"), other, own, WHY, "n2")


def test_points_spent_while_merging_are_not_made_anew(app, family, scope_of, monkeypatch):
    """What was spent first does not come along; what came along is not spent."""
    gone, stays = family("900", 31, "甲一"), family("901", 0, "乙一")
    before, scope = total(), scope_of("方敏仪")
    let_two_meet(monkeypatch, services, "_record")  # the merge stands there for a while

    def merge():
        with db.connection_context():
            changing.merge(scope, gone, stays, WHY, "n1")

    def spend():
        with db.connection_context(), transaction():
            accounts.write(gone, "spent", -31, "test:2", "电饭煲")
    with ThreadPoolExecutor(2) as pool:
        merged, spent = [_came_through(task) for task in [pool.submit(merge), pool.submit(spend)]]
    assert (merged or spent) and fresh(gone).balance == 0
    assert total() == (before - 31 if spent else before)


def test_a_deed_is_posted_into_the_passbook_that_it_went_to(app, family, scope_of, place, monkeypatch):
    """While its household merges: with the lock of that passbook, now or in the next round of the clock."""
    gone, stays = family("900", 31, "甲一"), family("901", 4, "乙一")
    deed, _goods = _in_flight(gone, place)
    Deed.update(notice_until=today() - timedelta(days=1)).where(Deed.id == deed.id).execute()
    scope, before = scope_of("方敏仪"), total()
    let_two_meet(monkeypatch, services, "_record")

    def merge():
        with db.connection_context():
            changing.merge(scope, gone, stays, WHY, "n1")

    def posts():
        with app.app_context(), db.connection_context():
            post_deed(deed.id, today())
    with ThreadPoolExecutor(2) as pool:
        merged = pool.submit(merge)
        posted = pool.submit(posts)
        came = _came_through(merged), _came_through(posted)
    if not came[1]:
        post_deed(deed.id, today())
    assert any(came) and Deed.get_by_id(deed.id).state == POSTED and total() == before + 3
    assert fresh(stays).balance == (38 if came[0] else 4)


def _came_through(task):
    try:
        task.result()
    except LostRace:
        return False
    return True


def test_two_who_merge_the_same_household_at_once(app, family, scope_of, monkeypatch):
    gone = family("900", 31, "甲一")
    targets, before, scope = [family("901", 0, "乙一"), family("902", 0, "丙一")], total(), scope_of("方敏仪")

    def merge(target):
        with db.connection_context():
            try:
                changing.merge(scope, gone, target, WHY, f"n{target.id}")
            except LostRace:
                return False
            return True
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(merge, targets)) == 1
    assert total() == before and Change.select().where(Change.account == gone.id).count() == 1


def test_a_clerk_splits_a_household_and_is_asked_for_the_points_next(clerk, family):
    old = family("900", 31, "甲一", "甲二")
    mover = Person.get(Person.name == "甲二")
    asked = post(clerk, f"{REGISTER}/{old.household_id}/split", {
        "number": "901", "address": "9组901号", "members": str(mover.id), "reason": WHY})
    change = changing.latest(old)
    assert asked.location == f"{HERE}/changes/{change.id}/share"
    assert 'value="15"' in clerk.get(asked.location).text
    for typed, said in (("32", "只有 31 分"), ("", "请填分多少"), ("-1", "整数"), ("0", "请填分多少")):
        answer = post(clerk, asked.location, {"points": typed})
        assert answer.status_code == 422 and said in answer.text
    stale = {**post_fields(clerk, asked.location), "points": "15"}
    with transaction():
        accounts.write(old, "deed", 3, "test:2", "清扫门前")
    answer = clerk.post(asked.location, data=stale)
    assert answer.status_code == 409 and "34 分" in answer.text
    assert post(clerk, asked.location, {"points": "15"}).status_code == 303
    page = clerk.get(f"{HERE}/changes/{change.id}").text
    assert "15 分" in page and WHY in page and "/share" not in page
    assert clerk.get(asked.location).status_code == 303
    assert "分户" in clerk.get(f"{HERE}/ledgers/changes").text
    assert "分户" in clerk.get(f"{HERE}/accounts/{old.id}/changes").text


def post_fields(client, url):
    """The hidden fields of the form at `url`."""
    return next(form.fields for form in PageReader(client.get(url).text).forms if "seen" in form.fields)


def test_who_may_open_the_pages_of_changes(clerk, client_as, family, account_of, scope_of):
    account, own = family("900", 31, "甲一", "甲二"), account_of("方敏仪")
    change = changing.split(scope_of("方敏仪"), account, "901", "9组", [Person.get(Person.name == "甲二").id],
                            0, 31, WHY, "n1")
    for url in (f"{HERE}/accounts/{account.id}/changes", f"{HERE}/changes/{change.id}/share"):
        assert clerk.get(url).status_code == 200
        assert {client_as(name).get(url).status_code for name in ("黄美珍", "周伯年", "梁书宁")} == {403}
    assert clerk.get(f"{HERE}/accounts/{own.id}/changes").status_code == 403
    assert clerk.get(f"{HERE}/accounts/999999/changes").status_code == 404
