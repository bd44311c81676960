"""Splitting, merging, moving away, death: what becomes of people and points, and that none is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from peewee import fn

from linli.database import LostRace, db, transaction, utc_now
from linli.people.households import NumberTaken
from linli.people.models import Household, Person
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
from plugins.points.changes.models import DEATH, MOVED_AWAY, Change
from plugins.points.deciding.committee import members_of
from plugins.points.deeds.models import NOTICE, POSTED, Deed
from plugins.points.figures import REPORT
from plugins.points.module import module
from plugins.points.notice.posting import post as post_deed
from plugins.points.notice.posting import reverse
from plugins.points.shop.models import RESERVED, Good, Redemption
from plugins.points.shop.services import cancel

HERE = "/440783108226/points"
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
    change = services.split(scope_of("方敏仪"), old, "901", "9组901号", [mover.id], 15, 31, WHY, "n1")
    new = Account.get_by_id(change.other_id)
    assert (fresh(old).balance, new.balance, total()) == (16, 15, before)
    assert (names(old), names(new), new.off_lists) == (["甲一"], ["甲二"], True)
    assert new.household.block_id == "440783108226-b01"
    lines = Entry.select().where(Entry.record == f"points_change:{change.id}").order_by(Entry.id)
    assert [(line.account_id, line.kind, line.points) for line in lines] == [
        (old.id, "moved_out", -15), (new.id, "moved_in", 15)]
    told = {notice.person.name for notice in Notice.select().where(Notice.url == f"{HERE}/passbook")}
    assert {"甲一", "甲二"} <= told


def test_a_split_is_all_or_nothing(family, scope_of):
    old, clerk = family("900", 10, "甲一", "甲二"), scope_of("方敏仪")
    mover, stranger = (Person.get(Person.name == name) for name in ("甲二", "黄美珍"))
    for error, number, people, points, seen in (
            (NumberTaken, "900", [mover.id], 5, 10), (LostRace, "901", [mover.id], 5, 9),
            (LostRace, "901", [stranger.id], 5, 10), (LostRace, "901", [mover.id], 11, 10)):
        with pytest.raises(error):
            services.split(clerk, old, number, "别处", people, points, seen, WHY, f"{number}{points}{seen}")
    assert names(old) == ["甲一", "甲二"] and fresh(old).balance == 10
    assert not Household.select().where(Household.number == "901").exists() and not Change.select().where(
        Change.account == old.id).exists()


def test_a_merge_takes_everything_over(family, scope_of, place):
    gone, stays = family("900", 31, "甲一"), family("901", 4, "乙一")
    before = total()
    Account.update(off_lists=True).where(Account.id == gone.id).execute()
    deed, redemption = _in_flight(gone, place)
    change = services.merge(scope_of("方敏仪"), gone, stays, (31, 4), WHY, "n1")
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
    services.merge(clerk, gone, stays, (34, 4), WHY, "n1")
    with pytest.raises(LostRace):
        cancel(clerk, old)  # as a page had read it before
    assert fresh(stays).balance == 38
    cancel(clerk, Redemption.get_by_id(old.id))
    assert fresh(stays).balance == 43
    assert reverse(clerk, Deed.get_by_id(deed.id), "记错了", "n2") == -3 and fresh(stays).balance == 40


def test_who_moved_away_spends_until_the_day_and_the_rest_lapses(family, scope_of, place):
    account = family("900", 31, "甲一")
    services.move_away(scope_of("方敏仪"), account, 31, WHY, "n1")
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
    services.die(clerk, account, first.id, 31, WHY, "n1")
    assert (fresh(account).state, names(account)) == (OPEN, ["甲二"])
    services.die(clerk, account, last.id, 31, WHY, "n2")
    assert (fresh(account).state, fresh(account).balance, names(account)) == (LEAVING, 31, [])


def test_with_a_death_account_and_seat_on_the_committee_are_gone(family, scope_of, client_as, person, place):
    member, page = person("胡月娥"), client_as("胡月娥")
    home = family("900", 31, "甲一").household
    Person.update(household=home).where(Person.id == member.id).execute()
    assert page.get(f"{HERE}/decide").status_code == 200 and member in members_of(place, today())
    with pytest.raises(LostRace):  # the balance is another one: then nobody has died
        services.die(scope_of("方敏仪"), home_of(home), member.id, 30, WHY, "n1")
    assert page.get(f"{HERE}/decide").status_code == 200
    services.die(scope_of("方敏仪"), home_of(home), member.id, 31, WHY, "n2")
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
    services.merge(scope_of("方敏仪"), gone, stays, (31, 4), WHY, "n1")
    assert Household.get_by_id(gone.household_id).closed_on == today()
    assert Household.registered_in(place).count() == before - 1
    assert households_counted(place) == below - 1
    answer = post(clerk, f"{HERE}/accounts/new", {"number": "900", "words": "户主说的"})
    assert answer.status_code == 422 and "没有这个户号" in answer.text
    with pytest.raises(LostRace):  # as a page that was opened before would
        accounts.join(scope_of("方敏仪"), gone.household)
    again = post(clerk, f"{HERE}/accounts/{stays.id}/split", {
        "number": "900", "address": "别处", "members": str(Person.get(Person.name == "甲一").id),
        "points": "1", "reason": WHY})
    assert again.status_code == 422 and "已经有这个户号" in again.text


def test_the_new_household_lives_where_the_old_one_does_or_where_the_clerk_says(clerk, family, village):
    old, here = family("900", 31, "甲一", "甲二"), village("宅群村").code
    blocks = [f"{here}-b01", f"{here}-m01"]
    Household.update(block=blocks[0]).where(Household.id == old.household_id).execute()
    mover, url = Person.get(Person.name == "甲二"), f"{HERE}/accounts/{old.id}/split"
    typed = {"number": "901", "address": "9组901号", "members": str(mover.id), "points": "15", "reason": WHY}
    sure = post(clerk, url, typed)
    assert "1 号楼" in sure.text and hidden(sure)["block"] == blocks[0]
    assert hidden(post(clerk, url, {**typed, "block": ""}))["block"] == ""
    assert post(clerk, url, {**typed, "block": "440783108227"}).status_code == 422
    clerk.post(url, data={**hidden(sure), "block": blocks[1]})
    assert Household.get(Household.number == "901").block_id == blocks[1]


def test_nobody_changes_their_own_household_nor_another_villages(family, account_of, scope_of, village):
    other = family("900", 5, "甲一")
    own = account_of("方敏仪")
    for name, account in (("方敏仪", own), ("黄美珍", other), ("张远", other), ("胡月娥", other)):
        with pytest.raises(NotAllowed):
            services.move_away(scope_of(name), account, account.balance, WHY, "n1")
    with pytest.raises(NotAllowed):
        services.merge(scope_of("方敏仪"), other, own, (5, own.balance), WHY, "n2")


def test_points_spent_while_merging_are_not_made_anew(app, family, scope_of, monkeypatch):
    """One of both comes through, and the sum says which."""
    gone, stays = family("900", 31, "甲一"), family("901", 0, "乙一")
    before, scope = total(), scope_of("方敏仪")
    let_two_meet(monkeypatch, services, "_record")  # the merge stands there for a while

    def merge():
        with db.connection_context():
            services.merge(scope, gone, stays, (31, 0), WHY, "n1")

    def spend():
        with db.connection_context(), transaction():
            accounts.write(gone, "spent", -31, "test:2", "电饭煲")
    with ThreadPoolExecutor(2) as pool:
        merged, spent = [_came_through(task) for task in [pool.submit(merge), pool.submit(spend)]]
    assert merged != spent and fresh(gone).balance == 0
    assert total() == (before if merged else before - 31)


def test_a_deed_is_posted_into_the_passbook_that_it_went_to(app, family, scope_of, place, monkeypatch):
    """While its household merges: with the lock of that passbook, now or in the next round of the clock."""
    gone, stays = family("900", 31, "甲一"), family("901", 4, "乙一")
    deed, _goods = _in_flight(gone, place)
    Deed.update(notice_until=today() - timedelta(days=1)).where(Deed.id == deed.id).execute()
    scope, before = scope_of("方敏仪"), total()
    let_two_meet(monkeypatch, services, "_record")

    def merge():
        with db.connection_context():
            services.merge(scope, gone, stays, (31, 4), WHY, "n1")

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
                services.merge(scope, gone, target, (31, 0), WHY, f"n{target.id}")
            except LostRace:
                return False
            return True
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(merge, targets)) == 1
    assert total() == before and Change.select().where(Change.account == gone.id).count() == 1


def hidden(answer):
    return PageReader(answer.text).forms[-1].fields


def test_a_clerk_splits_a_household_after_seeing_what_changes(clerk, family):
    old = family("900", 31, "甲一", "甲二")
    url, mover = f"{HERE}/accounts/{old.id}/split", Person.get(Person.name == "甲二")
    assert 'value="15"' in clerk.get(url).text
    typed = {"number": "901", "address": "9组901号", "members": str(mover.id), "points": "15", "reason": WHY}
    sure = post(clerk, url, typed)
    assert sure.status_code == 200 and "16 分" in sure.text and not Change.select().where(
        Change.account == old.id).exists()
    fields = hidden(sure)
    again = clerk.post(url, data={**fields, "again": "1"})
    assert again.status_code == 200 and "9组901号" in again.text and "checked" in again.text
    first, second = (clerk.post(url, data=fields) for _each in range(2))
    assert first.status_code == 303 and first.location == second.location
    page = clerk.get(first.location).text
    assert "15 分" in page and WHY in page
    assert "分户" in clerk.get(f"{HERE}/ledgers/changes").text
    assert "分户" in clerk.get(f"{HERE}/accounts/{old.id}/changes").text


@pytest.mark.parametrize(("typed", "message"), [
    ({"number": "101"}, "已经有这个户号"), ({"members": ""}, "请至少选一位"), ({"points": "32"},
                                                                               "只有 31 分"),
    ({"points": ""}, "请填分多少"), ({"points": "-1"}, "整数"), ({"reason": " "}, "请写几句说明"),
    ({"address": ""}, "请填新户的住址"), ({"members": "999999"}, "")])
def test_a_split_that_is_filled_in_wrong_keeps_what_was_typed(clerk, family, typed, message):
    old = family("900", 31, "甲一", "甲二")
    mover = Person.get(Person.name == "甲二")
    answer = post(clerk, f"{HERE}/accounts/{old.id}/split", {
        "number": "901", "address": "榕树下", "members": str(mover.id), "points": "15", "reason": WHY,
        **typed})
    assert answer.status_code == 422 and message in answer.text
    assert "榕树下" in answer.text or "address" in typed


def test_points_that_changed_meanwhile_are_shown_again(clerk, family):
    gone, stays = family("900", 31, "甲一"), family("901", 4, "乙一")
    url = f"{HERE}/accounts/{gone.id}/merge"
    for number, message in (("999", "没有在用的存折"), ("900", "这就是"), ("104", "")):
        answer = post(clerk, url, {"number": number, "reason": WHY})
        assert answer.status_code == 422 and message in answer.text
    fields = hidden(post(clerk, url, {"number": "901", "reason": WHY}))
    with transaction():
        accounts.write(stays, "deed", 3, "test:2", "清扫门前")
    answer = clerk.post(url, data=fields)
    assert answer.status_code == 409 and "38 分" in answer.text
    assert clerk.post(url, data=hidden(answer)).status_code == 303
    assert fresh(stays).balance == 38
    assert clerk.post(url, data={**hidden(answer), "nonce": "other"}).status_code == 409


def test_moving_away_and_death_have_their_pages(clerk, family):
    account = family("900", 31, "甲一")
    url = f"{HERE}/accounts/{account.id}/move-away"
    sure = post(clerk, url, {"reason": WHY})
    assert "最后兑换日" in sure.text
    assert clerk.post(url, data=hidden(sure)).status_code == 303 and fresh(account).state == LEAVING
    assert clerk.get(url).status_code == 303
    url = f"{HERE}/accounts/{account.id}/death"
    someone = Person.get(Person.name == "甲一")
    assert post(clerk, url, {"reason": WHY}).status_code == 422
    sure = post(clerk, url, {"person": str(someone.id), "reason": WHY})
    assert clerk.post(url, data=hidden(sure)).status_code == 303 and names(account) == []
    entered = Change.select().where(Change.account == account.id).order_by(Change.id)
    assert [change.kind for change in entered] == [MOVED_AWAY, DEATH]


def test_who_may_open_the_pages_of_changes(clerk, client_as, family, account_of):
    account, own = family("900", 31, "甲一"), account_of("方敏仪")
    for tail in ("changes", "split", "merge", "move-away", "death"):
        url = f"{HERE}/accounts/{account.id}/{tail}"
        assert clerk.get(url).status_code == 200
        assert {client_as(name).get(url).status_code for name in ("黄美珍", "周伯年", "梁书宁")} == {403}
        assert clerk.get(f"{HERE}/accounts/{own.id}/{tail}").status_code == 403
        assert clerk.get(f"{HERE}/accounts/999999/{tail}").status_code == 404

