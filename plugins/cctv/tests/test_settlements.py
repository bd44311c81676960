"""Settling with the telecom: a batch, its steps, its money, and its statement on paper."""

import re
from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pypdfium2
import pytest

from linli.audit.models import AuditLine
from linli.database import LostRace, db, transaction
from linli.localities.models import Locality
from linli.people.models import Person
from linli.testing import count_queries, post
from linli.testing.races import let_two_meet
from linli.toolkit import workflow
from linli.toolkit.calendar import today
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications.models import ACCEPTED, SETTLED, Application, Question, Quote
from plugins.cctv.programmes import budget
from plugins.cctv.programmes.models import SPENT, BudgetLine, Programme
from plugins.cctv.settlements import lists, services
from plugins.cctv.settlements.models import DRAFT, DROPPED, PAID, SENT, Settlement, SettlementLine
from plugins.cctv.tests.making import make_application, make_programme
from plugins.cctv.tests.planted.settlements import make_batch

TOWN = "440783108000"
HERE = f"/{TOWN}/cctv"
EACH = 199_50
PAID_TODAY = {"paid_on": str(today()), "voucher": "记-2026-118"}


@pytest.fixture
def accepted(package, programme, place, person):
    """`accepted("黄美珍")`: her application was accepted, its money is reserved."""
    def make(name="黄美珍", **columns):
        row = make_application(package, columns.pop("place_in", place), person(name), ACCEPTED, **columns)
        with transaction():
            budget.reserve(programme.id, row.locality_id, EACH, workflow.key_of(row), None)
        return row
    return make


@pytest.fixture
def town(client_as):
    """梁书宁, staff of the township."""
    return client_as("梁书宁")


def picked(client, programme, rows):
    """Make a batch of just these; returns it."""
    answer = post(client, f"{HERE}/programmes/{programme.number}/settle", {
        "chosen": [row.id for row in rows]})
    assert answer.status_code == 303, answer.text
    return Settlement.select().order_by(Settlement.id.desc()).get()


def sent(client, programme, rows):
    batch = picked(client, programme, rows)
    assert post(client, f"{HERE}/settlements/{batch.number}/send").status_code == 303
    return Settlement.get_by_id(batch.id)


def state_of(row):
    return type(row).get_by_id(row.id).state


def money(programme):
    row = Programme.get_by_id(programme.id)
    return row.reserved, row.spent


# A batch


def test_all_that_was_accepted_is_offered_and_some_are_left_out(town, programme, accepted, applied):
    first, second, third = accepted(), accepted("谢国强"), accepted("胡月娥")
    waiting = applied("邓桂香", "installed")
    page = town.get(f"{HERE}/programmes/{programme.number}/settle").text
    assert page.count("checked") == 3 and waiting.number not in page and "共 3 份可选" in page
    batch = picked(town, programme, [first, third])
    assert re.fullmatch(r"JS-\d{4}-\d{4}", batch.number)
    assert (batch.state, batch.total, batch.locality_id) == (DRAFT, 2 * EACH, TOWN)
    assert {line.application_id for line in batch.lines} == {first.id, third.id}
    left = town.get(f"{HERE}/programmes/{programme.number}/settle").text
    assert second.number in left and first.number not in left and "共 1 份可选" in left


def test_the_last_quote_counts(town, programme, accepted, person):
    row = accepted()
    Quote.create(application=row, price=500_00, telecom=100_00, resident=150_00, town=250_00,
                 person=person("方敏仪"))
    assert picked(town, programme, [row]).total == 250_00


def test_what_is_asked_about_or_of_another_programme_is_not_offered(town, programme, accepted, person,
                                                                    township, place):
    row = accepted()
    Question.create(application=row, topic="place", text="?", asked_by=person("方敏仪"))
    other = make_application(make_programme(township)[1], place, person("谢国强"), ACCEPTED)
    page = town.get(f"{HERE}/programmes/{programme.number}/settle").text
    assert row.number not in page and other.number not in page and "现在没有要结算的" in page


@pytest.mark.parametrize("chosen", [[], ["x"], ["9" * 30], ["-1"], ["999999"]])
def test_odd_choices_make_no_batch(town, programme, accepted, chosen):
    accepted()
    answer = post(town, f"{HERE}/programmes/{programme.number}/settle", {"chosen": chosen})
    assert answer.status_code in (409, 422) and not Settlement.select().where(
        Settlement.programme == programme.id).exists()


def test_a_form_sent_twice_is_one_batch(town, programme, accepted):
    row, url = accepted(), f"{HERE}/programmes/{programme.number}/settle"
    page = town.get(url).text
    form = {"chosen": [row.id], "nonce": "twice",
            "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}
    assert len({town.post(url, data=form).location for _each in "12"}) == 1
    assert Settlement.select().where(Settlement.programme == programme.id).count() == 1


def test_an_application_is_in_one_batch_at_most(town, programme, accepted, scope_of):
    row = accepted()
    picked(town, programme, [row])
    with pytest.raises(NotNow):
        services.make(scope_of("余海川", TOWN), programme, {row.id}, "again")
    answer = post(town, f"{HERE}/programmes/{programme.number}/settle", {"chosen": [row.id]},
                  page=None) if accepted("谢国强") else None
    assert answer.status_code == 409 and "现在还能结算的" in answer.text


def test_two_clerks_make_a_batch_of_the_same_at_once(app, programme, accepted, scope_of, monkeypatch):
    """Both have read what is free before either writes: the programme is held, so one waits."""
    row, done = accepted(), []
    let_two_meet(monkeypatch, lists, "last_quotes")
    scopes = [scope_of(name, TOWN) for name in ("梁书宁", "余海川")]
    _at_once(app, [lambda scope=scope: done.append(services.make(
        scope, programme, {row.id}, scope.person.name)) for scope in scopes])
    assert len(done) == 1
    assert SettlementLine.select().where(SettlementLine.application == row.id).count() == 1


def _at_once(app, acts):
    """Run each in a thread with a connection of its own; a lost race is no failure."""
    def run(act):
        with app.app_context(), db.connection_context(), suppress(LostRace):
            act()
    db.close()
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.connect(reuse_if_open=True)


# Its steps


def test_a_draft_is_changed_sent_and_taken_back(town, programme, accepted):
    first, second = accepted(), accepted("谢国强")
    batch = picked(town, programme, [first])
    url = f"{HERE}/settlements/{batch.number}"
    assert post(town, f"{url}/lines", {"chosen": [second.id]}).status_code == 303
    batch = Settlement.get_by_id(batch.id)
    assert [line.application_id for line in batch.lines] == [second.id] and batch.total == EACH
    assert post(town, f"{url}/send").status_code == 303 and state_of(batch) == SENT
    assert town.get(f"{url}/lines").status_code == 303, "what was sent is not changed"
    assert post(town, f"{url}/take_back").status_code == 303 and state_of(batch) == DRAFT
    assert post(town, f"{url}/lines", {"chosen": [first.id, second.id]}).status_code == 303
    assert Settlement.get_by_id(batch.id).total == 2 * EACH


def test_a_change_after_somebody_elses_is_told(town, programme, accepted, scope_of):
    first, second = accepted(), accepted("谢国强")
    batch = picked(town, programme, [first])
    url = f"{HERE}/settlements/{batch.number}/lines"
    stale = {"chosen": [second.id], "version": batch.version}
    services.change(scope_of("余海川", TOWN), batch, batch.version, {first.id, second.id})
    answer = post(town, url, stale)
    assert answer.status_code == 409 and "刚刚有人改过" in answer.text
    assert batch.lines.count() == 2


def test_dropping_frees_its_applications(town, programme, accepted):
    row = accepted()
    batch = sent(town, programme, [row])
    url = f"{HERE}/settlements/{batch.number}"
    assert post(town, f"{url}/drop").status_code == 303
    batch = Settlement.get_by_id(batch.id)
    assert (batch.state, batch.total, batch.lines.count()) == (DROPPED, 0, 0)
    assert "原有 1 份，199.50 元" in town.get(url).text
    assert town.get(f"{url}/statement").status_code == 303
    assert picked(town, programme, [row]).id != batch.id


# Its money


def test_paying_moves_the_money_and_settles_each(town, programme, accepted):
    rows = [accepted(), accepted("谢国强")]
    kept = accepted("胡月娥")
    assert money(programme) == (3 * EACH, 0)
    batch = sent(town, programme, rows)
    assert post(town, f"{HERE}/settlements/{batch.number}/pay", PAID_TODAY).status_code == 303
    assert money(programme) == (EACH, 2 * EACH)
    line = BudgetLine.get(BudgetLine.programme == programme.id, BudgetLine.kind == SPENT)
    assert (line.amount, line.record) == (2 * EACH, f"cctv_settlement:{batch.id}")
    assert [state_of(row) for row in (*rows, kept)] == [SETTLED, SETTLED, ACCEPTED]
    batch = Settlement.get_by_id(batch.id)
    assert (batch.state, batch.paid_on, batch.voucher) == (PAID, today(), "记-2026-118")
    page = town.get(f"{HERE}/ledgers/settlements").text
    assert batch.number in page and "记-2026-118" in page and "399.00" in page


@pytest.mark.parametrize(("more", "said"), [
    ({"paid_on": str(today() + timedelta(days=1))}, "还没到"), ({"paid_on": ""}, "哪天付的"),
    ({"voucher": " "}, "凭证号"), ({"voucher": "长" * 61}, "最多 60"), ({"voucher": "a\0"}, "看不见的符号")])
def test_what_is_wrong_with_a_payment(town, programme, accepted, more, said):
    batch = sent(town, programme, [accepted()])
    answer = post(town, f"{HERE}/settlements/{batch.number}/pay", {**PAID_TODAY, **more})
    assert answer.status_code == 422 and said in answer.text and state_of(batch) == SENT


def test_a_draft_is_not_paid(town, programme, accepted, scope_of):
    batch = picked(town, programme, [accepted()])
    assert town.get(f"{HERE}/settlements/{batch.number}/pay").status_code == 409
    with pytest.raises(LostRace):
        services.pay(scope_of("梁书宁", TOWN), batch, batch.version, today(), "1")
    assert money(programme) == (EACH, 0)


def test_two_clerks_pay_at_once_and_one_does(app, town, programme, accepted, scope_of):
    batch = sent(town, programme, [accepted(), accepted("谢国强")])
    done = []
    scopes = [scope_of(name, TOWN) for name in ("梁书宁", "余海川")]
    _at_once(app, [lambda scope=scope: done.append(services.pay(
        scope, Settlement.get_by_id(batch.id), batch.version, today(), scope.person.name))
        for scope in scopes])
    assert len(done) == 1 and money(programme) == (0, 2 * EACH)
    assert [line.amount for line in BudgetLine.select().where(BudgetLine.kind == SPENT)
            if line.programme_id == programme.id] == [2 * EACH]


def test_who_comes_second_reads_that_it_was_paid(town, programme, accepted, scope_of):
    batch = sent(town, programme, [accepted()])
    url = f"{HERE}/settlements/{batch.number}/pay"
    form = {**PAID_TODAY, "version": batch.version, "csrf_token": re.search(
        r'name="csrf_token" value="([^"]+)"', town.get(url).text)[1]}
    services.pay(scope_of("余海川", TOWN), Settlement.get_by_id(batch.id), batch.version, today(), "先-1")
    answer = town.post(url, data=form)
    assert answer.status_code == 409 and "先-1" in answer.text and "已付" in answer.text


def test_what_changed_since_it_was_read_is_not_paid(town, programme, accepted, scope_of):
    batch = sent(town, programme, [accepted()])
    scope = scope_of("余海川", TOWN)
    services.take_back(scope, Settlement.get_by_id(batch.id))
    other = accepted("谢国强")
    services.change(scope, Settlement.get_by_id(batch.id), batch.version, {other.id})
    services.send(scope, Settlement.get_by_id(batch.id), batch.version + 1)
    answer = post(town, f"{HERE}/settlements/{batch.number}/pay", {**PAID_TODAY, "version": batch.version})
    assert answer.status_code == 409 and "刚刚有人动过" in answer.text and state_of(batch) == SENT


def test_nobody_pays_for_their_own(town, programme, accepted, person):
    batch = sent(town, programme, [accepted("梁书宁")])
    answer = post(town, f"{HERE}/settlements/{batch.number}/pay", PAID_TODAY)
    assert answer.status_code == 403 and "您自家的" in answer.text
    assert state_of(batch) == SENT and money(programme) == (EACH, 0)


def test_what_is_asked_meanwhile_stops_the_payment(town, programme, accepted, person):
    row = accepted()
    batch = sent(town, programme, [row])
    Question.create(application=row, topic="place", text="?", asked_by=person("方敏仪"))
    answer = post(town, f"{HERE}/settlements/{batch.number}/pay", PAID_TODAY)
    assert answer.status_code == 409 and row.number in answer.text
    assert state_of(batch) == SENT and state_of(row) == ACCEPTED and money(programme) == (EACH, 0)


# Who


@pytest.mark.parametrize(("name", "status"), [
    ("方敏仪", 403), ("黄美珍", 403), ("方立秋", 403), ("关启文", 403), (None, 302)])
def test_only_the_township_settles(client_as, programme, accepted, person, name, status):
    batch = make_batch(programme, [accepted()], person("梁书宁"))
    client = client_as(name)
    for path in ("settlements", f"settlements/{batch.number}", f"settlements/{batch.number}/pdf",
                 f"programmes/{programme.number}/settle"):
        assert client.get(f"{HERE}/{path}").status_code == status, path


def test_a_batch_is_of_its_township(town, programme, accepted, person, village):
    batch = make_batch(programme, [accepted()], person("梁书宁"))
    assert town.get(f"/{village('宅群村').code}/cctv/settlements/{batch.number}").status_code == 404
    assert town.get(f"{HERE}/settlements/JS-none").status_code == 404
    assert town.get(f"{HERE}/settlements/{batch.number}/explode").status_code == 404


def test_what_waits_and_what_was_paid(town, programme, accepted, village):
    batch = sent(town, programme, [accepted(), accepted("谢国强")])
    assert batch.number in town.get("/me/").text
    page = town.get(f"{HERE}/settlements").text
    assert batch.number in page and "2 份，399.00 元" in page
    next_door = accepted("陈玉莲", place_in=village("强亚村"))
    second = sent(town, programme, [next_door])
    for each in (batch, second):
        post(town, f"{HERE}/settlements/{each.number}/pay", PAID_TODAY)
    page = town.get("/440783108227/cctv/figures").text
    figure = page[page.index("结清的补贴"):]
    assert "199.50" in figure[:400], "a village's own part"


# On paper


@pytest.fixture
def sixty(programme, package, place, person, township):
    """A batch of sixty applications in two villages."""
    other = Locality.get(Locality.short_name == "强亚村")
    Programme.update(budget=100_000_00).where(Programme.id == programme.id).execute()
    home = person("方敏仪").household
    rows = []
    for number in range(60):
        someone = Person.create(name=f"方美{'珍秀兰丽'[number % 4]}", locality=place, household=home)
        rows.append(make_application(package, (place, other)[number % 2], someone, ACCEPTED))
    return make_batch(programme, rows, person("梁书宁"))


def pages_of(answer):
    paper = pypdfium2.PdfDocument(answer.data)
    return paper, [page.get_textpage().get_text_range() for page in paper]


def test_the_statement_page_by_page(town, sixty):
    answer = town.get(f"{HERE}/settlements/{sixty.number}/pdf")
    assert answer.mimetype == "application/pdf"
    line = AuditLine.get(AuditLine.what == "cctv.settlement")
    assert (line.act, line.details) == ("export", sixty.number) and line.count > 1
    paper, texts = pages_of(answer)
    assert 2 <= len(paper) <= 5
    assert {tuple(round(side) for side in page.get_size()) for page in paper} == {(842, 595)}
    for at, text in enumerate(texts, start=1):
        assert f"第 {at} 页 共 {len(texts)} 页" in text and "申请编号" in text and "镇里出" in text, at
    assert "补贴结算单" in texts[0] and f"编号 {sixty.number}" in texts[0] and "塘口镇" in texts[0]
    assert "补贴结算单" not in "".join(texts[1:])
    assert "一共 60 份，镇里应付 11,970.00 元" in texts[0]


def test_each_line_stands_once_and_the_totals_add_up(town, sixty):
    _paper, texts = pages_of(town.get(f"{HERE}/settlements/{sixty.number}/pdf"))
    whole = "\n".join(texts)
    numbers = [row.number for row in Application.select().join(SettlementLine).where(
        SettlementLine.settlement == sixty.id)]
    found = re.findall(r"SB-test-\d+", whole)
    assert sorted(found) == sorted(numbers) and len(found) == 60
    assert whole.count("199.50") == 60
    last = texts[-1]
    sums = last[last.index("合计"):]
    assert [sum for sum in re.findall(r"[\d,]+\.\d\d", sums)] == [
        "23,940.00", "5,985.00", "5,985.00", "11,970.00"]
    assert last.count("（盖章）") == 2 and "电信公司" in last and "塘口镇" in last
    assert all("（盖章）" not in text for text in texts[:-1])
    assert re.search(r"SB-test-\d+", last), "the seals do not stand alone on a page"


def test_no_whole_name_leaves_the_township(town, sixty):
    _paper, texts = pages_of(town.get(f"{HERE}/settlements/{sixty.number}/pdf"))
    page = town.get(f"{HERE}/settlements/{sixty.number}/statement").text
    for text in (*texts, page):
        assert "方**" in text and "方美" not in text


@pytest.mark.parametrize(("name", "shown"), [("方敏仪", "方**"), ("张远", "张*"), ("司徒晴", "司**"),
                                              ("李", "李*")])
def test_a_name_is_masked(name, shown):
    assert lists.masked(name) == shown


def test_the_pages_ask_no_more_for_sixty(town, sixty, programme, accepted, person):
    one = make_batch(programme, [accepted()], person("梁书宁"))

    def asked(path):
        with count_queries() as seen:
            assert town.get(f"{HERE}/settlements/{path}").status_code == 200
        return len(seen)
    for tail in ("", "/statement", "/lines"):
        assert asked(sixty.number + tail) == asked(one.number + tail) <= 15, tail


def test_what_may_be_settled_stands_first(town, programme, accepted, client_as):
    accepted(), accepted("谢国强")
    page = town.get(f"{HERE}/settlements").text
    assert "2 份验收了，建一批" in page and f"{HERE}/programmes/{programme.number}/settle" in page
    assert "跟电信结算" in town.get(f"/{TOWN}/desk").text
    assert "跟电信结算" in town.get(f"{HERE}/").text
    assert "跟电信结算" not in client_as("方敏仪").get("/440783108226/cctv/").text
