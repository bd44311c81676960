"""Joining and leaving, lines and balances, the passbook, and who may read it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from peewee import fn

from linli.audit.models import AuditLine
from linli.database import LostRace, db, transaction, utc_now
from linli.modules.services import save_settings
from linli.testing import count_queries, post
from linli.toolkit.calendar import today
from linli.toolkit.notices import Notice
from linli.toolkit.workflow import NotAllowed
from plugins.points.accounts import clock, names
from plugins.points.accounts import services as accounts
from plugins.points.accounts.models import CLOSED, LEAVING, OPEN, Account, Entry
from plugins.points.module import module

HERE = "/440783108226/points"


def put(account, points, record="test:1", kind="deed"):
    with transaction():
        return accounts.write(account, kind, points, record, "清扫门前")


def sums(account):
    """Balance, and the sum of the lines: they are always the same."""
    lines = Entry.select(fn.SUM(Entry.points)).where(Entry.account == account.id).scalar() or 0
    return Account.get_by_id(account.id).balance, lines


def test_two_members_who_join_at_once_have_one_passbook(app, new_household, scope_of):
    household = new_household("900", "甲一", "甲二")

    def enter(person):
        with db.connection_context():
            return accounts.join(scope_of(person), household).number
    with ThreadPoolExecutor(2) as pool:
        numbers = set(pool.map(enter, household.people))
    assert len(numbers) == 1 and numbers.pop().startswith("ZH-")
    assert Account.select().where(Account.household == household).count() == 1


def test_only_the_household_or_its_village_joins_and_leaves(new_household, scope_of, account_of):
    household = new_household("900", "甲一")
    for stranger in ("黄美珍", "张远", "梁书宁"):
        with pytest.raises(NotAllowed):
            accounts.join(scope_of(stranger), household)
        with pytest.raises(NotAllowed):
            accounts.leave(scope_of(stranger), account_of("谢国强"))
    entered = accounts.join(scope_of("方敏仪"), household, "甲一口头说的")
    assert entered.joined_by.name == "方敏仪"


def test_who_leaves_may_spend_until_the_day_and_then_it_lapses(app, account_of, scope_of, place):
    save_settings(module, place, {"leaving_days": 10}, None)
    account = account_of("黄美珍")
    put(account, 30)
    had = sums(account)[0]
    accounts.leave(scope_of("黄美珍"), account)
    with pytest.raises(LostRace):
        accounts.leave(scope_of("黄美珍"), Account.get_by_id(account.id))
    put(account, -5, "test:2", "spent")
    last = datetime.now(UTC) + timedelta(days=10)
    with time_machine.travel(last):
        clock.tick(utc_now())
        assert Account.get_by_id(account.id).state == LEAVING
    with time_machine.travel(last + timedelta(days=1)):
        clock.tick(utc_now())
        clock.tick(utc_now())
    closed = Account.get_by_id(account.id)
    assert closed.state == CLOSED and sums(account) == (0, 0)
    lapsed = Entry.select().where(Entry.account == account.id, Entry.kind == "lapsed")
    assert [line.points for line in lapsed] == [5 - had]


def test_a_closed_passbook_gives_nothing_and_what_comes_back_lapses(app, account_of):
    account = account_of("黄美珍")
    balance = sums(account)[0]
    if balance:
        put(account, -balance, "test:0", "spent")
    Account.update(state=CLOSED).where(Account.id == account.id).execute()
    with pytest.raises(LostRace):
        put(account, -1)
    put(account, 8, "test:2", "given_back")
    assert sums(account) == (0, 0)


def test_joining_again_goes_on_with_the_same_passbook(app, account_of, scope_of):
    account = account_of("黄美珍")
    accounts.leave(scope_of("黄美珍"), account)
    again = accounts.join(scope_of("黄美珍"), account.household)
    assert (again.id, again.state, again.leaving_until) == (account.id, OPEN, None)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=400)):
        clock.tick(utc_now())
    assert Account.get_by_id(account.id).state == OPEN


def test_a_balance_is_its_lines_and_never_below_zero(app, account_of):
    account = account_of("黄美珍")
    before = sums(account)[0]
    put(account, 12)
    with pytest.raises(accounts.TooFewPoints):
        put(account, -before - 13, "test:2")
    with transaction():
        taken = accounts.write_at_most(account, "deed", -before - 50, "test:3", title="乱堆放")
    assert taken.points == -before - 12 and sums(account) == (0, 0)


def test_names_as_the_village_chose(app, account_of, person):
    account, people = account_of("黄美珍"), [person("黄美珍")]
    number = account.household.number
    assert names.shown_name(account.household, people, "masked") == f"{number} 户 黄*珍"
    assert names.shown_name(account.household, people, "full") == f"{number} 户 黄美珍"
    assert names.shown_name(account.household, people, "number") == f"{number} 户"
    found = names.shown_names(Account.select(Account.id).where(Account.id == account.id), "masked")
    assert found == {account.id: f"{number} 户 黄*珍"}
    assert [names.masked(name) for name in ("黄珍", "司徒美珍")] == ["黄*", "司**珍"]


def test_the_number_names_the_year(app, new_household, scope_of):
    assert accounts.join(scope_of("方敏仪"), new_household("900", "甲一")).number.startswith(
        f"ZH-{today().year}-")


def test_a_household_joins_reads_its_passbook_and_leaves(app, client_as, person, new_household):
    resident = person("黄美珍")
    resident.household = new_household("900", "黄小文")
    resident.save()
    client = client_as("黄美珍")
    assert client.get(f"{HERE}/passbook").location.endswith("/points/join")
    page = client.get(f"{HERE}/join").text
    assert "黄小文" in page and "自愿" in client.get(f"{HERE}/").text
    assert post(client, f"{HERE}/join").location.endswith("/passbook")
    account = Account.get(Account.household == resident.household)
    put(account, 5)
    page = client.get(f"{HERE}/passbook").text
    assert account.number in page and "清扫门前" in page and "+5" in page and "共 1 笔" in page
    assert post(client, f"{HERE}/passbook/leave").status_code == 303
    page = client.get(f"{HERE}/passbook").text
    assert "只能兑换" in page and "再来参加" in page
    assert post(client, f"{HERE}/join").status_code == 303
    assert Account.get_by_id(account.id).state == OPEN


def test_every_member_sees_it_and_no_neighbour(app, client_as, account_of, person):
    account = account_of("黄美珍")
    member = person("谢国强")
    other = account_of("谢国强")
    member.household = account.household
    member.save()
    assert account.number in client_as("谢国强").get(f"{HERE}/passbook").text
    page = f"{HERE}/accounts/{account.id}"
    assert {client_as(name).get(page).status_code for name in ("谢国强", "梁书宁", "张远", "谢小禾")} == {403}
    assert client_as("方敏仪").get(f"{HERE}/accounts/{other.id}").status_code == 200
    assert client_as("周伯年").get(page).status_code == 200
    assert client_as(None).get(f"{HERE}/passbook").status_code == 302
    assert client_as("方敏仪").get(f"/440783108227/points/accounts/{account.id}").status_code == 404


def test_staff_enter_a_household_on_its_word_and_it_is_told(clerk, new_household):
    household = new_household("900", "甲一")
    form = f"{HERE}/accounts/new"
    for number, words, message in (("901", "甲一", "没有这个户号"), ("", "甲一", "请填户号"), ("900", "",
                                                                                               "谁说")):
        answer = post(clerk, form, {"number": number, "words": words})
        assert answer.status_code == 422 and message in answer.text
    assert post(clerk, form, {"number": "900", "words": "甲一电话里说的"}).status_code == 303
    account = Account.get(Account.household == household)
    page = clerk.get(f"{HERE}/accounts/{account.id}").text
    assert "甲一电话里说的" in page and "方敏仪" in page
    told = Notice.get(Notice.person == household.people.get())
    assert "参加了积分存折" in told.title and "方敏仪" in told.text
    leave = f"{HERE}/accounts/{account.id}/leave"
    assert post(clerk, leave, {"words": " "}).status_code == 422
    assert post(clerk, leave, {"words": "甲一说不要了"}).status_code == 303
    assert Account.get_by_id(account.id).state == LEAVING


def test_a_copy_of_anothers_passbook_is_told_to_the_audit(clerk, client_as, account_of):
    account = account_of("黄美珍")
    put(account, 5)
    url = f"{HERE}/accounts/{account.id}/print"
    assert post(clerk, url, {"purpose": ""}).status_code == 422
    assert not AuditLine.select().where(AuditLine.act == "export").exists()
    paper = post(clerk, url, {"purpose": "archive", "words": "年底"})
    assert paper.status_code == 200 and "清扫门前" in paper.text and "年底" in paper.text
    line = AuditLine.get(AuditLine.act == "export")
    assert (line.what, line.details, line.person.name) == ("points.passbook", account.number, "方敏仪")
    assert "积分细则" in paper.text and "清扫门前" in client_as("黄美珍").get(f"{HERE}/passbook/print").text
    assert AuditLine.select().where(AuditLine.act == "export").count() == 1
    own = account_of("方敏仪")
    assert clerk.get(f"{HERE}/accounts/{own.id}/print").status_code == 200


def test_a_household_stays_off_lists_by_its_own_wish(client_as, account_of):
    client, account = client_as("黄美珍"), account_of("黄美珍")
    assert post(client, f"{HERE}/passbook/lists", {"listed": "maybe"}).status_code == 422
    for wish, off in (("off", True), ("on", False)):
        assert post(client, f"{HERE}/passbook/lists", {"listed": wish}).status_code == 303
        assert Account.get_by_id(account.id).off_lists == off


def test_the_ledgers_add_up_for_the_village_and_are_closed_to_the_township(clerk, client_as, account_of):
    put(account_of("黄美珍"), 7)
    total = Account.select(fn.SUM(Account.balance)).where(Account.locality == "440783108226").scalar()
    for name in ("accounts", "entries"):
        page = clerk.get(f"{HERE}/ledgers/{name}").text
        assert f">{total}<" in page
        assert client_as("梁书宁").get(f"/440783108000/points/ledgers/{name}").status_code == 403
        assert client_as("黄美珍").get(f"{HERE}/ledgers/{name}").status_code == 403


def test_twenty_lines_a_page_and_no_more_queries_for_more(client_as, account_of):
    account, client, found = account_of("黄美珍"), client_as("黄美珍"), []
    before = Entry.select().where(Entry.account == account.id).count()
    put(account, 1, "many:0")
    for count in (1, 41):
        while Entry.select().where(Entry.account == account.id).count() < before + count:
            put(account, 1, f"many:{Entry.select().count()}")
        with count_queries() as seen:
            page = client.get(f"{HERE}/passbook").text
        found.append(len(seen))
    assert found[0] == found[1] <= 12 and page.count(" · 积分<") == 20
    assert "第 2 页" in client.get(f"{HERE}/passbook?page=2").text


def test_the_home_says_what_is_there_to_everybody(client_as, account_of, app):
    account_of("黄美珍")
    pages = {name: client_as(name).get(f"{HERE}/").text for name in (None, "黄美珍", "许志华", "方敏仪")}
    assert "我家现在有" in pages["黄美珍"] and "我家要参加" in pages[None]
    assert "积分户台账" in pages["方敏仪"] and "积分户台账" not in pages["黄美珍"]
    above = client_as(None).get("/440783108000/points/").text
    assert "宅群村" in above and "户参加" in above and "积分统计" not in above
    assert "积分统计" in client_as("梁书宁").get("/440783108000/points/").text
    resident = client_as("黄美珍")
    with count_queries() as seen:
        resident.get(f"{HERE}/")
    assert len(seen) <= 15


def test_who_has_no_household_is_told_what_to_do(client_as, person):
    resident = person("黄美珍")
    resident.household = None
    resident.save()
    client = client_as("黄美珍")
    assert "还没有登记您是哪一户" in client.get(f"{HERE}/join").text
    assert client.get(f"{HERE}/passbook/leave").status_code == 303
